// A reader of one run's log: backfill from the store, then cut over to the live feed, until the terminal event.
// 1. listen, 2. read pages until the log is caught up, 3. hand on live batches that follow without a gap,
// 4. when live batches piled up beyond the bound, drop them and read pages again. Memory is bounded for any reader.
import { isTerminal, type RunEvent } from '../contracts/run-event.ts'
import type { LiveFeed } from './live-feed.ts'
import type { Store } from './store.ts'

const PAGE = 200
/** Most that waits for a slow reader, in characters of JSON; beyond it the reader reads pages again. */
const MAX_BUFFERED = 256 * 1024

export interface FollowRunParams {
  readonly store: Store
  readonly feed: LiveFeed
  readonly runId: string
  /** Only events with a greater seq. */
  readonly after: number
  readonly signal: AbortSignal
}

/** Yields exactly the events after `after`, once, in order, in batches; ends after the terminal event or when the signal fires. */
export async function* followRun(params: FollowRunParams): AsyncGenerator<RunEvent[], void, undefined> {
  const { store, feed, runId, signal } = params
  let cursor = params.after
  const live = createBuffer()
  const stop = feed.listen(runId, live.push)
  signal.addEventListener('abort', live.wake, { once: true })
  let isCaughtUp = false
  try {
    while (!signal.aborted) {
      let batch = live.take(cursor)
      if (batch === 'gap' || !isCaughtUp) {
        const page = await store.readEvents({ runId, after: cursor, limit: PAGE, types: null })
        if (page.events.length === 0 && (page.isEnded || page.head === 0)) return // head 0: pruned meanwhile
        batch = page.events
        isCaughtUp = (batch.at(-1)?.seq ?? cursor) === page.head
      }
      const last = batch.at(-1)
      if (last) {
        cursor = last.seq
        yield batch
        if (isTerminal(last)) return
      } else await live.wait()
    }
  } finally {
    stop()
    signal.removeEventListener('abort', live.wake)
  }
}

function createBuffer() {
  let events: RunEvent[] = []
  let size = 0
  let isOverflown = false
  let isDirty = false
  let resolve: () => void = () => undefined
  const wake = () => {
    isDirty = true
    resolve()
  }
  return {
    wake,
    push: (batch: readonly RunEvent[], batchSize: number): void => {
      size += batchSize
      if (size > MAX_BUFFERED) {
        isOverflown = true
        events = []
      } else if (!isOverflown) events.push(...batch)
      wake()
    },
    /** The live events that follow the cursor; `gap` when some are missing and the store has to be read. */
    take(cursor: number): RunEvent[] | 'gap' {
      const taken = events.filter((event) => event.seq > cursor)
      const isUsable = !isOverflown && (taken[0]?.seq ?? cursor + 1) === cursor + 1
      events = []
      size = 0
      isOverflown = false
      return isUsable ? taken : 'gap'
    },
    /** Resolves at the next push or wake, or at once if there was one since the last wait. */
    wait(): Promise<void> {
      if (isDirty) {
        isDirty = false
        return Promise.resolve()
      }
      return new Promise((settle) => {
        resolve = () => {
          isDirty = false
          resolve = () => undefined
          settle()
        }
      })
    },
  }
}
