// Every event of the log as it was written, with its number.
import { VirtualRows } from '../../components/virtual-rows.tsx'
import type { RunView } from '../../lib/run-view.ts'

interface EventListProps {
  readonly view: RunView
  readonly selected: number | undefined
  readonly onSelect: (seq: number) => void
}

export function EventList({ view: { events }, selected, onSelect }: EventListProps) {
  const select = (index: number) => {
    const event = events[index]
    if (event) onSelect(event.seq)
  }
  return (
    <VirtualRows
      label="Events"
      count={events.length}
      rowPx={24}
      chosen={selected === undefined ? -1 : events.findIndex(({ seq }) => seq === selected)}
      onChoose={select}
      className="font-mono text-xs"
    >
      {(index) => {
        const event = events[index]
        return (
          event && (
            <button
              type="button"
              aria-pressed={event.seq === selected}
              onClick={() => onSelect(event.seq)}
              className="flex h-full w-full items-center gap-3 px-4 text-left hover:bg-sunken aria-pressed:bg-sunken"
            >
              <span className="numeric w-12 shrink-0 text-right text-muted">{event.seq}</span>
              <span className="numeric hidden shrink-0 text-muted sm:inline">{event.at.slice(11, 23)}</span>
              <span className="w-40 shrink-0 truncate">{event.type}</span>
              <span className="min-w-0 truncate text-muted">{JSON.stringify(event.data)}</span>
            </button>
          )
        )
      }}
    </VirtualRows>
  )
}
