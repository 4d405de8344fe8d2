import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWrapper } from './wrap.ts'

function wrap(text: string, columns: number, size = text.length): string {
  const wrapper = createWrapper(columns)
  let shown = ''
  for (let at = 0; at < text.length; at += size) shown += wrapper.push(text.slice(at, at + size))
  return shown + wrapper.end()
}

test.each([
  ['one two three four', 'one two\nthree four'],
  ['one two three\n\nfour', 'one two\nthree\n\nfour'],
  ['a-word-longer-than-the-line x', 'a-word-longer-than-the-line\nx'],
  ['- item one two', '- item one\ntwo'],
  ['```\nlong line of code here\n```\nand words after it', '```\nlong line of code here\n```\nand words\nafter it'],
  ['| a table | stays as | it is |', '| a table | stays as | it is |'],
  ['    indented code stays as it is', '    indented code stays as it is'],
  ['', ''],
])('%j becomes %j', (text, wrapped) => {
  expect(wrap(text, 10)).toBe(wrapped)
})

test('changes only spaces into line breaks, however the text is cut into pieces', () => {
  const text = fc.array(fc.constantFrom('a', 'word', ' ', '  ', '\n', '```', '|', 'longer-words'), { maxLength: 40 })
  const property = fc.property(
    text,
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 9 }),
    (parts, columns, size) => {
      const whole = parts.join('')
      const wrapped = wrap(whole, columns, size)
      expect(wrapped).toBe(wrap(whole, columns))
      expect(wrapped.replaceAll(/\s+/g, '')).toBe(whole.replaceAll(/\s+/g, ''))
    },
  )
  fc.assert(property, { numRuns: 300 })
})
