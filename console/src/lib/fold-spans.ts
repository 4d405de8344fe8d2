// The steps of a run as bars on a time line: turns, tool calls, searches and waits.
import type { RunEvent } from 'errand/contracts'

export interface Span {
  readonly id: string
  readonly kind: 'turn' | 'tool' | 'search' | 'wait'
  readonly name: string
  /** 0 for turns and waits, 1 for what a turn asked for. */
  readonly depth: 0 | 1
  /** The event that opened it. */
  readonly seq: number
  readonly startedMs: number
  /** null: not yet. */
  endedMs: number | null
  outcome: 'open' | 'ok' | 'failed' | 'unknown'
  /** The event that closed it; null: not yet. */
  endSeq: number | null
  /** The run that works on a call. */
  readonly childRunId: string | null
}

/** Adds what the event opens, and closes what it ends. */
export function foldSpans(spans: Span[], event: RunEvent): void {
  const opened = openSpan(event)
  if (opened) spans.push(opened)
  const closed = closeSpan(event)
  if (!closed) return
  const span = spans.findLast(({ id, endedMs }) => id === closed.id && endedMs === null)
  if (!span) return
  span.endedMs = Date.parse(event.at)
  span.endSeq = event.seq
  span.outcome = closed.outcome
}

function openSpan(event: RunEvent): Span | null {
  const startedMs = Date.parse(event.at)
  const base = { seq: event.seq, startedMs, endedMs: null, endSeq: null, outcome: 'open', childRunId: null } as const
  const id = event.spanId ?? `seq-${event.seq}`
  switch (event.type) {
    case 'turn.started': {
      const { n, provider, model } = event.data
      return { ...base, id, kind: 'turn', name: `Turn ${n} · ${provider}/${model}`, depth: 0 }
    }
    case 'tool.started': {
      const { toolName, child } = event.data
      return { ...base, id, kind: 'tool', name: toolName, depth: 1, childRunId: child?.runId ?? null }
    }
    case 'context.searched': {
      const name = `Search · ${event.data.results.length} found`
      return { ...base, id, kind: 'search', name, depth: 0, outcome: 'ok', endedMs: startedMs, endSeq: event.seq }
    }
    case 'run.waiting':
      return { ...base, id: 'wait', kind: 'wait', name: 'Waiting for a person', depth: 0 }
    case 'run.delegated':
      return { ...base, id: 'wait', kind: 'wait', name: 'Waiting for other runs', depth: 0 }
    default:
      return null
  }
}

function closeSpan({ type, spanId = '' }: RunEvent): { id: string; outcome: Span['outcome'] } | null {
  switch (type) {
    case 'turn.completed':
    case 'tool.completed':
      return { id: spanId, outcome: 'ok' }
    case 'turn.failed':
    case 'tool.failed':
      return { id: spanId, outcome: 'failed' }
    case 'tool.unknown':
      return { id: spanId, outcome: 'unknown' }
    case 'run.resumed':
    case 'run.completed':
      return { id: 'wait', outcome: 'ok' }
    case 'run.failed':
    case 'run.cancelled':
      return { id: 'wait', outcome: 'failed' }
    default:
      return null
  }
}
