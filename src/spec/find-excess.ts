// What one schema admits that another does not. Never says "nothing" unless that is certain: doubt is an excess too.
import { compareObjects } from './compare-objects.ts'
import { compareBounds } from './compare-bounds.ts'
import { type Excess, isFault, type Place, type Walk } from './excess.ts'
import { listUnclear } from './list-unclear.ts'
import {
  areDisjoint,
  assertionsOf,
  childNode,
  includesType,
  isNever,
  isRecord,
  isSame,
  isSameNode,
  propertiesOf,
  resolveNode,
  type SchemaNode,
  typesOf,
  unionOf,
  valuesOf,
} from './schema-node.ts'

export function findExcess(
  inner: SchemaNode,
  outer: SchemaNode,
  walk: Pick<Walk, 'isOutput' | 'isInnerNew'>,
): Excess[] {
  const found: Excess[] = []
  collect(inner, outer, { pointer: '', field: '' }, { ...walk, found, open: [] })
  return found
}

function collect(innerNode: SchemaNode, outerNode: SchemaNode, place: Place, walk: Walk): void {
  const add = (reason: Excess['reason']) => void walk.found.push({ ...place, reason })
  if (isSameNode(innerNode, outerNode)) return
  const [inner, outer] = [resolveNode(innerNode), resolveNode(outerNode)]
  if (!inner || !outer) return add({ is: 'unclear', keywords: '$ref' })
  if (!isSame(inner.schema['default'], outer.schema['default'])) {
    add({ is: 'default', inner: inner.schema['default'], outer: outer.schema['default'] })
  }
  if (assertionsOf(outer.schema).length === 0 || isNever(inner.schema)) return
  if (isNever(outer.schema)) return add({ is: 'values', values: 'anything' })
  if (walk.open.some(([a, b]) => a === inner.schema && b === outer.schema)) return
  const deeper = { ...walk, open: [...walk.open, [inner.schema, outer.schema] as const] }
  const parts = splitUnion(inner, place)
  if (parts) for (const part of parts) collect(part.node, outer, part.place, deeper)
  else if (unionOf(outer.schema)) collectIntoUnion(inner, outer, place, deeper)
  else collectPlain(inner, outer, place, deeper)
}

/** The variants of a union, each of which must fit by itself. */
function splitUnion(node: SchemaNode, { pointer, field }: Place): { node: SchemaNode; place: Place }[] | null {
  const union = unionOf(node.schema)
  return (
    union?.variants.map((variant, index) => ({
      node: childNode(node, variant),
      place: { pointer: `${pointer}/${union.keyword}/${index}`, field },
    })) ?? null
  )
}

/** Values and types one by one: each may have its place in another variant. */
function splitValues({ root, schema }: SchemaNode): SchemaNode[] | null {
  const { enum: values, type } = schema
  if (Array.isArray(values) && values.length > 1) {
    const { enum: _values, ...rest } = schema
    return values.map((value) => ({ root, schema: { ...rest, const: value } }))
  }
  if (!Array.isArray(type) || type.length < 2) return null
  return type.map((only) => ({ root, schema: { ...schema, type: only } }))
}

function collectIntoUnion(inner: SchemaNode, outer: SchemaNode, place: Place, walk: Walk): void {
  const union = unionOf(outer.schema)
  if (!union) return
  const { [union.keyword]: _variants, ...rest } = outer.schema
  collect(inner, { ...outer, schema: rest }, place, walk)
  const variants = union.variants.map((variant) => childNode(outer, variant))
  for (const piece of splitValues(inner) ?? [inner]) placeInVariant(piece, variants, union.keyword, place, walk)
}

function placeInVariant(
  piece: SchemaNode,
  variants: readonly SchemaNode[],
  keyword: string,
  place: Place,
  walk: Walk,
): void {
  const trials = variants.map((variant) => {
    const trial: Walk = { ...walk, found: [] }
    collect(piece, variant, place, trial)
    return { variant, found: trial.found, faults: trial.found.filter(isFault).length }
  })
  const rivals = trials.filter(({ variant }) => !areDisjoint(piece, variant)).sort((a, b) => a.faults - b.faults)
  const [best] = rivals
  if (!best) walk.found.push({ ...place, reason: { is: 'values', values: describeValues(piece.schema) } })
  else if (best.faults > 0 || keyword === 'anyOf' || rivals.length === 1) walk.found.push(...best.found)
  else walk.found.push({ ...place, reason: { is: 'unclear', keywords: 'oneOf' } })
}

function collectPlain(inner: SchemaNode, outer: SchemaNode, place: Place, walk: Walk): void {
  const add = (reason: Excess['reason']) => void walk.found.push({ ...place, reason })
  const types = typesOf(inner.schema)
  const strange = types.filter((type) => !includesType(typesOf(outer.schema), type))
  if (strange.length > 0) add({ is: 'values', values: strange.map(describeType).join(', ') })
  if (strange.length === types.length) return
  const unclear = listUnclear(inner, outer)
  if (unclear.length > 0) return add({ is: 'unclear', keywords: unclear.join(', ') })
  const [values, allowed] = [valuesOf(inner.schema), valuesOf(outer.schema)]
  if (allowed) {
    const others = values?.filter((value) => !allowed.some((one) => isSame(one, value)))
    if (!others) add({ is: 'values', values: `anything but ${renderValues(allowed)}` })
    else if (others.length > 0) add({ is: 'values', values: renderValues(others) })
  }
  for (const reason of compareBounds(inner.schema, outer.schema)) add(reason)
  if (types.includes('array')) {
    const items = { pointer: `${place.pointer}/items`, field: `${place.field}[]` }
    collect(childNode(inner, inner.schema['items']), childNode(outer, outer.schema['items']), items, walk)
  }
  if (types.includes('object')) compareObjects(inner, outer, place, walk, collect)
}

function describeValues(schema: SchemaNode['schema']): string {
  const values = valuesOf(schema)
  if (values) return renderValues(values)
  const tags = Object.entries(propertiesOf(schema)).flatMap(([name, field]) => {
    const tag = isRecord(field) ? valuesOf(field) : null
    return tag ? [`${name} ${renderValues(tag)}`] : []
  })
  const suffix = tags.length > 0 ? ` with ${tags.join(' and ')}` : ''
  return typesOf(schema).map(describeType).join(', ') + suffix
}

function renderValues(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ')
}

function describeType(type: string): string {
  if (type === 'null') return 'null'
  return `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`
}
