// Limits of numbers, texts and lengths: which limits of `outer` does `inner` not keep?
import type { JsonSchema } from './json-schema.ts'
import type { Excess } from './excess.ts'
import { isSame, typesOf, valuesOf } from './schema-node.ts'

type Limit = Extract<Excess['reason'], { is: 'limit' }>

interface Bound {
  readonly keyword: string
  readonly types: readonly string[]
  /** The measure that the keyword limits; null for a value it does not concern. */
  readonly measure?: (value: unknown) => number | null
  /** Whether whatever keeps to `inner` keeps to `outer`. */
  readonly keeps: (inner: number, outer: number) => boolean
}

const numbers = ['number', 'integer']
const atLeast = (inner: number, outer: number) => inner >= outer
const atMost = (inner: number, outer: number) => inner <= outer
const size = (value: unknown) => (typeof value === 'number' ? value : null)
const length = (value: unknown) => (typeof value === 'string' ? Array.from(value).length : null)

const BOUNDS: readonly Bound[] = [
  { keyword: 'minimum', types: numbers, measure: size, keeps: atLeast },
  { keyword: 'maximum', types: numbers, measure: size, keeps: atMost },
  { keyword: 'multipleOf', types: numbers, keeps: (inner, outer) => Number.isInteger(inner / outer) },
  { keyword: 'minLength', types: ['string'], measure: length, keeps: atLeast },
  { keyword: 'maxLength', types: ['string'], measure: length, keeps: atMost },
  { keyword: 'minItems', types: ['array'], keeps: atLeast },
  { keyword: 'maxItems', types: ['array'], keeps: atMost },
  { keyword: 'minProperties', types: ['object'], keeps: atLeast },
  { keyword: 'maxProperties', types: ['object'], keeps: atMost },
]
/** Limits that are kept only by the same limit. */
const EXACT: readonly Pick<Bound, 'keyword' | 'types'>[] = [
  { keyword: 'pattern', types: ['string'] },
  { keyword: 'format', types: ['string'] },
  { keyword: 'uniqueItems', types: ['array'] },
  { keyword: 'exclusiveMinimum', types: numbers },
  { keyword: 'exclusiveMaximum', types: numbers },
]

export function compareBounds(inner: JsonSchema, outer: JsonSchema): Limit[] {
  const types = typesOf(inner)
  const concerns = ({ keyword, types: concerned }: Pick<Bound, 'keyword' | 'types'>) =>
    outer[keyword] !== undefined && outer[keyword] !== false && concerned.some((type) => types.includes(type))
  const broken = [
    ...BOUNDS.filter((bound) => concerns(bound) && !isKept(bound, inner, outer)),
    ...EXACT.filter((bound) => concerns(bound) && !isExactKept(bound.keyword, inner, outer)),
  ]
  return broken.map(({ keyword }) => ({ is: 'limit', keyword, inner: inner[keyword], outer: outer[keyword] }))
}

function isKept({ keyword, measure, keeps }: Bound, inner: JsonSchema, outer: JsonSchema): boolean {
  const limit = Number(outer[keyword])
  const values = valuesOf(inner)
  if (values && measure) {
    return values.every((value) => {
      const measured = measure(value)
      return measured === null || keeps(measured, limit)
    })
  }
  const own =
    inner[keyword] ?? (keyword === 'minimum' ? inner['exclusiveMinimum'] : undefined) ?? fallbackOf(keyword, inner)
  return typeof own === 'number' && keeps(own, limit)
}

/** What holds without the keyword: nothing is shorter than 0, and a limit that is exclusive holds inclusively too. */
function fallbackOf(keyword: string, inner: JsonSchema): unknown {
  if (keyword === 'maximum') return inner['exclusiveMaximum']
  return /^min(Length|Items|Properties)$/.test(keyword) ? 0 : undefined
}

function isExactKept(keyword: string, inner: JsonSchema, outer: JsonSchema): boolean {
  if (isSame(inner[keyword], outer[keyword])) return true
  const values = valuesOf(inner)
  const [own, limit] = [inner[keyword], outer[keyword]]
  switch (keyword) {
    case 'pattern':
      return values?.every((value) => typeof value !== 'string' || new RegExp(String(limit), 'u').test(value)) ?? false
    case 'exclusiveMinimum':
      return (
        isBeyond(values, (value) => value > Number(limit)) ||
        Number(own) >= Number(limit) ||
        Number(inner['minimum']) > Number(limit)
      )
    case 'exclusiveMaximum':
      return (
        isBeyond(values, (value) => value < Number(limit)) ||
        Number(own) <= Number(limit) ||
        Number(inner['maximum']) < Number(limit)
      )
    default:
      return false
  }
}

function isBeyond(values: readonly unknown[] | null, isInside: (value: number) => boolean): boolean {
  return values?.every((value) => typeof value !== 'number' || isInside(value)) ?? false
}
