// Every event of the log as it was written, with its number.
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { RunView } from '../../lib/run-view.ts'

const ROW = 24

interface EventListProps {
  readonly view: RunView
  readonly selected: number | undefined
  readonly onSelect: (seq: number) => void
}

export function EventList({ view: { events }, selected, onSelect }: EventListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
  })
  const { scrollToIndex } = rows
  const place = selected === undefined ? -1 : events.findIndex(({ seq }) => seq === selected)
  const shown = useRef(-1)
  useEffect(() => {
    if (place < 0 || shown.current === place) return
    shown.current = place
    scrollToIndex(place, { align: 'auto' })
  }, [place, scrollToIndex])
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="group"
      aria-label="Events"
      className="min-h-0 flex-1 overflow-auto font-mono text-xs"
    >
      <ol className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const event = events[index]
          return (
            event && (
              <li
                key={event.seq}
                className="absolute inset-x-0"
                style={{ height: ROW, transform: `translateY(${start}px)` }}
              >
                <button
                  type="button"
                  aria-pressed={event.seq === selected}
                  onClick={() => onSelect(event.seq)}
                  className={`flex h-full w-full items-center gap-3 px-4 text-left hover:bg-sunken ${event.seq === selected ? 'bg-sunken' : ''}`}
                >
                  <span className="numeric w-12 shrink-0 text-right text-muted">{event.seq}</span>
                  <span className="numeric hidden shrink-0 text-muted sm:inline">{event.at.slice(11, 23)}</span>
                  <span className="w-40 shrink-0 truncate">{event.type}</span>
                  <span className="min-w-0 truncate text-muted">{JSON.stringify(event.data)}</span>
                </button>
              </li>
            )
          )
        })}
      </ol>
    </div>
  )
}
