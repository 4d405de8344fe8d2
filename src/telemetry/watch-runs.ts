// Tells observers what was committed, event by event, with what they have to know of its run. A run that was there before
// this process is read from the store first. Nothing here may hold up or break a run: an observer that throws is reported.
import { isTerminal, type RunEvent, type RunEventData, type RunEventType } from '../contracts/run-event.ts'
import type { Store } from '../store/store.ts'

type EventOf<T extends RunEventType> = Extract<RunEvent, { type: T }>

/** An open run, as it was before the event that is told. */
export interface WatchedRun {
  readonly runId: string
  readonly created: RunEventData<'run.created'>
  readonly queuedAt: string
  startedAt: string | null
  /** The model turn in progress. */
  turn: EventOf<'turn.started'> | null
  /** Tool calls without an outcome, by spanId. */
  readonly callsBySpanId: Map<string, EventOf<'tool.started'>>
}

/** Gets each event once, in order, after it is durable. */
export type Observer = (event: RunEvent, run: WatchedRun) => void

interface WatchDeps {
  readonly store: Pick<Store, 'subscribe' | 'readEvents'>
  readonly observers: readonly Observer[]
  readonly onError: (error: unknown) => void
}

const PAGE = 1000
/** What `applyEvent` looks at. */
const STATE_TYPES = [
  'run.created',
  'run.started',
  'turn.started',
  'turn.completed',
  'turn.failed',
  'tool.started',
  'tool.completed',
  'tool.failed',
  'tool.unknown',
]

/** Returns the way to stop. */
export function watchRuns({ store, observers, onError }: WatchDeps): () => void {
  const runsById = new Map<string, WatchedRun>()
  /** Events of runs that are being read. */
  const pendingById = new Map<string, RunEvent[]>()

  const tell = (event: RunEvent, run: WatchedRun) => {
    for (const observe of observers) {
      try {
        observe(event, run)
      } catch (error) {
        onError(error)
      }
    }
    applyEvent(run, event)
    if (isTerminal(event)) runsById.delete(run.runId)
  }
  const resume = async (runId: string, events: RunEvent[]) => {
    pendingById.set(runId, events)
    try {
      const run = await readRun(runId, events[0]?.seq ?? 0, store)
      if (!run) return
      runsById.set(runId, run)
      for (const event of events) tell(event, run)
    } catch (error) {
      onError(error)
    } finally {
      pendingById.delete(runId)
    }
  }
  return store.subscribe((committed) => {
    for (const { runId, events } of committed) {
      const [first, ...copied] = events
      const run = runsById.get(runId)
      const pending = pendingById.get(runId)
      if (pending) pending.push(...events)
      else if (run) for (const event of events) tell(event, run)
      else if (first?.type === 'run.created') {
        const created = createRun(first)
        runsById.set(runId, created)
        tell(first, created)
        for (const event of copied) applyEvent(created, event) // happened in the run that this one was forked from
      } else void resume(runId, [...events])
    }
  })
}

function createRun({ runId, at, data }: EventOf<'run.created'>): WatchedRun {
  return { runId, created: data, queuedAt: at, startedAt: null, turn: null, callsBySpanId: new Map() }
}

function applyEvent(run: WatchedRun, event: RunEvent): void {
  if (event.type === 'run.started') run.startedAt ??= event.at
  else if (event.type === 'turn.started') run.turn = event
  else if (event.type === 'turn.completed' || event.type === 'turn.failed') run.turn = null
  else if (event.type === 'tool.started') run.callsBySpanId.set(event.spanId ?? '', event)
  else if (event.type.startsWith('tool.')) run.callsBySpanId.delete(event.spanId ?? '')
}

/** The run as it was before the event `before`; null when its log is gone. */
async function readRun(runId: string, before: number, store: WatchDeps['store']): Promise<WatchedRun | null> {
  let run: WatchedRun | null = null
  for (let after = 0; ;) {
    const { events, hasMore } = await store.readEvents({ runId, after, limit: PAGE, types: STATE_TYPES })
    for (const event of events) {
      if (event.seq >= before) return run
      if (event.type === 'run.created') run = createRun(event)
      else if (run) applyEvent(run, event)
      after = event.seq
    }
    if (!hasMore) return run
  }
}
