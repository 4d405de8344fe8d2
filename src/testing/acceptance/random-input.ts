// Random inputs of a contract, made from the schema of its input: mostly valid ones, and some that a bound or an enum
// refuses. Every surface can say them: flags and queries know no other type than the schema's, and no unknown field.
import * as fc from 'fast-check'
import type { Contract } from '../../spec/contract.ts'
import { type JsonSchema, renderJsonSchema } from '../../spec/json-schema.ts'
import type { Input } from './surfaces.ts'

/** What ids are drawn from: agents of the acceptance world in each status, and nobody. */
const ids = fc.constantFrom('echo', 'busy', 'draft', 'paused', 'archived', 'nobody')
const moments = fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-05T09:00:00.000Z', '2027-01-01T00:00:00Z', 'yesterday')
const words = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom('', 'a-slug', 'x'.repeat(1001)),
)
const objects = fc.constantFrom({}, { type: 'object' }, { topic: 'tea', deep: { list: [1, null, 'a'] } })

export function randomInput({ io, cli }: Contract): fc.Arbitrary<Input> {
  return objectOf(renderJsonSchema(io.input, 'input'), cli?.hidden)
}

function objectOf(schema: JsonSchema, hidden: readonly string[] = []): fc.Arbitrary<Input> {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, JsonSchema>; required?: string[] }
  // `stream` and `follow` ask for another kind of answer
  const fields = Object.entries(properties).filter(([name]) => !['stream', 'follow', ...hidden].includes(name))
  const arbitraries = fields.map(([name, field]) => [name, valueOf(field, name)] as const)
  return fc.record(Object.fromEntries(arbitraries), { requiredKeys: [...required] })
}

function valueOf(schema: JsonSchema, name: string): fc.Arbitrary<unknown> {
  const {
    type,
    enum: values,
    anyOf = (schema as Shape).oneOf,
    format,
    items,
    minimum = 0,
    maximum = 1000,
  } = schema as Shape
  if (anyOf) return fc.oneof(...anyOf.map((variant) => valueOf(variant, name)))
  if (values) return fc.oneof({ arbitrary: fc.constantFrom(...values), weight: 9 }, fc.constant('nonsense'))
  switch (type) {
    case 'string':
      return format === 'date-time' ? moments : name.endsWith('Id') ? ids : words
    case 'integer':
      return fc.oneof({ arbitrary: fc.integer({ min: minimum, max: maximum }), weight: 5 }, fc.constant(minimum - 1))
    case 'number':
      return fc.constantFrom(minimum, 0.5, maximum)
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(valueOf(items ?? {}, name.replace(/s$/, '')), { minLength: 1, maxLength: 3 })
    default:
      return schema['properties'] === undefined ? objects : objectOf(schema)
  }
}

interface Shape {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly format?: string
  readonly items?: JsonSchema
  readonly minimum?: number
  readonly maximum?: number
}
