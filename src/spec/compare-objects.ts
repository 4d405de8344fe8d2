// Objects: fields that may be missing, fields without a place, and what every field may hold.
import { renderPointer } from './issues.ts'
import type { Collect, Excess, Place, Walk } from './excess.ts'
import { childNode, isNever, listRequired, propertiesOf, type SchemaNode } from './schema-node.ts'

export function compareObjects(inner: SchemaNode, outer: SchemaNode, place: Place, walk: Walk, collect: Collect): void {
  const [innerFields, outerFields] = [propertiesOf(inner.schema), propertiesOf(outer.schema)]
  const [innerRest, outerRest] = [inner, outer].map((node) => childNode(node, node.schema['additionalProperties']))
  if (!innerRest || !outerRest) return
  const innerRequired = listRequired(inner.schema)
  for (const name of new Set([
    ...Object.keys(innerFields),
    ...Object.keys(outerFields),
    ...listRequired(outer.schema),
  ])) {
    const field = placeField(place, name)
    const add = (reason: Excess['reason']) => void walk.found.push({ ...field, reason })
    const [isInInner, isInOuter] = [Object.hasOwn(innerFields, name), Object.hasOwn(outerFields, name)]
    if (walk.isOutput && isInInner !== isInOuter) {
      const isGone = isInInner !== walk.isInnerNew // known to the older one alone
      const isAboutGone = walk.isInnerNew // this pass looks for what breaks readers
      if (isGone === isAboutGone) add({ is: 'field' })
      const olderRest = walk.isInnerNew ? outerRest : innerRest
      if (isGone || isNever(olderRest.schema)) continue // readers ignore fields they do not know
    }
    const isMissing = listRequired(outer.schema).includes(name) && !innerRequired.includes(name)
    if (isMissing) add({ is: 'missing' })
    const innerField = isInInner ? childNode(inner, innerFields[name]) : innerRest
    const outerField = isInOuter ? childNode(outer, outerFields[name]) : outerRest
    if (isNever(innerField.schema)) continue
    if (isNever(outerField.schema)) add({ is: 'field' })
    else collect(innerField, outerField, field, walk)
  }
  if (!(walk.isOutput && isNever(outerRest.schema))) {
    const others = { pointer: `${place.pointer}/additionalProperties`, field: `${place.field}{}` }
    collect(innerRest, outerRest, others, walk)
  }
  const [innerNames, outerNames] = [inner, outer].map((node) => childNode(node, node.schema['propertyNames']))
  const names = { pointer: `${place.pointer}/propertyNames`, field: `${place.field}{names}` }
  if (innerNames && outerNames) collect(innerNames, outerNames, names, walk)
}

function placeField({ pointer, field }: Place, name: string): Place {
  const path = `${pointer}/properties${renderPointer([name])}`
  return { pointer: path, field: field === '' ? name : `${field}.${name}` }
}
