// The log lines of a run, from a level up.
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { SelectField } from '../../components/field.tsx'
import { Empty } from '../../components/states.tsx'
import type { EventOf, RunView } from '../../lib/run-view.ts'

const levels = ['debug', 'info', 'warn', 'error'] as const
type Level = (typeof levels)[number]
const names: Readonly<Record<Level, string>> = {
  debug: 'All levels',
  info: 'Info and up',
  warn: 'Warnings and up',
  error: 'Errors',
}
const tones: Readonly<Record<Level, string>> = {
  debug: 'text-muted',
  info: 'text-run',
  warn: 'text-wait',
  error: 'text-bad',
}

type Line = EventOf<'log'>

const ROW = 22

interface LogListProps {
  readonly view: RunView
  readonly onSelect: (seq: number) => void
}

export function LogList({ view, onSelect }: LogListProps) {
  const [from, setFrom] = useState<Level>('debug')
  const lines = useMemo(() => view.events.filter((event): event is Line => event.type === 'log'), [view])
  if (lines.length === 0) {
    return (
      <Empty title="No log lines">
        A tool writes them with <code className="font-mono">log(level, message)</code>.
      </Empty>
    )
  }
  const least = levels.indexOf(from)
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="border-b border-line px-4 py-1.5">
        <SelectField
          label="Level"
          options={names}
          value={from}
          onChange={({ currentTarget }) => setFrom(currentTarget.value as Level)}
        />
      </div>
      <Lines lines={lines.filter(({ data }) => levels.indexOf(data.level) >= least)} onSelect={onSelect} />
    </div>
  )
}

/** Of however many lines, those in view. A long message is cut; the step beside has all of it. */
function Lines({ lines, onSelect }: { lines: readonly Line[]; onSelect: LogListProps['onSelect'] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
  })
  return (
    <div ref={scroller} tabIndex={0} role="group" aria-label="Log lines" className="min-h-0 flex-1 overflow-auto">
      <ol className="relative font-mono text-xs" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const line = lines[index]
          return (
            line && (
              <li
                key={line.seq}
                className="absolute inset-x-0"
                style={{ height: ROW, transform: `translateY(${start}px)` }}
              >
                <LineButton line={line} onSelect={onSelect} />
              </li>
            )
          )
        })}
      </ol>
    </div>
  )
}

function LineButton({ line: { seq, at, data }, onSelect }: { line: Line; onSelect: LogListProps['onSelect'] }) {
  return (
    <button
      type="button"
      className="flex h-full w-full items-center gap-3 px-4 text-left hover:bg-sunken"
      onClick={() => onSelect(seq)}
    >
      <span className="numeric shrink-0 text-muted">{at.slice(11, 23)}</span>
      <span className={`w-10 shrink-0 ${tones[data.level]}`}>{data.level}</span>
      <span className="min-w-0 truncate">
        {data.message}
        {data.data && <span className="text-muted"> {JSON.stringify(data.data)}</span>}
      </span>
    </button>
  )
}
