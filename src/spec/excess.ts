// What a comparison of two schemas finds, and what it carries along.
import type { SchemaNode } from './schema-node.ts'

/** One thing that `inner` admits and `outer` does not, and where. */
export interface Excess {
  /** RFC 6901 pointer to the schema, e.g. `/properties/limit`. */
  readonly pointer: string
  /** The field in words: `items[].id`; empty for the whole. */
  readonly field: string
  readonly reason:
    | { readonly is: 'values'; readonly values: string }
    /** A property that may be missing. */
    | { readonly is: 'missing' }
    /** A property that there is no place for. */
    | { readonly is: 'field' }
    | { readonly is: 'limit'; readonly keyword: string; readonly inner: unknown; readonly outer: unknown }
    /** No excess: a default that differs. */
    | { readonly is: 'default'; readonly inner: unknown; readonly outer: unknown }
    /** It cannot be told. */
    | { readonly is: 'unclear'; readonly keywords: string }
}

export type Place = Pick<Excess, 'pointer' | 'field'>

export interface Walk {
  /** True: a reader of objects ignores fields it does not know, but misses those that are gone. */
  readonly isOutput: boolean
  /** True when `inner` is the newer one. */
  readonly isInnerNew: boolean
  readonly found: Excess[]
  /** Pairs that are being compared: schemas may hold themselves. */
  readonly open: readonly (readonly [unknown, unknown])[]
}

export type Collect = (inner: SchemaNode, outer: SchemaNode, place: Place, walk: Walk) => void

export function isFault({ reason }: Excess): boolean {
  return reason.is !== 'default'
}
