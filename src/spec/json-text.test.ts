import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listTextIssues } from './json-text.ts'

function nest(levels: number): unknown {
  let value: unknown = 'leaf'
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? { a: value } : [value]
  return value
}

describe('the bounds of JSON text', () => {
  it('allow any well-formed value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value)
        fc.pre(!/\\u0000|__proto__|constructor|prototype/.test(text))
        expect(listTextIssues(value)).toEqual([])
      }),
    )
  })

  it('allow 64 levels of nesting and refuse the 65th', () => {
    expect(listTextIssues(nest(64))).toEqual([])
    expect(listTextIssues(nest(65))).toMatchObject([
      { code: 'too_deep', pointer: expect.stringMatching(/^(\/[a0]){64}$/) },
    ])
  })

  it.each([
    ['NUL in text', { a: ['ok', 'x\0y'] }, '/a/1', 'nul'],
    ['NUL in a key', { 'x\0y': 1 }, '/x\0y', 'nul'],
    ['a lone surrogate', { text: '\ud83d' }, '/text', 'lone_surrogate'],
    ['a lone surrogate in a key', { '\ud83d': 1 }, '/\ufffd', 'lone_surrogate'],
    ['a key that reaches a prototype', JSON.parse('{"a":{"__proto__":{}}}'), '/a/__proto__', 'forbidden_key'],
    ['a key that reaches a constructor', { constructor: 1 }, '/constructor', 'forbidden_key'],
  ])('refuse %s and point at it', (_title, value, pointer, code) => {
    expect(listTextIssues(value)).toMatchObject([{ pointer, code }])
  })

  it('escape the pointer', () => {
    expect(listTextIssues({ 'a/b~c': '\0' })[0]?.pointer).toBe('/a~1b~0c')
  })

  it('report at most 20 issues', () => {
    expect(listTextIssues(Array.from({ length: 50 }, () => '\0'))).toHaveLength(20)
  })

  it('allow scalars and null', () => {
    for (const value of [null, 1, true, 'text', undefined]) expect(listTextIssues(value)).toEqual([])
  })
})
