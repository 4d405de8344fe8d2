// The little of JSON Schema the simulated models need: references resolved, `allOf` merged, values checked. Schemas come
// from users, so an odd one is treated as one that says nothing.
import { Validator } from '@cfworker/json-schema'

export type SchemaNode = Readonly<Record<string, unknown>>

/** A schema as an object; `true` and what is no schema become the empty one. */
export function asSchema(value: unknown): SchemaNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as SchemaNode) : {}
}

/** Follows `$ref` (local ones) and merges `allOf`, so that the keywords of a node stand in one place. */
export function resolveSchema(value: unknown, root: SchemaNode, depth = 0): SchemaNode {
  const node = asSchema(value)
  if (depth > 16) return {}
  const { $ref: reference, allOf, ...own } = node
  let merged: SchemaNode = own
  if (typeof reference === 'string')
    merged = mergeSchemas(resolveSchema(findReference(reference, root), root, depth + 1), merged)
  if (Array.isArray(allOf)) {
    for (const part of allOf) merged = mergeSchemas(merged, resolveSchema(part, root, depth + 1))
  }
  return merged
}

/** Both at once: properties and required names joined, the tighter bound of each, the second one's word for the rest. */
export function mergeSchemas(first: SchemaNode, second: SchemaNode): SchemaNode {
  const merged: Record<string, unknown> = { ...first, ...second }
  const inBoth = (key: string): boolean => first[key] !== undefined && second[key] !== undefined
  if (inBoth('properties')) {
    const properties: Record<string, unknown> = { ...asSchema(first['properties']) }
    for (const [name, property] of Object.entries(asSchema(second['properties']))) {
      properties[name] = name in properties ? { allOf: [properties[name], property] } : property
    }
    merged['properties'] = properties
  }
  if (inBoth('required')) merged['required'] = [...new Set([...names(first['required']), ...names(second['required'])])]
  for (const key of ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']) {
    if (inBoth(key)) merged[key] = Math.max(numberAt(first, key, -Infinity), numberAt(second, key, -Infinity))
  }
  for (const key of ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']) {
    if (inBoth(key)) merged[key] = Math.min(numberAt(first, key, Infinity), numberAt(second, key, Infinity))
  }
  if (inBoth('enum')) merged['enum'] = list(first['enum']).filter((value) => list(second['enum']).includes(value))
  if (inBoth('type')) merged['type'] = commonType(first['type'], second['type'])
  return merged
}

/** The type a value is made for: the first that is not `null`, or what the other keywords suggest. */
export function typeOf(schema: SchemaNode): string | null {
  const { type } = schema
  if (Array.isArray(type)) return names(type).find((name) => name !== 'null') ?? 'null'
  if (typeof type === 'string') return type
  if ('properties' in schema || 'required' in schema || 'additionalProperties' in schema) return 'object'
  if ('items' in schema || 'prefixItems' in schema || 'minItems' in schema || 'contains' in schema) return 'array'
  if ('pattern' in schema || 'format' in schema || 'minLength' in schema || 'maxLength' in schema) return 'string'
  if ('minimum' in schema || 'maximum' in schema || 'multipleOf' in schema || 'exclusiveMinimum' in schema)
    return 'number'
  return null
}

/** Whether the value fits the schema; references are looked up in `root`. A schema that cannot be read fits nothing. */
export function isValid(schema: SchemaNode, value: unknown, root: SchemaNode = schema): boolean {
  const definitions = { $defs: root['$defs'] ?? {}, definitions: root['definitions'] ?? {} }
  try {
    return new Validator(schema === root ? root : { ...definitions, ...schema }, '2020-12', true).validate(value).valid
  } catch {
    return false
  }
}

/** The number under a keyword, or the fallback. */
export function numberAt(schema: SchemaNode, key: string, fallback: number): number {
  const value = schema[key]
  return typeof value === 'number' ? value : fallback
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function names(value: unknown): string[] {
  return list(value).filter((name) => typeof name === 'string')
}

function commonType(first: unknown, second: unknown): unknown {
  const inFirst = Array.isArray(first) ? names(first) : names([first])
  const inSecond = Array.isArray(second) ? names(second) : names([second])
  const common = inFirst.filter((name) => inSecond.includes(name))
  if (common.length === 0 && inFirst.includes('number') && inSecond.includes('integer')) return 'integer'
  if (common.length === 0 && inFirst.includes('integer') && inSecond.includes('number')) return 'integer'
  return common.length === 1 ? common[0] : common
}

function findReference(reference: string, root: SchemaNode): unknown {
  if (reference === '#') return root
  if (!reference.startsWith('#/')) return {}
  let current: unknown = root
  for (const part of reference.slice(2).split('/')) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    current = Array.isArray(current) ? current[Number(key)] : asSchema(current)[key]
  }
  return current
}
