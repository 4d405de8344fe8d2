// Fills a number schema from the numbers of a message, within the bounds of the schema.
import { list, typeOf, type SchemaNode } from './json-schema.ts'
import { leftOut, type FillPlace } from './fill-place.ts'
import { stem } from './sim-words.ts'

const limitNames = /^(?:limit|count|max|maximum|top|topk|k|n|size|pagesize|maxresults|maxitems|numresults|results)$/

const usualLimit = 5

/** A number that fits, or `leftOut` for an optional one the message does not name. */
export function fillNumber(node: SchemaNode, place: FillPlace): unknown {
  const bounds = readBounds(node)
  const named = place.isRich ? numberNamed(place) : null
  if (named !== null && place.index === 0) return fit(named, bounds)
  if (!place.isRequired) return leftOut
  const free = place.isRich ? place.hints.numbers.findIndex((_, at) => !place.usedNumbers.has(at)) : -1
  const isLimit = limitNames.test(place.name.toLowerCase().replace(/[_-]/g, ''))
  const number = free >= 0 && !isLimit ? place.hints.numbers[free] : undefined
  if (number !== undefined) {
    place.usedNumbers.add(free)
    return fit(number, bounds)
  }
  const suggested = [node['default'], ...list(node['examples'])].find((value) => typeof value === 'number')
  const least = Number.isFinite(bounds.least) ? bounds.least : 1
  const start = typeof suggested === 'number' ? suggested : isLimit ? usualLimit : least
  return fit(start + place.index * bounds.step, bounds)
}

/** The number beside the parameter's name: `limit 5`, `limit: 5`, `5 results`, `top 5`. */
function numberNamed(place: FillPlace): number | null {
  const { hints, name } = place
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word.length > 2)
  const isLimit = limitNames.test(name.toLowerCase().replace(/[_-]/g, ''))
  const stemsOfName = words.map((word) => RegExp.escape(stem(word.toLowerCase())))
  if (isLimit) stemsOfName.push('top', 'first', 'at most', 'up to', 'limit')
  for (const word of stemsOfName) {
    const pattern = new RegExp(
      `\\b${word}\\w*\\s*(?:of|is|=|:|to)?\\s*(-?\\d+(?:\\.\\d+)?)\\b|(?<![\\w.])(-?\\d+(?:\\.\\d+)?)\\s+${word}\\w*`,
      'i',
    )
    const found = pattern.exec(hints.text)
    const number = found ? Number(found[1] ?? found[2]) : Number.NaN
    if (Number.isNaN(number)) continue
    const at = hints.numbers.indexOf(number)
    if (at >= 0) place.usedNumbers.add(at)
    return number
  }
  return null
}

type Bounds = { least: number; most: number; step: number; isInteger: boolean }

function readBounds(node: SchemaNode): Bounds {
  const isInteger = typeOf(node) === 'integer'
  const step = typeof node['multipleOf'] === 'number' && node['multipleOf'] > 0 ? node['multipleOf'] : 1
  const edge = isInteger ? 1 : Math.min(0.5, step / 2)
  const low = [bound(node['minimum']), bound(node['exclusiveMinimum'], edge)].filter((value) => value !== null)
  const high = [bound(node['maximum']), bound(node['exclusiveMaximum'], -edge)].filter((value) => value !== null)
  const least = Math.max(Number.NEGATIVE_INFINITY, ...low)
  const most = Math.min(Number.POSITIVE_INFINITY, ...high)
  return { least, most, step: isInteger || node['multipleOf'] !== undefined ? step : 1, isInteger }
}

function bound(value: unknown, shift = 0): number | null {
  return typeof value === 'number' ? value + shift : null
}

/** The nearest allowed number: inside the bounds, whole if need be, a multiple of the step where one is asked for. */
function fit(number: number, { least, most, step, isInteger }: Bounds): number {
  const inside = Math.min(most, Math.max(least, number))
  if (!isInteger && step === 1) return inside
  const unit = isInteger && !Number.isInteger(step) ? 1 : step
  const nearest = Math.round(inside / unit) * unit
  const fitted =
    nearest < least ? Math.ceil(least / unit) * unit : nearest > most ? Math.floor(most / unit) * unit : nearest
  return Number(fitted.toPrecision(15))
}
