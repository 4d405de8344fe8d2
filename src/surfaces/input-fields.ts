// The fields of a contract's input as text-only surfaces see them: query parameters and command-line flags.
import type { Contract } from '../spec/contract.ts'
import { renderJsonSchema } from '../spec/json-schema.ts'

export interface InputField {
  readonly name: string
  /** `objects`: an array of objects, each given as a text of JSON. */
  readonly type: 'string' | 'number' | 'boolean' | 'array' | 'object' | 'objects'
  readonly isRequired: boolean
  /** The values it takes; empty when they cannot be listed. */
  readonly values: readonly string[]
  /** What a person should know besides: bounds, default. */
  readonly hint: string
}

interface FieldSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly FieldSchema[]
  readonly oneOf?: readonly FieldSchema[]
  readonly items?: FieldSchema
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
}

export function listFields(contract: Contract): InputField[] {
  const schema = renderJsonSchema(contract.io.input, 'input')
  const required = (schema['required'] ?? []) as readonly string[]
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, FieldSchema>)
  return properties.map(([name, field]) => ({
    name,
    type: readType(field),
    isRequired: required.includes(name),
    values: listValues(field),
    hint: renderHint(field),
  }))
}

/**
 * Turns the texts given for a field into a value of its type. What does not fit is passed on as it is, for the schema to
 * refuse. Throws a SyntaxError when an object field is not JSON.
 */
export function coerce(field: InputField | undefined, texts: readonly string[]): unknown {
  if (field?.type === 'array') return texts
  if (field?.type === 'objects') return texts.map((text): unknown => JSON.parse(text))
  const [text = ''] = texts
  if (texts.length > 1) return texts
  switch (field?.type) {
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'object':
      return JSON.parse(text)
    default:
      return text
  }
}

function readType(field: FieldSchema): InputField['type'] {
  switch (field.type) {
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      return isObjectSchema(field.items) ? 'objects' : 'array'
    case 'boolean':
    case 'object':
      return field.type
    default:
      return isAnything(field) ? 'object' : 'string'
  }
}

/** An object, or one of several kinds of object. */
function isObjectSchema(schema: FieldSchema | undefined): boolean {
  const variants = schema?.anyOf ?? schema?.oneOf ?? []
  return schema?.type === 'object' || (variants.length > 0 && variants.every(isObjectSchema))
}

/** A field that takes any JSON at all has a schema that says nothing. */
function isAnything(field: FieldSchema): boolean {
  return Object.keys(field).every((key) => key === 'description' || key === 'default')
}

function listValues({ enum: own, anyOf = [] }: FieldSchema): string[] {
  return (own ?? anyOf.flatMap((variant) => variant.enum ?? [])).map(String)
}

function renderHint(field: FieldSchema): string {
  const parts: string[] = []
  if (field.minimum !== undefined && field.maximum !== undefined && field.maximum < Number.MAX_SAFE_INTEGER) {
    parts.push(`${field.minimum} to ${field.maximum}`)
  }
  if (field.default !== undefined) parts.push(`default ${JSON.stringify(field.default)}`)
  return parts.join('; ')
}
