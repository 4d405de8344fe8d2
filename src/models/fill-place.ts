// The place in a schema that is being filled in for a simulated call, and what all fillers share.
import type { SchemaNode } from './json-schema.ts'
import type { SimHints } from './sim-hints.ts'
import { stems } from './sim-words.ts'

/**
 * What is being filled: `name` and `description` of the parameter, `isRequired`, and `index` for the n-th of several
 * like values. `usedNumbers` makes each number of a message serve once.
 */
export type FillPlace = {
  root: SchemaNode
  hints: SimHints
  name: string
  description: string
  isRequired: boolean
  /** False on the second try: optional properties stay out and the message is not read. */
  isRich: boolean
  depth: number
  index: number
  usedNumbers: Set<number>
}

/** Returned for a place that is better left out. */
export const leftOut = Symbol('left out')

/** The values whose words all occur in the text, longest first. */
export function matchingValues(values: readonly unknown[], text: string): unknown[] {
  const said = new Set(stems(text))
  const lower = text.toLowerCase()
  return values
    .filter((value) => {
      if (typeof value === 'number') return new RegExp(`(?<![\\w.])${value}(?![\\w.])`).test(text)
      if (typeof value !== 'string' || value === '') return false
      const words = stems(value)
      if (words.length > 0) return words.every((word) => said.has(word))
      return new RegExp(`(?<!\\p{L})${RegExp.escape(value.toLowerCase())}(?!\\p{L})`, 'u').test(lower)
    })
    .sort((a, b) => String(b).length - String(a).length)
}
