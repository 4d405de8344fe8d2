// One event in full; of a step its input and its outcome.
import { Link } from '@tanstack/react-router'
import type { RunEvent } from 'errand/contracts'
import { IconButton } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy.tsx'
import { JsonView } from '../../components/json-view.tsx'
import { formatDuration, formatMoment } from '../../lib/format.ts'
import type { RunView } from '../../lib/run-view.ts'

interface StepDetailProps {
  readonly view: RunView
  readonly seq: number
  readonly onSelect: (seq: number | undefined) => void
}

export function StepDetail({ view, seq, onSelect }: StepDetailProps) {
  const event = view.events.find((other) => other.seq === seq)
  const span = view.spans.find((other) => other.seq === seq || other.endSeq === seq)
  const end = span && view.events.find((other) => other.seq === span.endSeq)
  const opening = span && view.events.find((other) => other.seq === span.seq)
  return (
    <aside
      aria-label="Step"
      className="flex max-h-[60%] shrink-0 flex-col border-t border-line bg-surface lg:max-h-none lg:w-[26rem] lg:border-t-0 lg:border-l"
    >
      <header className="flex items-center gap-2 border-b border-line py-1.5 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{span?.name ?? event?.type ?? 'Event'}</h2>
        <span className="numeric text-xs text-muted">#{seq}</span>
        <CopyButton text={() => location.href} label="Copy a link to this event" />
        <IconButton icon="close" label="Close the step" onClick={() => onSelect(undefined)} />
      </header>
      <div
        className="min-h-0 flex-1 space-y-3 overflow-auto p-4"
        tabIndex={0}
        role="group"
        aria-label="Details of the step"
      >
        {!event && <p className="text-muted">The log has no event {seq}, or it was compacted away.</p>}
        {span && (
          <p className="numeric text-muted">
            {span.outcome === 'open' ? 'since ' : ''}
            {formatMoment(new Date(span.startedMs).toISOString())}
            {span.endedMs !== null && ` · ${formatDuration(span.endedMs - span.startedMs)}`} · {span.outcome}
          </p>
        )}
        {span?.childRunId && (
          <Link to="/runs/$runId" params={{ runId: span.childRunId }} className="text-accent underline">
            Open the run that works on it
          </Link>
        )}
        {opening ? <Opened event={opening} /> : event && <JsonView label="Event" value={event} />}
        {end && end !== opening && <Ended event={end} />}
      </div>
    </aside>
  )
}

function Opened({ event }: { event: RunEvent }) {
  if (event.type !== 'tool.started') return <JsonView label={event.type} value={event.data} />
  const { input, ...rest } = event.data
  return (
    <>
      <JsonView label="Input" value={input} />
      <JsonView label="Call" value={rest} />
    </>
  )
}

function Ended({ event }: { event: RunEvent }) {
  if (event.type === 'tool.completed') return <JsonView label="Output" value={event.data.output} />
  if (event.type === 'tool.failed' || event.type === 'turn.failed') {
    return (
      <p role="note" className="tint-bad rounded-lg border border-bad/30 p-3 break-words">
        <strong className="font-medium text-bad">{event.data.code}</strong> {event.data.message}
      </p>
    )
  }
  return <JsonView label={event.type} value={event.data} />
}
