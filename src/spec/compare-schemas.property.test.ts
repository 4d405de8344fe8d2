import { Validator } from '@cfworker/json-schema'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareSchemas, type SchemaPair } from './compare-schemas.ts'
import type { JsonSchema } from './json-schema.ts'

const names = fc.constantFrom('a', 'b', 'c')
const words = fc.constantFrom('x', 'y', 'z', 'xx', '')
const few = fc.integer({ min: 0, max: 3 })
const defined = (schema: JsonSchema): JsonSchema => JSON.parse(JSON.stringify(schema)) as JsonSchema
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const leaf = fc.oneof(
  fc.constant({}),
  fc.record({ type: fc.constantFrom('null', 'boolean', 'integer', 'number', 'string') }),
  fc.record({
    type: fc.constant('string'),
    minLength: maybe(few),
    maxLength: maybe(few),
    pattern: maybe(fc.constantFrom('^x', 'y$')),
  }),
  fc.record({
    type: fc.constantFrom('integer', 'number'),
    minimum: maybe(few),
    maximum: maybe(few),
    exclusiveMinimum: maybe(few),
    exclusiveMaximum: maybe(few),
    multipleOf: maybe(fc.constantFrom(1, 2, 4)),
  }),
  fc.record({
    type: fc.uniqueArray(fc.constantFrom('null', 'integer', 'string'), { minLength: 1 }),
    minimum: maybe(few),
  }),
  fc.record({ enum: fc.uniqueArray(fc.oneof(words, few, fc.constant(null)), { minLength: 1, maxLength: 3 }) }),
  fc.record({ const: fc.oneof(words, few, fc.constant(null)) }),
)

/** Schemas over a small world of values, so that pairs meet often. */
const { schema: anySchema } = fc.letrec<{
  schema: JsonSchema
  object: JsonSchema
  list: JsonSchema
  union: JsonSchema
}>((tie) => ({
  schema: fc.oneof({ maxDepth: 3 }, leaf, tie('object'), tie('object'), tie('list'), tie('union')).map(defined),
  object: fc.record({
    type: fc.constant('object'),
    properties: maybe(fc.dictionary(names, tie('schema'), { maxKeys: 3 })),
    required: maybe(fc.uniqueArray(names)),
    additionalProperties: maybe(fc.oneof(fc.boolean(), tie('schema'))),
    propertyNames: maybe(fc.constantFrom({ maxLength: 1 }, { enum: ['a', 'b'] })),
    minProperties: maybe(few),
    maxProperties: maybe(few),
  }),
  list: fc.record({
    type: fc.constant('array'),
    items: maybe(tie('schema')),
    minItems: maybe(few),
    maxItems: maybe(few),
    uniqueItems: maybe(fc.boolean()),
    prefixItems: maybe(fc.array(tie('schema'), { maxLength: 2, minLength: 1 })),
  }),
  union: fc.oneof(
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('schema') }),
  ),
}))

/** A change somewhere inside: pairs of unrelated schemas alone would hardly ever be compatible. */
function changed(schema: JsonSchema): fc.Arbitrary<JsonSchema> {
  const edits: fc.Arbitrary<JsonSchema>[] = [
    fc.constant(schema),
    leaf.map((other): JsonSchema => ({ anyOf: [schema, other] })),
    leaf.map((other): JsonSchema => ({ oneOf: [schema, other] })),
    fc.constant({ anyOf: [schema, { type: 'null' }] }),
  ]
  for (const keyword of Object.keys(schema)) {
    const { [keyword]: value, ...rest } = schema
    edits.push(fc.constant(rest))
    if (typeof value === 'number' && keyword !== 'multipleOf')
      edits.push(few.map((other) => ({ ...rest, [keyword]: other })))
    if (keyword === 'enum' && Array.isArray(value))
      edits.push(words.map((word) => ({ ...rest, enum: [...new Set([...value, word])] })))
    if (['items', 'additionalProperties', 'not'].includes(keyword) && typeof value === 'object') {
      edits.push(changed(value as JsonSchema).map((inner) => ({ ...rest, [keyword]: inner })))
    }
    if (keyword === 'properties') {
      const fields = Object.entries(value as Record<string, JsonSchema>)
      for (const [name, field] of fields) {
        edits.push(changed(field).map((inner) => ({ ...rest, properties: { ...(value as object), [name]: inner } })))
      }
      edits.push(
        fc
          .record({ name: names, field: leaf })
          .map(({ name, field }) => ({ ...rest, properties: { ...(value as object), [name]: field } })),
      )
    }
    if (['anyOf', 'oneOf'].includes(keyword) && Array.isArray(value)) {
      edits.push(leaf.map((other) => ({ ...rest, [keyword]: [...(value as unknown[]), other] })))
    }
  }
  return fc.oneof(...edits).map(defined)
}

const pair = anySchema.chain((before) =>
  fc.tuple(fc.constant(before), fc.oneof(changed(before), changed(before), anySchema)),
)

const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(words, fc.integer({ min: -1, max: 4 }), fc.constantFrom(0.5, 1.5), fc.boolean(), fc.constant(null)),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'dd'), tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value
const values = fc.sample(anyValue, { numRuns: 1500, seed: 7 })

function isValid(schema: JsonSchema, value: unknown): boolean {
  return new Validator(structuredClone(schema), '2020-12', true).validate(value).valid
}

function isCompatible(io: SchemaPair['io'], before: JsonSchema, after: JsonSchema): boolean {
  return compareSchemas({ io, before, after }).every((change) => change.kind === 'compatible')
}

it('calls an input compatible only when every value that was valid still is', { timeout: 60_000 }, () => {
  let compatible = 0
  fc.assert(
    fc.property(pair, ([before, after]) => {
      if (!isCompatible('input', before, after)) return
      if (JSON.stringify(before) !== JSON.stringify(after)) compatible += 1
      const [older, newer] = [before, after].map((schema) => new Validator(structuredClone(schema), '2020-12', true))
      const lost = values.find((value) => older?.validate(value).valid && !newer?.validate(value).valid)
      expect(lost).toBeUndefined()
    }),
    { numRuns: 600 },
  )
  expect(compatible).toBeGreaterThan(20)
})

it(
  'calls an output compatible only when every value that can come was possible, apart from new fields',
  { timeout: 60_000 },
  () => {
    // Without objects there are no new fields, and the rule is exact.
    const hasObjects = (schema: JsonSchema) => /"(properties|object|additionalProperties)"/.test(JSON.stringify(schema))
    fc.assert(
      fc.property(pair, ([before, after]) => {
        fc.pre(!hasObjects(before) && !hasObjects(after))
        if (!isCompatible('output', before, after)) return
        const fresh = values.find((value) => isValid(after, value) && !isValid(before, value))
        expect(fresh).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  },
)

it('says nothing of a schema compared with itself, its keys in another order', () => {
  const reverse = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reverse)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, member]) => [key, reverse(member)]),
    )
  }
  fc.assert(
    fc.property(anySchema, (schema) => {
      for (const io of ['input', 'output'] as const) {
        expect(compareSchemas({ io, before: schema, after: reverse(schema) as JsonSchema })).toEqual([])
      }
    }),
  )
})
