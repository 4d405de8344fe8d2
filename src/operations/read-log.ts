// The whole log of a run without its deltas, read in pages.
import { eventData, deltaTypes, type RunEvent } from '../contracts/run-event.ts'
import type { Store } from '../store/store.ts'

const PAGE = 500
const types = Object.keys(eventData).filter((type) => !(deltaTypes as readonly string[]).includes(type))

export async function readLog(store: Store, runId: string): Promise<RunEvent[]> {
  const all: RunEvent[] = []
  for (;;) {
    const { events, hasMore } = await store.readEvents({ runId, after: all.at(-1)?.seq ?? 0, limit: PAGE, types })
    all.push(...events)
    if (!hasMore) return all
  }
}
