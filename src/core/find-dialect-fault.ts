// Whether a schema that came over the wire is JSON Schema 2020-12 with local references only, and if not, where.
import { isObject, type JsonObject } from '../contracts/scalars.ts'
import { findSchemaFault } from './validate-json.ts'

export interface SchemaFault {
  /** RFC 6901 pointer into the schema. */
  readonly pointer: string
  readonly message: string
}

const TYPES = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']
const DIALECT = /^https:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0
const isString = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number'
const isStrings = (value: unknown) => Array.isArray(value) && value.every(isString)
const isLocal = (value: unknown) => isString(value) && value.startsWith('#')
const isType = (value: unknown) => TYPES.includes(String(value))

type Rule = readonly [keywords: string, isValid: (value: unknown) => boolean, message: string]

const rules: readonly Rule[] = [
  ['$schema', (value) => DIALECT.test(String(value)), 'only https://json-schema.org/draft/2020-12/schema can be used'],
  ['$ref $dynamicRef', isLocal, 'only references that start with # can be used'],
  ['type', (value) => (Array.isArray(value) ? value.every(isType) : isType(value)), `takes ${TYPES.join(', ')}`],
  ['enum', Array.isArray, 'must be an array'],
  ['required', isStrings, 'must be an array of names'],
  ['pattern format title description $id $anchor $comment', isString, 'must be a string'],
  ['minLength maxLength minItems maxItems minProperties maxProperties', isCount, 'must be an integer ≥ 0'],
  ['minContains maxContains', isCount, 'must be an integer ≥ 0'],
  ['minimum maximum exclusiveMinimum exclusiveMaximum', isNumber, 'must be a number'],
  ['multipleOf', (value) => isNumber(value) && value > 0, 'must be a number > 0'],
]
const rulesByKeyword = new Map(rules.flatMap((rule) => rule[0].split(' ').map((keyword) => [keyword, rule] as const)))

const single = new Set(
  'additionalProperties contains contentSchema else if items not propertyNames then unevaluatedItems unevaluatedProperties'.split(
    ' ',
  ),
)
const lists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const maps = new Set(['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties'])

/** Null when the schema can be used. */
export function findDialectFault(schema: JsonObject): SchemaFault | null {
  const fault = findFault(schema, '', 0)
  if (fault) return fault
  const message = findSchemaFault(schema)
  return message === null ? null : { pointer: '', message }
}

function findFault(schema: unknown, pointer: string, depth: number): SchemaFault | null {
  if (typeof schema === 'boolean') return null
  if (!isObject(schema) || depth > 32) return { pointer, message: 'must be a JSON Schema, nested at most 32 deep' }
  for (const [keyword, value] of Object.entries(schema)) {
    const at = `${pointer}/${escapePointer(keyword)}`
    const rule = rulesByKeyword.get(keyword)
    if (rule && !rule[1](value)) return { pointer: at, message: rule[2] }
    const fault = findPartFault(keyword, value, at, depth + 1)
    if (fault) return fault
  }
  return null
}

function findPartFault(keyword: string, value: unknown, at: string, depth: number): SchemaFault | null {
  if (single.has(keyword)) return findFault(value, at, depth)
  const isList = lists.has(keyword)
  if (!isList && !maps.has(keyword)) return null
  if (isList ? !Array.isArray(value) : !isObject(value)) {
    return { pointer: at, message: `must be ${isList ? 'an array' : 'an object'} of schemas` }
  }
  for (const [name, part] of Object.entries(value as object)) {
    const fault = findFault(part, `${at}/${escapePointer(name)}`, depth)
    if (fault) return fault
  }
  return null
}

export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
