// Keywords whose change cannot be weighed: whether they admit less or more is not told by comparing them.
import { ANNOTATIONS, isSameNode, type SchemaNode } from './schema-node.ts'

const WEIGHED = new Set(
  (
    'type enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format ' +
    'minItems maxItems uniqueItems items minProperties maxProperties properties required additionalProperties propertyNames'
  ).split(' '),
)

/** Keywords that change the meaning of others beside them. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  patternProperties: ['properties', 'additionalProperties'],
  prefixItems: ['items'],
}
/** Keywords whose meaning depends on everything beside them. */
const ENTANGLED = ['unevaluatedProperties', 'unevaluatedItems', '$dynamicRef', '$anchor', '$dynamicAnchor']

/** Names the keywords that differ between two schemas and cannot be weighed; empty when all can. */
export function listUnclear(inner: SchemaNode, outer: SchemaNode): string[] {
  const keywords = [...new Set([...Object.keys(inner.schema), ...Object.keys(outer.schema)])]
  const entangled = keywords.filter((keyword) => ENTANGLED.includes(keyword))
  if (entangled.length > 0 && !isSameNode(inner, outer)) return entangled
  return keywords.filter((keyword) => {
    if (ANNOTATIONS.has(keyword) || WEIGHED.has(keyword)) return false
    return [keyword, ...(COMPANIONS[keyword] ?? [])].some((name) => !isSameNode(pick(inner, name), pick(outer, name)))
  })
}

function pick({ root, schema }: SchemaNode, keyword: string): SchemaNode {
  return { root, schema: keyword in schema ? { [keyword]: schema[keyword] } : {} }
}
