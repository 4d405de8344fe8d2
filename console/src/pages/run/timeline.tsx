// The waterfall: each turn, tool call, search and wait as a bar on the time of the run.
import { isOpen } from '../../components/status.tsx'
import { VirtualRows } from '../../components/virtual-rows.tsx'
import { formatDuration } from '../../lib/format.ts'
import type { Span } from '../../lib/fold-spans.ts'
import type { RunView } from '../../lib/run-view.ts'
import { useNow } from '../../lib/use-now.ts'

interface TimelineProps {
  readonly view: RunView
  readonly selected: number | undefined
  readonly onSelect: (seq: number) => void
}

export function Timeline({ view, selected, onSelect }: TimelineProps) {
  const nowMs = useNow(isOpen(view.status) ? 200 : false)
  const startMs = Date.parse(view.created?.at ?? '')
  const endMs = view.endedAt === null ? nowMs : Date.parse(view.endedAt)
  const totalMs = Math.max(1, endMs - startMs)
  const spans = view.spans
  return (
    <VirtualRows
      label="Timeline"
      count={spans.length}
      rowPx={28}
      chosen={spans.findIndex(({ seq }) => seq === selected)}
      onChoose={(index) => onSelect(spans[index]?.seq ?? 1)}
      header={<Scale totalMs={totalMs} />}
    >
      {(index) => {
        const span = spans[index]
        return (
          span && <Bar {...{ span, startMs, totalMs, onSelect }} nowMs={endMs} isSelected={span.seq === selected} />
        )
      }}
    </VirtualRows>
  )
}

function Scale({ totalMs }: { totalMs: number }) {
  return (
    <div className="sticky top-0 z-10 flex h-7 border-b border-line bg-canvas px-4 text-xs text-muted">
      <span className="w-2/5 shrink-0 self-center sm:w-64">Step</span>
      <span className="numeric mr-16 flex flex-1 items-center justify-between">
        {[0, 0.5, 1].map((part) => (
          <span key={part} className={part === 0.5 ? 'max-sm:hidden' : ''}>
            {formatDuration(totalMs * part)}
          </span>
        ))}
      </span>
    </div>
  )
}

const fills: Readonly<Record<Span['kind'], string>> = {
  turn: 'bg-bar-turn',
  tool: 'bg-bar-tool',
  search: 'bg-bar-search',
  wait: 'bg-bar-wait',
}

interface BarProps {
  readonly span: Span
  readonly startMs: number
  readonly totalMs: number
  readonly nowMs: number
  readonly isSelected: boolean
  readonly onSelect: (seq: number) => void
}

function Bar({ span, startMs, totalMs, nowMs, isSelected, onSelect }: BarProps) {
  const durationMs = (span.endedMs ?? nowMs) - span.startedMs
  const left = ((span.startedMs - startMs) / totalMs) * 100
  const width = Math.max(0.3, (durationMs / totalMs) * 100)
  const fill = span.outcome === 'failed' ? 'bg-bar-bad' : span.outcome === 'unknown' ? 'bg-bar-wait' : fills[span.kind]
  return (
    <button
      type="button"
      aria-pressed={isSelected}
      onClick={() => onSelect(span.seq)}
      className={`flex h-full w-full items-center px-4 text-left hover:bg-sunken ${isSelected ? 'bg-sunken' : ''}`}
    >
      <span className="flex w-2/5 shrink-0 items-center gap-2 pr-3 sm:w-64" style={{ paddingLeft: span.depth * 16 }}>
        <span className={`size-2 shrink-0 rounded-sm ${fill}`} />
        <span className="truncate">{span.name}</span>
        {span.outcome !== 'ok' && span.outcome !== 'open' && <span className="text-xs text-bad">{span.outcome}</span>}
      </span>
      <span className="relative flex h-full flex-1 items-center overflow-hidden">
        <span
          className={`absolute h-3 rounded-sm ${fill} ${span.outcome === 'open' ? 'animate-pulse' : ''}`}
          style={{ left: `${left}%`, width: `${width}%` }}
        />
      </span>
      <span className="numeric w-16 shrink-0 text-right text-xs text-muted">{formatDuration(durationMs)}</span>
    </button>
  )
}
