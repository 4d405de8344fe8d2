// The log lines of a run, from a level up.
import { useState } from 'react'
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
const MAX_SHOWN = 1000

export function LogList({ view, onSelect }: { view: RunView; onSelect: (seq: number) => void }) {
  const [from, setFrom] = useState<Level>('debug')
  const lines = view.events.filter((event): event is EventOf<'log'> => event.type === 'log')
  const shown = lines.filter(({ data }) => levels.indexOf(data.level) >= levels.indexOf(from)).slice(-MAX_SHOWN)
  if (lines.length === 0) {
    return (
      <Empty title="No log lines">
        A tool writes them with <code className="font-mono">log(level, message)</code>.
      </Empty>
    )
  }
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
      <ol tabIndex={0} aria-label="Log lines" className="min-h-0 flex-1 overflow-auto py-1 font-mono text-xs">
        {shown.map((event) => (
          <li key={event.seq}>
            <button
              type="button"
              className="flex w-full gap-3 px-4 py-0.5 text-left hover:bg-sunken"
              onClick={() => onSelect(event.seq)}
            >
              <span className="numeric shrink-0 text-muted">{event.at.slice(11, 23)}</span>
              <span className={`w-10 shrink-0 ${tones[event.data.level]}`}>{event.data.level}</span>
              <span className="min-w-0 break-words whitespace-pre-wrap">
                {event.data.message}
                {event.data.data && <span className="text-muted"> {JSON.stringify(event.data.data)}</span>}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  )
}
