// Keeps storage small beside the work: now and then compacts deltas and prunes what is past its retention, in small
// batches with pauses, so that runs do not wait for it.
import type { Clock } from '../runtime/ports.ts'
import type { Store } from '../store/store.ts'

export interface SweepDeps {
  readonly store: Store
  readonly clock: Clock
  /** How long ended runs are kept, in ms; null: for ever. */
  readonly retentionMs: number | null
  readonly onError: (error: unknown) => void
}

export interface SweepTotals {
  readonly removedDeltas: number
  readonly runs: number
  readonly events: number
  readonly replies: number
}

/** Deltas stay this long after the end of their run, so that those who followed it live can still catch up. */
const DELTA_LIFE_MS = 60 * 60 * 1000
const FIRST_MS = 60 * 1000
const EVERY_MS = 10 * 60 * 1000
const PAUSE_MS = 50
/** Events deleted in one transaction. */
const BATCH = 1000

/** Sweeps a minute after the start and then every ten minutes; disposing waits for the batch in progress. */
export function startStorageSweep({ store, clock, retentionMs, onError }: SweepDeps): AsyncDisposable {
  let isStopped = false
  let batch: Promise<void> = Promise.resolve()
  let callOff: () => void = () => undefined
  const schedule = (delayMs: number) => {
    if (isStopped) return
    callOff = clock.schedule(delayMs, () => {
      batch = sweepBatch(store, clock.now(), retentionMs).then(
        ({ hasMore }) => schedule(hasMore ? PAUSE_MS : EVERY_MS),
        (error: unknown) => {
          onError(error)
          schedule(EVERY_MS)
        },
      )
    })
  }
  schedule(FIRST_MS)
  return {
    async [Symbol.asyncDispose]() {
      isStopped = true
      callOff()
      await batch
    },
  }
}

/** Sweeps until nothing is left to delete. */
export async function sweepStorage(store: Store, nowMs: number, retentionMs: number | null): Promise<SweepTotals> {
  let totals: SweepTotals = { removedDeltas: 0, runs: 0, events: 0, replies: 0 }
  for (let hasMore = true; hasMore;) {
    const swept = await sweepBatch(store, nowMs, retentionMs)
    hasMore = swept.hasMore
    totals = {
      removedDeltas: totals.removedDeltas + swept.removedDeltas,
      runs: totals.runs + swept.runs,
      events: totals.events + swept.events,
      replies: totals.replies + swept.replies,
    }
  }
  return totals
}

/** One transaction of each kind; pruning comes when compaction is done, so that it has less to delete. */
async function sweepBatch(store: Store, nowMs: number, retentionMs: number | null) {
  const before = (lifeMs: number) => new Date(nowMs - lifeMs).toISOString()
  const compacted = await store.compactDeltas({ endedBefore: before(DELTA_LIFE_MS), limit: BATCH })
  if (compacted.hasMore) return { removedDeltas: compacted.removed, runs: 0, events: 0, replies: 0, hasMore: true }
  const endedBefore = retentionMs === null ? null : before(retentionMs)
  const pruned = await store.pruneRuns({ endedBefore, limit: BATCH, at: before(0) })
  return { removedDeltas: compacted.removed, ...pruned }
}
