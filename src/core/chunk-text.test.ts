import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunkText } from './chunk-text.ts'

const join = (text: string) =>
  chunkText(text)
    .map((chunk) => chunk.text.slice(chunk.overlap))
    .join('')

test('pieces without their overlaps are the text, whatever it holds', () => {
  const unit = fc.constantFrom('a', 'word ', '. ', '\n', '\n\n', '😀', 'é')
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 4000, size: 'max' }), (units) => {
      expect(join(units.join(''))).toBe(units.join(''))
    }),
  )
})

test('a text is cut at the end of a paragraph where there is one', () => {
  const paragraph = `${'word '.repeat(140).trim()}.`
  const [first, second] = chunkText(`${paragraph}\n\n${paragraph}`)
  expect(first?.text).toBe(`${paragraph}\n\n`)
  expect(second?.overlap).toBe(100)
})

test('a text without any place to cut is cut between characters', () => {
  const chunks = chunkText('😀'.repeat(1501))
  expect(chunks.every(({ text }) => text.length <= 1001 && text.isWellFormed())).toBe(true)
  expect(chunkText('')).toEqual([])
})
