// What can be told of one JSON Schema without an instance: its types, its values, where its references lead.
import type { JsonSchema } from './json-schema.ts'

/** A schema and the document in which its references are looked up. */
export interface SchemaNode {
  readonly schema: JsonSchema
  readonly root: JsonSchema
}

/** Keywords that say nothing about what is valid. */
export const ANNOTATIONS: ReadonlySet<string> = new Set(
  '$schema $id $comment $defs definitions title description default examples deprecated readOnly writeOnly'.split(' '),
)
const ALL_TYPES = ['null', 'boolean', 'number', 'string', 'array', 'object']

export function isRecord(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON with sorted keys: equal texts are equal values. */
export function renderCanonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    isRecord(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  )
}

export function isSame(left: unknown, right: unknown): boolean {
  return renderCanonical(left ?? null) === renderCanonical(right ?? null)
}

/** Equal as written, and with the same meaning: references are looked up in equal documents. */
export function isSameNode(left: SchemaNode, right: SchemaNode): boolean {
  if (!isSame(left.schema, right.schema)) return false
  return !renderCanonical(left.schema).includes('"$ref"') || isSame(left.root, right.root)
}

/** The subschema under a keyword: a missing one and `true` allow everything, `false` nothing. */
export function childNode({ root }: SchemaNode, value: unknown): SchemaNode {
  return { root, schema: isRecord(value) ? value : value === false ? { not: {} } : {} }
}

/** Follows references that stand alone; null when one leads nowhere, in a circle, or has company. */
export function resolveNode(node: SchemaNode): SchemaNode | null {
  let { schema } = node
  for (let hops = 0; hops < 100; hops += 1) {
    const reference = schema['$ref']
    if (reference === undefined) return { ...node, schema }
    if (typeof reference !== 'string' || assertionsOf(schema).length > 1) return null
    const target = lookUp(node.root, reference)
    if (!target) return null
    schema = target
  }
  return null
}

function lookUp(root: JsonSchema, reference: string): JsonSchema | null {
  if (!reference.startsWith('#')) return null
  const path = reference.slice(1).split('/').slice(1)
  let found: unknown = root
  for (const part of path) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    found = isRecord(found) && Object.hasOwn(found, name) ? found[name] : undefined
  }
  return isRecord(found) ? found : null
}

/** The keywords of a schema that restrict what is valid. */
export function assertionsOf(schema: JsonSchema): string[] {
  return Object.keys(schema).filter((keyword) => !ANNOTATIONS.has(keyword))
}

export function isNever(schema: JsonSchema): boolean {
  const [only, ...more] = assertionsOf(schema)
  return only === 'not' && more.length === 0 && isRecord(schema['not']) && assertionsOf(schema['not']).length === 0
}

export function valuesOf({ const: constant, enum: values }: JsonSchema): readonly unknown[] | null {
  if (constant !== undefined) return [constant]
  return Array.isArray(values) ? values : null
}

/** The types a value may have. `integer` is there beside `number` only where no other number may be. */
export function typesOf(schema: JsonSchema): readonly string[] {
  const { type } = schema
  if (typeof type === 'string') return [type]
  if (Array.isArray(type)) return type.map(String)
  const values = valuesOf(schema)
  return values ? [...new Set(values.map(typeOf))] : ALL_TYPES
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

export function includesType(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'))
}

/** True when certainly no value is valid under both: other types, other values, or another tag in a required property. */
export function areDisjoint(left: SchemaNode, right: SchemaNode, depth = 0): boolean {
  const [a, b] = [resolveNode(left), resolveNode(right)]
  if (!a || !b || depth > 4) return false
  const [aTypes, bTypes] = [typesOf(a.schema), typesOf(b.schema)]
  if (!aTypes.some((type) => bTypes.some((other) => includesType([type], other) || includesType([other], type)))) {
    return true
  }
  const [aValues, bValues] = [valuesOf(a.schema), valuesOf(b.schema)]
  if (aValues && bValues) return !aValues.some((value) => bValues.some((other) => isSame(value, other)))
  return listRequired(a.schema).some((name) => {
    const [aField, bField] = [propertiesOf(a.schema)[name], propertiesOf(b.schema)[name]]
    const isObject = !aTypes.some((type) => type !== 'object')
    return isObject && isRecord(aField) && isRecord(bField)
      ? areDisjoint({ ...a, schema: aField }, { ...b, schema: bField }, depth + 1)
      : false
  })
}

export function propertiesOf(schema: JsonSchema): JsonSchema {
  return isRecord(schema['properties']) ? schema['properties'] : {}
}

export function listRequired({ required }: JsonSchema): readonly string[] {
  return Array.isArray(required) ? required.map(String) : []
}

/** The variants of a union, and whether exactly one of them must hold; null when it is no union. */
export function unionOf({ anyOf, oneOf }: JsonSchema): { keyword: 'anyOf' | 'oneOf'; variants: unknown[] } | null {
  if (Array.isArray(anyOf)) return { keyword: 'anyOf', variants: anyOf }
  return Array.isArray(oneOf) ? { keyword: 'oneOf', variants: oneOf } : null
}
