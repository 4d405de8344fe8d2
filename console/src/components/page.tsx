// The frame of every page: its heading with actions, and the part that scrolls.
import type { ReactNode } from 'react'
import { formatCount } from '../lib/format.ts'

interface PageProps {
  readonly title: ReactNode
  /** How many things the page lists, once that is known. */
  readonly count?: number | undefined
  readonly actions?: ReactNode
  /** Stays in view above the content, e.g. filters. */
  readonly toolbar?: ReactNode
  readonly children: ReactNode
}

export function Page({ title, count, actions, toolbar, children }: PageProps) {
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line bg-surface px-4 py-2">
        <h1 className="flex min-w-0 items-center gap-2 text-base font-semibold">
          {title}
          {count !== undefined && <span className="numeric text-sm font-normal text-muted">{formatCount(count)}</span>}
        </h1>
        {actions && <div className="flex items-center gap-2">{actions}</div>}
      </header>
      {toolbar && (
        <div className="grid grid-cols-2 items-center gap-2 border-b border-line bg-surface px-4 py-2 sm:flex sm:flex-wrap">
          {toolbar}
        </div>
      )}
      <div className="flex min-h-0 flex-1 flex-col overflow-auto">{children}</div>
    </div>
  )
}
