import { Validator } from '@cfworker/json-schema'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { fillArguments } from './sim-arguments.ts'
import { readHints } from './sim-hints.ts'

/** Schemas of objects with nested arrays, objects, bounds, enums and unions; every one can be satisfied. */
const leafSchema: fc.Arbitrary<object> = fc.oneof(
  fc.record(
    { type: fc.constant('string'), minLength: fc.nat(20), maxLength: fc.integer({ min: 20, max: 60 }) },
    { requiredKeys: ['type'] },
  ),
  fc.record(
    {
      type: fc.constantFrom('integer', 'number'),
      minimum: fc.integer({ min: -50, max: 50 }),
      maximum: fc.integer({ min: 51, max: 200 }),
    },
    { requiredKeys: ['type'] },
  ),
  fc.record(
    { type: fc.constant('integer'), multipleOf: fc.integer({ min: 1, max: 9 }), minimum: fc.nat(100) },
    { requiredKeys: ['type'] },
  ),
  fc.record({
    enum: fc.uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  fc.record({ const: fc.jsonValue({ maxDepth: 1 }) }),
  fc.record({ type: fc.constant('boolean') }),
  fc.record({
    type: fc.constant('string'),
    format: fc.constantFrom('date', 'date-time', 'email', 'uri', 'uuid', 'ipv4'),
  }),
  fc.record({
    type: fc.constant('string'),
    pattern: fc.constantFrom('^[a-z]+$', '^\\d{2,5}$', '^[A-Z][a-z]{2}$', 'x.y', '^(a|bc)?d+$'),
  }),
)
const { objectSchema } = fc.letrec<{ objectSchema: object; anySchema: object }>((tie) => ({
  anySchema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leafSchema,
    tie('objectSchema'),
    fc.record(
      {
        type: fc.constant('array'),
        items: tie('anySchema'),
        minItems: fc.nat(3),
        maxItems: fc.integer({ min: 3, max: 6 }),
      },
      { requiredKeys: ['type', 'items'] },
    ),
    fc.record({ anyOf: fc.array(tie('anySchema'), { minLength: 1, maxLength: 3 }) }),
  ),
  objectSchema: fc
    .dictionary(
      fc.constantFrom('query', 'limit', 'city', 'expression', 'url', 'flag', 'items', 'name', 'x', 'to'),
      tie('anySchema'),
      { maxKeys: 4 },
    )
    .chain((properties) =>
      fc
        .subarray(Object.keys(properties))
        .map((required) => ({ type: 'object', properties, required, additionalProperties: false })),
    ),
}))

const messages = fc.constantFrom('Mail ada@example.com 3 papers on owls from "The Times"', 'add 2 and 3', 'x', '')

it('makes a value that validates for any schema of the common keywords', () => {
  fc.assert(
    fc.property(objectSchema, messages, (schema, text) => {
      const value = fillArguments(schema, readHints(text, ''))
      expect(new Validator(schema, '2020-12', false).validate(value).errors, JSON.stringify(value)).toEqual([])
    }),
    { numRuns: 400 },
  )
})
