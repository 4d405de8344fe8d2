// Makes a value for a JSON Schema out of what a message offers. The result validates: candidates are checked, and the
// plainest one is taken when the message leads to none that fits.
import { asSchema, isValid, list, mergeSchemas, resolveSchema, typeOf, type SchemaNode } from './json-schema.ts'
import { leftOut, matchingValues, type FillPlace } from './fill-place.ts'
import { fillArray } from './sim-array.ts'
import { fillNumber } from './sim-number.ts'
import { fillObject } from './sim-object.ts'
import { fillString } from './sim-string.ts'
import { pairKey, type SimHints } from './sim-hints.ts'
import { stems } from './sim-words.ts'

/** Fills the arguments of a tool, or any schema. Returns a value that validates wherever one could be found. */
export function fillArguments(inputSchema: unknown, hints: SimHints): unknown {
  const root = asSchema(inputSchema)
  const attempts = [true, false].map((isRich) => {
    const usedNumbers = new Set<number>()
    const place = { root, hints, name: '', description: '', isRequired: true, isRich, depth: 0, index: 0, usedNumbers }
    const filled = fill(root, place)
    return filled === leftOut ? {} : filled
  })
  const valid = attempts.find((value) => isValid(root, value))
  return valid === undefined ? (attempts[0] ?? {}) : valid
}

/** Fills one place. Only a place that is not required may be left out. */
export function fill(schema: unknown, place: FillPlace): unknown {
  const node = resolveSchema(schema, place.root)
  const described = typeof node['description'] === 'string' ? { ...place, description: node['description'] } : place
  if ('const' in node) return node['const']
  const given = place.hints.pairs[pairKey(place.name)]
  if (place.isRich && place.name !== '' && given !== undefined && isValid(node, given, place.root)) return given
  if (Array.isArray(node['enum'])) return fillEnum(node, described)
  const variants = [...list(node['oneOf']), ...list(node['anyOf'])]
  if (variants.length > 0) return fillVariant(node, variants, described)
  return fillByType(node, described)
}

function fillByType(node: SchemaNode, place: FillPlace): unknown {
  switch (typeOf(node)) {
    case 'object':
      return place.depth > 12 ? {} : fillObject(node, place, fill)
    case 'array':
      return place.depth > 12 ? [] : fillArray(node, place, fill)
    case 'integer':
    case 'number':
      return fillNumber(node, place)
    case 'boolean':
      return fillBoolean(node, place)
    case 'null':
      return null
    case null:
      if (place.depth === 0) return {}
      return fillString(node, place)
    default:
      return fillString(node, place)
  }
}

/** The value the message names, else for a required place the default or the first. */
function fillEnum(node: SchemaNode, place: FillPlace): unknown {
  const values = list(node['enum'])
  const matching = place.isRich ? matchingValues(values, place.hints.text) : []
  if (matching.length > 0) return matching[place.index % matching.length]
  if (!place.isRequired) return leftOut
  if (place.index === 0 && values.includes(node['default'])) return node['default']
  return values[place.index % Math.max(1, values.length)] ?? null
}

/** The first variant whose value fits the whole node. */
function fillVariant(node: SchemaNode, variants: readonly unknown[], place: FillPlace): unknown {
  const { oneOf: _oneOf, anyOf: _anyOf, ...base } = node
  let first: unknown = leftOut
  for (const variant of variants) {
    const resolved = resolveSchema(variant, place.root)
    if (typeOf(resolved) === 'null' && variants.length > 1) continue
    const value = fill(mergeSchemas(base, resolved), { ...place, depth: place.depth + 1 })
    if (value === leftOut) return leftOut
    if (first === leftOut) first = value
    if (isValid(node, value, place.root)) return value
  }
  return isValid(node, null, place.root) ? null : first
}

/** True when the message names the switch, false when it names it with a no; else the default. */
function fillBoolean(node: SchemaNode, place: FillPlace): unknown {
  const words = stems(place.name)
  const said = stems(place.hints.text)
  if (place.isRich && words.length > 0 && words.every((word) => said.includes(word))) {
    const name = place.name.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[_\s-]+/)[0] ?? ''
    return !new RegExp(
      `\\b(?:no|not|without|don't|skip|never|disable)\\s+(?:\\w+\\s+)?${RegExp.escape(name)}`,
      'i',
    ).test(place.hints.text)
  }
  if (!place.isRequired) return leftOut
  if (typeof node['default'] === 'boolean') return node['default']
  return place.index % 2 === 1
}
