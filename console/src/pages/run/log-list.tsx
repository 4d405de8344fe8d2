// The log lines of a run, from a level up.
import { useMemo, useState } from 'react'
import { SelectField } from '../../components/field.tsx'
import { Empty } from '../../components/states.tsx'
import { VirtualRows } from '../../components/virtual-rows.tsx'
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

interface LogListProps {
  readonly view: RunView
  readonly selected: number | undefined
  readonly onSelect: (seq: number) => void
}

export function LogList({ view, selected, onSelect }: LogListProps) {
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
  const shown = lines.filter(({ data }) => levels.indexOf(data.level) >= least)
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex border-b border-line px-4 py-1.5">
        <SelectField
          label="Level"
          options={names}
          value={from}
          onChange={({ currentTarget }) => setFrom(currentTarget.value as Level)}
        />
      </div>
      <VirtualRows
        label="Log lines"
        count={shown.length}
        rowPx={22}
        chosen={shown.findIndex(({ seq }) => seq === selected)}
        onChoose={(index) => onSelect(shown[index]?.seq ?? 1)}
        className="font-mono text-xs"
      >
        {(index) => {
          const line = shown[index]
          return line && <LineButton line={line} isSelected={line.seq === selected} onSelect={onSelect} />
        }}
      </VirtualRows>
    </div>
  )
}

interface LineButtonProps {
  readonly line: Line
  readonly isSelected: boolean
  readonly onSelect: (seq: number) => void
}

/** A long message is cut; the step beside has all of it. */
function LineButton({ line: { seq, at, data }, isSelected, onSelect }: LineButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isSelected}
      className="flex h-full w-full items-center gap-3 px-4 text-left hover:bg-sunken aria-pressed:bg-sunken"
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
