// The rows of the list, of which only those in view are there. j and k move, Enter opens, x selects.
import { useVirtualizer } from '@tanstack/react-virtual'
import { useNavigate } from '@tanstack/react-router'
import { type PointerEvent, type UIEvent, useEffect, useRef, useState } from 'react'
import { isOpen } from '../../components/status.tsx'
import { useActions } from '../../lib/actions.ts'
import { pluralize } from '../../lib/format.ts'
import { useMoveKeys } from '../../lib/row-keys.ts'
import { findRefusal, useCaller } from '../../lib/use-caller.ts'
import { useNow } from '../../lib/use-now.ts'
import { RunRow, rowColumns } from './run-row.tsx'
import type { RunPages } from './use-run-pages.ts'

const ROW = 36

interface RunListProps {
  readonly runs: RunPages
  readonly selected: ReadonlySet<string>
  readonly onSelect: (selected: ReadonlySet<string>) => void
}

export function RunList({ runs, selected, onSelect }: RunListProps) {
  const total = runs.total ?? 0
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(-1)
  const nowMs = useNow(1000)
  const mayCancel = findRefusal(useCaller(), 'agent.run.cancel') === null
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  })
  const items = rows.getVirtualItems()
  const { show } = runs
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => show(first, last), [first, last, show])

  const toggle = (runId: string) => {
    const next = new Set(selected)
    if (!next.delete(runId)) next.add(runId)
    onSelect(next)
  }
  useListKeys({ mayCancel, runs, active, toggle, move: (to) => (setActive(to), rows.scrollToIndex(to)) })
  const reading = useHold(runs, active >= 0 || selected.size > 0)
  const showNew = () => {
    setActive(-1)
    rows.scrollToIndex(0)
    runs.refresh()
  }
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <NewRuns count={runs.newRuns} onShow={showNew} />
      <div
        ref={scroller}
        role="table"
        aria-label="Runs"
        aria-rowcount={total + 1}
        className="min-h-0 flex-1 overflow-auto"
        {...reading}
      >
        <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-canvas text-xs text-muted">
          <div role="row" aria-rowindex={1} className={`${rowColumns} h-7`}>
            <span role="columnheader">
              <span className="sr-only">Select</span>
            </span>
            <span role="columnheader">
              <span className="sr-only sm:not-sr-only">Status</span>
            </span>
            <span role="columnheader">Run</span>
            <span role="columnheader" className="hidden text-right sm:block">
              Tokens
            </span>
            <span role="columnheader" className="hidden text-right sm:block">
              Cost
            </span>
            <span role="columnheader" className="text-right">
              Duration
            </span>
            <span role="columnheader" className="hidden text-right md:block">
              Started
            </span>
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const run = runs.at(index)
            return (
              <div
                key={index}
                role="row"
                aria-rowindex={index + 2}
                className={`${rowColumns} absolute inset-x-0 border-b border-line/60 hover:bg-sunken ${index === active ? 'bg-sunken' : ''}`}
                style={{ height: ROW, transform: `translateY(${start}px)` }}
              >
                {run && (
                  <RunRow
                    run={run}
                    nowMs={nowMs}
                    isSelected={selected.has(run.id)}
                    {...(mayCancel && isOpen(run.status) && { onToggle: () => toggle(run.id) })}
                  />
                )}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** The list stays as it is while somebody reads it: the pointer is over it, it is scrolled, or a row is chosen. */
function useHold({ hold }: RunPages, isChosen: boolean) {
  const [isPointed, setPointed] = useState(false)
  const [isScrolled, setScrolled] = useState(false)
  const isHeld = isChosen || isPointed || isScrolled
  useEffect(() => hold(isHeld), [hold, isHeld])
  useEffect(() => () => hold(false), [hold])
  return {
    onPointerEnter: ({ pointerType }: PointerEvent) => setPointed(pointerType === 'mouse'),
    onPointerLeave: () => setPointed(false),
    onScroll: ({ currentTarget }: UIEvent) => setScrolled(currentTarget.scrollTop > 0),
  }
}

function NewRuns({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <div role="status" className="absolute inset-x-0 top-9 z-20 flex justify-center">
      {count > 0 && (
        <button
          type="button"
          onClick={onShow}
          className="numeric h-7 rounded-full bg-accent px-3 text-xs font-medium text-accent-ink shadow-md"
        >
          {pluralize(count, 'new run')}
        </button>
      )}
    </div>
  )
}

interface ListKeys {
  readonly mayCancel: boolean
  readonly runs: RunPages
  readonly active: number
  readonly toggle: (runId: string) => void
  readonly move: (to: number) => void
}

function useListKeys({ mayCancel, runs, active, toggle, move }: ListKeys): void {
  const navigate = useNavigate()
  const run = runs.at(active)
  useMoveKeys(active, runs.total ?? 0, move)
  useActions([
    {
      label: 'Open the run',
      keys: 'Enter',
      run: () => run && void navigate({ to: '/runs/$runId', params: { runId: run.id } }),
      isHidden: true,
    },
    {
      label: 'Select the run',
      keys: 'x',
      run: () => run && mayCancel && isOpen(run.status) && toggle(run.id),
      isHidden: true,
    },
  ])
}
