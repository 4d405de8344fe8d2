// Fills an array schema: what the message lists, or as few items as the schema asks for.
import { asSchema, isValid, list, resolveSchema, typeOf, type SchemaNode, numberAt } from './json-schema.ts'
import { leftOut, matchingValues, type FillPlace } from './fill-place.ts'

type Fill = (schema: unknown, place: FillPlace) => unknown

const mostListed = 10
/** A schema that asks for more items than this is not served. */
const mostMade = 1000

/** An array that fits the node, or `leftOut` for an optional one of which the message says nothing. */
export function fillArray(node: SchemaNode, place: FillPlace, fill: Fill): unknown {
  const tuple = Array.isArray(node['items']) ? node['items'] : list(node['prefixItems'])
  const rest = Array.isArray(node['items']) ? node['additionalItems'] : node['items']
  const items = resolveSchema(rest, place.root)
  const least = Math.max(numberAt(node, 'minItems', 0), place.isRequired && tuple.length === 0 && place.isRich ? 1 : 0)
  const most = numberAt(node, 'maxItems', Number.POSITIVE_INFINITY)
  const inner = { ...place, depth: place.depth + 1, isRequired: true }
  const listed = tuple.length === 0 && place.isRich ? listedValues(items, place) : []
  if (!place.isRequired && listed.length === 0) return leftOut
  const value = listed.slice(0, Math.min(most, mostListed))
  const length = Math.min(most, mostMade, Math.max(least, place.isRequired ? tuple.length : 0))
  if (node['contains'] !== undefined && value.length < most) {
    const wanted = Math.min(mostMade, Math.max(1, numberAt(node, 'minContains', 1)))
    for (let index = 0; index < wanted; index++) value.push(fill(node['contains'], { ...inner, index }))
  }
  for (let index = value.length; index < length; index++) {
    value.push(fill(tuple[index] ?? (rest === undefined ? { type: 'string' } : items), { ...inner, index }))
  }
  return node['uniqueItems'] === true ? withoutRepeats(value, items, length, inner, fill) : value
}

/** Several values the message gives for the items: named enum values, numbers, quoted texts, addresses. */
function listedValues(items: SchemaNode, place: FillPlace): unknown[] {
  const { hints, root } = place
  const candidates = ((): readonly unknown[] => {
    if (Array.isArray(items['enum'])) return matchingValues(items['enum'], hints.text)
    const type = typeOf(items)
    if (type === 'integer' || type === 'number') return hints.numbers
    if (type !== 'string') return []
    if (items['format'] === 'email') return hints.emails
    if (items['format'] === 'uri' || items['format'] === 'url') return hints.urls
    if (items['format'] === 'date') return hints.dates
    if (/path|file/i.test(place.name)) return hints.paths
    if (hints.quoted.length > 0) return hints.quoted
    return place.isRequired ? hints.query.split(' ').slice(0, 5) : []
  })()
  return candidates.filter((value) => isValid(asSchema(items), value, root))
}

/** Drops repeats and fills up again with later ones of the kind. */
function withoutRepeats(
  value: readonly unknown[],
  items: SchemaNode,
  least: number,
  inner: FillPlace,
  fill: Fill,
): unknown[] {
  const byText = new Map(value.map((item) => [JSON.stringify(item), item]))
  for (let index = value.length; byText.size < least && index < value.length + 200; index++) {
    const item = fill(items, { ...inner, index, isRich: false })
    byText.set(JSON.stringify(item), item)
  }
  return [...byText.values()]
}
