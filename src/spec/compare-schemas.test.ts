import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { compareSchemas, type SchemaPair } from './compare-schemas.ts'
import { type JsonSchema, renderJsonSchema } from './json-schema.ts'

type Io = SchemaPair['io']

/** `kind pointer: sentence` of every change. */
function diff(io: Io, before: JsonSchema, after: JsonSchema): string[] {
  return compareSchemas({ io, before, after }).map(
    ({ kind, pointer, sentence }) => `${kind} ${pointer}: ${sentence.replace(/^the (in|out)put (field )?/, '')}`,
  )
}

function diffZod(io: Io, before: z.ZodType, after: z.ZodType): string[] {
  return diff(io, renderJsonSchema(before, io), renderJsonSchema(after, io))
}

const { strictObject: object } = z
const text = z.string()

describe('compareSchemas', () => {
  it('finds nothing between equal schemas, whatever the order of their keys and their descriptions', () => {
    expect(diff('input', { type: 'string', title: 'A', minLength: 1 }, { minLength: 1, type: 'string' })).toEqual([])
  })

  it.each<[string, Io, z.ZodType, z.ZodType, string[]]>([
    [
      'a new required input',
      'input',
      object({}),
      object({ a: text }),
      ['breaking /properties/a: "a" must be given now'],
    ],
    [
      'a new optional input',
      'input',
      object({}),
      object({ a: text.optional() }),
      ['compatible /properties/a: "a" is new'],
    ],
    [
      'an input that is gone',
      'input',
      object({ a: text.optional() }),
      object({}),
      ['breaking /properties/a: "a" is not taken any more'],
    ],
    [
      'an input that may be left out',
      'input',
      object({ a: text }),
      object({ a: text.optional() }),
      ['compatible /properties/a: "a" may be left out now'],
    ],
    [
      'a narrowed enum of an input',
      'input',
      object({ a: z.enum(['x', 'y', 'z']) }),
      object({ a: z.enum(['x', 'q']) }),
      ['breaking /properties/a: "a" no longer takes "y", "z"', 'compatible /properties/a: "a" also takes "q"'],
    ],
    [
      'a narrowed number of an input',
      'input',
      object({ a: z.int().max(9) }),
      object({ a: z.int().max(5) }),
      ['breaking /properties/a/maximum: "a" takes less: maximum is 5, and was 9'],
    ],
    [
      'a text of an input that must match now',
      'input',
      object({ a: text }),
      object({ a: text.regex(/^x/) }),
      ['breaking /properties/a/pattern: "a" takes less: pattern is "^x", and was none'],
    ],
    [
      'an input that may not be null any more',
      'input',
      object({ a: text.nullable() }),
      object({ a: text }),
      ['breaking /properties/a: "a" no longer takes null'],
    ],
    [
      'another default',
      'input',
      object({ a: z.int().default(1) }),
      object({ a: z.int().default(2) }),
      ['compatible /properties/a: "a" has another default: it is 2, and was 1'],
    ],
    [
      'an input that may hold less inside a list',
      'input',
      object({ a: z.array(object({ b: text })) }),
      object({ a: z.array(object({ b: text.max(3) })) }),
      ['breaking /properties/a/items/properties/b/maxLength: "a[].b" takes less: maxLength is 3, and was none'],
    ],
    [
      'an output that is gone',
      'output',
      object({ a: text.optional() }),
      object({}),
      ['breaking /properties/a: "a" is gone'],
    ],
    ['an output that is new', 'output', object({}), object({ a: text }), ['compatible /properties/a: "a" is new']],
    [
      'an output that may be missing',
      'output',
      object({ a: text }),
      object({ a: text.optional() }),
      ['breaking /properties/a: "a" can be missing now'],
    ],
    [
      'an output that is always there',
      'output',
      object({ a: text.optional() }),
      object({ a: text }),
      ['compatible /properties/a: "a" is always there now'],
    ],
    [
      'a widened enum of an output',
      'output',
      object({ a: z.enum(['x']) }),
      object({ a: z.enum(['x', 'y']) }),
      ['breaking /properties/a: "a" can now be "y"'],
    ],
    [
      'an output that may be null',
      'output',
      object({ a: text }),
      object({ a: text.nullable() }),
      ['breaking /properties/a: "a" can now be null'],
    ],
    [
      'a new variant of an output',
      'output',
      z.discriminatedUnion('t', [object({ t: z.literal('x') })]),
      z.discriminatedUnion('t', [object({ t: z.literal('x') }), object({ t: z.literal('y'), n: text })]),
      ['breaking /oneOf/1: can now be an object with t "y"'],
    ],
    [
      'a record whose values changed',
      'output',
      z.record(text, z.int()),
      z.record(text, z.number()),
      ['breaking /additionalProperties: "{}" can now be a number'],
    ],
  ])('weighs %s', (_what, io, before, after, changes) => {
    const found = diffZod(io, before, after)
    for (const change of changes) expect(found.join('\n')).toContain(change)
  })

  it.each<[string, z.ZodType, z.ZodType]>([
    ['an enum becomes a text', z.enum(['ab', 'c']), text.min(1).max(5)],
    ['a text becomes one of several things', text, z.union([z.int(), text, z.null()])],
    ['an integer becomes a number', z.int(), z.number()],
    [
      'a tagged union gets a variant',
      z.discriminatedUnion('t', [object({ t: z.literal('x') }), object({ t: z.literal('y') })]),
      z.discriminatedUnion('t', [
        object({ t: z.literal('x') }),
        object({ t: z.literal('y') }),
        object({ t: z.literal('z'), n: text }),
      ]),
    ],
    ['an object is opened', object({ a: text }), z.looseObject({ a: text })],
  ])('takes it for compatible that %s in an input', (_what, before, after) => {
    expect(diffZod('input', before, after).filter((change) => change.startsWith('breaking'))).toEqual([])
  })

  it('follows references, also of schemas that hold themselves', () => {
    const tree = (leaf: JsonSchema): JsonSchema => ({
      $ref: '#/$defs/Tree',
      $defs: {
        Tree: { type: 'object', properties: { leaf, next: { $ref: '#/$defs/Tree' } }, required: ['leaf'] },
      },
    })
    expect(diff('input', tree({ type: 'string' }), tree({ type: 'string' }))).toEqual([])
    expect(diff('input', tree({ type: 'string' }), tree({ type: 'number' }))).toEqual([
      'breaking /properties/leaf: "leaf" no longer takes a string',
      'compatible /properties/leaf: "leaf" also takes a number',
    ])
  })

  it.each<[string, JsonSchema, JsonSchema]>([
    ['not', { type: 'string', not: { const: 'a' } }, { type: 'string', not: { const: 'b' } }],
    ['allOf', { allOf: [{ minLength: 1 }] }, { allOf: [{ minLength: 2 }] }],
    ['x-unknown', { type: 'string' }, { type: 'string', 'x-unknown': true }],
    [
      'prefixItems',
      { type: 'array', prefixItems: [{}], items: { type: 'string' } },
      { type: 'array', prefixItems: [{}], items: {} },
    ],
    [
      'unevaluatedProperties',
      { unevaluatedProperties: false, properties: { a: {} } },
      { unevaluatedProperties: false },
    ],
    ['$ref', { $ref: '#/$defs/gone' }, { type: 'string' }],
  ])('counts a change that it cannot weigh as breaking, and says so: %s', (keyword, before, after) => {
    for (const io of ['input', 'output'] as const) {
      expect(diff(io, before, after)).toEqual([
        expect.stringMatching(`^breaking .*changed in ${keyword.replace('$', '\\$')}.*cannot be told`),
      ])
    }
  })
})
