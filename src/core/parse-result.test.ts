import { describe, expect, it } from 'vitest'
import { parseResult } from './parse-result.ts'

const schema = { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] }

describe('the object of a result', () => {
  it.each([
    ['plain JSON', ' {"total": 5} '],
    ['JSON in a fence', '```json\n{"total": 5}\n```\n'],
    ['JSON in a fence without a name', '```\n{"total":\n5}\n```'],
  ])('is read from %s', (_name, text) => {
    expect(parseResult(text, schema)).toEqual({ ok: true, value: { total: 5 } })
  })

  it.each([
    ['', '', 'the answer is not JSON'],
    ['Here it is: {"total": 5}', '', 'the answer is not JSON'],
    ['[5]', '', 'the answer is not a JSON object'],
    ['null', '', 'the answer is not a JSON object'],
    ['{}', '/total', 'Instance does not have required property "total".'],
    ['{"total": "5"}', '/total', 'Instance type "string" is invalid. Expected "number".'],
    [`{"total": 5, "more": ${'['.repeat(64)}${']'.repeat(64)}}`, '', 'the answer is nested more than 64 levels deep'],
  ])('is not %j', (text, pointer, message) => {
    expect(parseResult(text, schema)).toMatchObject({ ok: false, issues: [{ pointer, message }] })
  })

  it('may be nested as deep as any input', () => {
    expect(parseResult(`{"total": 5, "more": ${'['.repeat(63)}${']'.repeat(63)}}`, schema)).toMatchObject({ ok: true })
    expect(parseResult(`{"total": 5, "more": ${'['.repeat(500)}${']'.repeat(500)}}`, schema).ok).toBe(false)
  })
})
