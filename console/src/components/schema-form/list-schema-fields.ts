// A JSON schema of an object as the fields of a form.
export type JsonSchema = Readonly<Record<string, unknown>>

export interface SchemaField {
  readonly name: string
  readonly kind: 'text' | 'prose' | 'number' | 'choice' | 'group' | 'json'
  readonly isRequired: boolean
  /** What the schema says of it, in words. */
  readonly hint: string
  /** Of a choice. */
  readonly choices: readonly unknown[]
  readonly schema: JsonSchema
}

const PROSE_FROM = 500

export function listSchemaFields(schema: JsonSchema): SchemaField[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(readObject(schema['properties'])).map(([name, raw]) => {
    const inner = withoutNull(readObject(raw))
    const choices = listChoices(inner)
    return {
      name,
      kind: choices.length > 0 ? 'choice' : kindOf(inner),
      isRequired: required.includes(name),
      hint: renderHint(inner),
      choices,
      schema: inner,
    }
  })
}

/** The values that the schema gives as defaults. */
export function createDefaults(schema: JsonSchema): Record<string, unknown> {
  const fields = listSchemaFields(schema)
  return Object.fromEntries(
    fields.flatMap(({ name, schema, kind, isRequired }) => {
      if ('default' in schema) return [[name, schema['default']]]
      return kind === 'group' && isRequired ? [[name, createDefaults(schema)]] : []
    }),
  )
}

function kindOf(schema: JsonSchema): SchemaField['kind'] {
  const { type, maxLength, properties } = schema
  if (type === 'string') return typeof maxLength === 'number' && maxLength < PROSE_FROM ? 'text' : 'prose'
  if (type === 'number' || type === 'integer') return 'number'
  return type === 'object' && Object.keys(readObject(properties)).length > 0 ? 'group' : 'json'
}

function listChoices(schema: JsonSchema): readonly unknown[] {
  if (Array.isArray(schema['enum'])) return schema['enum']
  if ('const' in schema) return [schema['const']]
  if (schema['type'] === 'boolean') return [true, false]
  const variants = Array.isArray(schema['anyOf']) ? schema['anyOf'].map(readObject) : []
  const inner = variants.map(listChoices)
  return inner.every((choices) => choices.length > 0) ? inner.flat() : []
}

/** `anyOf: [X, null]` is X: a field that is left out. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const variants = Array.isArray(schema['anyOf']) ? schema['anyOf'].map(readObject) : []
  const [first, ...rest] = variants.filter(({ type }) => type !== 'null')
  const { anyOf: _variants, ...own } = schema
  return first && rest.length === 0 ? { ...first, ...own } : schema
}

const bounds = [
  ['minimum', (bound: number) => `at least ${bound}`],
  ['maximum', (bound: number) => `at most ${bound}`],
  ['maxLength', (bound: number) => `at most ${bound} characters`],
  ['maxItems', (bound: number) => `at most ${bound} items`],
] as const
/** Larger ones only keep out what nobody writes. */
const MAX_TOLD = 1_000_000

function renderHint(schema: JsonSchema): string {
  const { description, format } = schema
  const told = bounds.flatMap(([key, render]) => {
    const bound = schema[key]
    const isTold = typeof bound === 'number' && Math.abs(bound) <= MAX_TOLD
    return isTold && (key === 'minimum' || key === 'maximum' || description !== undefined) ? [render(bound)] : []
  })
  return [description, format, ...told].filter((part) => typeof part === 'string').join(' · ')
}

export function readObject(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {}
}
