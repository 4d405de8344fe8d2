// What a person sees of a run: a fold of its log, event by event, so that a live run costs what is new and no more.
import type { RunEvent } from 'errand/contracts'
import { foldConversation, type Item } from './fold-conversation.ts'
import { foldSpans, type Span } from './fold-spans.ts'

export type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>
export type Status = 'pending' | 'running' | 'waiting' | 'done' | 'error' | 'cancelled'

export interface RunView {
  readonly runId: string
  /** Every event, in order; `events[seq - 1]` unless deltas were compacted away. */
  readonly events: readonly RunEvent[]
  readonly created: EventOf<'run.created'> | null
  readonly status: Status
  readonly attempt: number
  /** How often another process took it up after a crash. */
  readonly takeovers: number
  /** When the last event was written that ended the run; null while it goes on. */
  readonly endedAt: string | null
  readonly end: EventOf<'run.completed' | 'run.failed' | 'run.cancelled'> | null
  readonly spans: readonly Span[]
  readonly conversation: readonly Item[]
  readonly totalTokens: number
  /** Null while no turn had a price. */
  readonly costUsd: number | null
  readonly isSimulated: boolean
}

/** The view that changes with each event; arrays are added to in place, the object is made anew. */
export function createRunView(runId: string): RunView {
  return {
    runId,
    events: [],
    created: null,
    status: 'pending',
    attempt: 0,
    takeovers: 0,
    endedAt: null,
    end: null,
    spans: [],
    conversation: [],
    totalTokens: 0,
    costUsd: null,
    isSimulated: false,
  }
}

/** Adds events, which come behind those that are there. */
export function addEvents(view: RunView, events: readonly RunEvent[]): RunView {
  const next = { ...view }
  for (const event of events) {
    ;(next.events as RunEvent[]).push(event)
    foldSpans(next.spans as Span[], event)
    foldConversation(next.conversation as Item[], event)
    Object.assign(next, foldFacts(next, event))
  }
  return next
}

function foldFacts(view: RunView, event: RunEvent): Partial<RunView> {
  switch (event.type) {
    case 'run.created':
      return { created: event }
    case 'run.started':
      return { status: 'running', attempt: event.data.attempt }
    case 'run.recovered':
      return { attempt: event.data.attempt, takeovers: view.takeovers + 1 }
    case 'run.waiting':
    case 'run.delegated':
      return { status: 'waiting' }
    case 'run.resumed':
      return { status: 'running' }
    case 'turn.started':
      return event.data.simulated ? { isSimulated: true } : {}
    case 'turn.completed': {
      const { usage, costUsd } = event.data
      const total = costUsd === undefined ? view.costUsd : (view.costUsd ?? 0) + costUsd
      return { totalTokens: view.totalTokens + usage.totalTokens, costUsd: total }
    }
    case 'run.completed':
      return { status: 'done', endedAt: event.at, end: event }
    case 'run.failed':
      return { status: 'error', endedAt: event.at, end: event }
    case 'run.cancelled':
      return { status: 'cancelled', endedAt: event.at, end: event }
    default:
      return {}
  }
}
