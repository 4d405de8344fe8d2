// The items of an answer as rows: until it is there grey bars, when it has none what `empty` says.
import type { ReactNode } from 'react'
import { Loading, Problem } from './states.tsx'

interface ListingProps<Item> {
  readonly answer: { readonly data: { readonly items: readonly Item[] } | undefined; readonly error: Error | null }
  readonly empty: ReactNode
  /** Called with one item at least. */
  readonly children: (items: readonly Item[]) => ReactNode
}

export function Listing<Item>({ answer: { data, error }, empty, children }: ListingProps<Item>) {
  return (
    <>
      {error && <Problem error={error} />}
      {!data && !error && <Loading />}
      {data && (data.items.length === 0 ? empty : children(data.items))}
    </>
  )
}

/** A row that the keys j and k reach: the first link or button in it has the focus. */
export function ListRow({ className = '', children }: { className?: string; children: ReactNode }) {
  return (
    <li
      data-row
      className={`relative border-b border-line/60 px-4 py-2.5 focus-within:bg-sunken hover:bg-sunken ${className}`}
    >
      {children}
    </li>
  )
}

/** The look of a link that is the whole row. */
export const rowLink = 'truncate font-medium after:absolute after:inset-0'
