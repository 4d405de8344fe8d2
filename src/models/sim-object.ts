// Fills an object schema: everything required, and of the rest what the message clearly gives.
import {
  asSchema,
  isValid,
  list,
  mergeSchemas,
  names,
  resolveSchema,
  type SchemaNode,
  numberAt,
} from './json-schema.ts'
import { leftOut, type FillPlace } from './fill-place.ts'
import { samplePattern } from './sim-pattern.ts'

type Fill = (schema: unknown, place: FillPlace) => unknown

/** An object that fits the node, as far as its keywords are understood. */
export function fillObject(node: SchemaNode, place: FillPlace, fill: Fill): Record<string, unknown> {
  let schema = node
  let value = fillProperties(schema, place, fill)
  // What applies may depend on what was filled in; each round can bring more in.
  for (let round = 0; round < 3; round++) {
    const extended = withConditions(schema, node, value, place.root)
    if (extended === schema) break
    schema = extended
    value = fillProperties(schema, place, fill)
  }
  return value
}

function fillProperties(schema: SchemaNode, place: FillPlace, fill: Fill): Record<string, unknown> {
  const properties = asSchema(schema['properties'])
  const required = new Set(names(schema['required']))
  const value: Record<string, unknown> = {}
  const inner = { ...place, depth: place.depth + 1, description: '' }
  for (const name of new Set([...Object.keys(properties), ...required])) {
    const isRequired = required.has(name)
    if (!isRequired && (!place.isRich || place.depth > 6)) continue
    const filled = fill(properties[name] ?? additionalSchema(schema, name), { ...inner, name, isRequired })
    if (filled !== leftOut) setOwn(value, name, filled)
  }
  addUpTo(value, schema, inner, fill)
  return value
}

/** Reaches `minProperties`: first with optional properties, then with further names where they are allowed. */
function addUpTo(value: Record<string, unknown>, schema: SchemaNode, inner: FillPlace, fill: Fill): void {
  const least = numberAt(schema, 'minProperties', 0)
  const properties = asSchema(schema['properties'])
  for (const [name, property] of Object.entries(properties)) {
    if (Object.keys(value).length >= least) return
    if (!Object.hasOwn(value, name)) setOwn(value, name, fill(property, { ...inner, name, isRequired: true }))
  }
  const pattern = Object.keys(asSchema(schema['patternProperties']))[0]
  const wanted = asSchema(schema['propertyNames'])
  for (let index = 1; Object.keys(value).length < least && index < 100; index++) {
    const sampled = pattern === undefined ? null : samplePattern(pattern, index)
    const named = fill({ type: 'string', ...wanted }, { ...inner, name: '', isRequired: true, isRich: false, index })
    const name = sampled ?? (Object.keys(wanted).length > 0 ? String(named) : `property${index}`)
    setOwn(value, name, fill(additionalSchema(schema, name), { ...inner, name, isRequired: true, index }))
  }
}

/** What applies to a name outside `properties`. */
function additionalSchema(schema: SchemaNode, name: string): unknown {
  for (const [pattern, property] of Object.entries(asSchema(schema['patternProperties']))) {
    if (matches(pattern, name)) return property
  }
  const additional = asSchema(schema['additionalProperties'])
  return Object.keys(additional).length > 0 ? additional : { type: 'string' }
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(name)
  } catch {
    return false
  }
}

/** The schema with what `if`, `dependentRequired` and `dependentSchemas` add for this value; the same one if nothing. */
function withConditions(
  schema: SchemaNode,
  node: SchemaNode,
  value: Record<string, unknown>,
  root: SchemaNode,
): SchemaNode {
  let extended = node
  if (node['if'] !== undefined) {
    const branch = isValid(asSchema(node['if']), value, root) ? node['then'] : node['else']
    if (branch !== undefined) extended = mergeSchemas(extended, resolveSchema(branch, root))
  }
  for (const [name, needed] of Object.entries(asSchema(node['dependentRequired']))) {
    if (Object.hasOwn(value, name)) extended = mergeSchemas(extended, { required: names(needed) })
  }
  for (const [name, needed] of Object.entries(asSchema(node['dependentSchemas']))) {
    if (Object.hasOwn(value, name)) extended = mergeSchemas(extended, resolveSchema(needed, root))
  }
  return sameRequirements(extended, schema) ? schema : extended
}

function sameRequirements(one: SchemaNode, other: SchemaNode): boolean {
  const keys = ['required', 'properties', 'minProperties']
  return keys.every((key) => JSON.stringify(one[key] ?? list(null)) === JSON.stringify(other[key] ?? list(null)))
}

/** Sets an own property, also one called `__proto__`. */
function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })
}
