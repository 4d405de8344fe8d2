import { describe, expect, it } from 'vitest'
import { findDialectFault } from './find-dialect-fault.ts'

describe('a schema over the wire', () => {
  it.each([
    [{}],
    [{ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' }],
    [
      {
        type: ['object', 'null'],
        properties: { a: true, b: { enum: [1] } },
        required: ['a'],
        additionalProperties: false,
      },
    ],
    [{ $defs: { n: { type: 'integer', minimum: 0, multipleOf: 2 } }, prefixItems: [{ $ref: '#/$defs/n' }] }],
    [{ properties: { type: { type: 'string' }, required: { maxLength: 5 } }, 'x-own': { type: 7 } }],
  ])('that is JSON Schema 2020-12 has no fault: %j', (schema) => {
    expect(findDialectFault(schema)).toBeNull()
  })

  it.each([
    [{ $schema: 'http://json-schema.org/draft-07/schema#' }, '/$schema', /2020-12/],
    [{ type: 'strin' }, '/type', /takes null/],
    [{ type: ['string', 5] }, '/type', /takes null/],
    [{ properties: { 'a/b': { items: { required: 'x' } } } }, '/properties/a~1b/items/required', /array of names/],
    [{ enum: 'x' }, '/enum', /array/],
    [{ minLength: -1 }, '/minLength', /≥ 0/],
    [{ maximum: '3' }, '/maximum', /number/],
    [{ multipleOf: 0 }, '/multipleOf', /> 0/],
    [{ format: 1 }, '/format', /string/],
    [{ items: [{}] }, '/items', /must be a JSON Schema/],
    [{ anyOf: {} }, '/anyOf', /array of schemas/],
    [{ anyOf: [{}, { not: 4 }] }, '/anyOf/1/not', /must be a JSON Schema/],
    [{ properties: [] }, '/properties', /object of schemas/],
    [{ allOf: [{ $ref: 'https://x.test/y' }] }, '/allOf/0/$ref', /start with #/],
    [{ $ref: '#/$defs/none' }, '', /leads nowhere/],
    [{ pattern: '(' }, '', /regular expression/i],
  ])('%j has a fault at %s', (schema, pointer, message) => {
    const fault = findDialectFault(schema)
    expect(fault?.pointer).toBe(pointer)
    expect(fault?.message).toMatch(message)
  })

  it('that is nested without end has a fault', () => {
    let schema: Record<string, unknown> = {}
    for (let depth = 0; depth < 40; depth += 1) schema = { not: schema }
    expect(findDialectFault(schema)?.message).toMatch(/32 deep/)
  })
})
