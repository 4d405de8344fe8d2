// The log of a run, read in pages.
import { eventData, deltaTypes, type RunEvent } from '../contracts/run-event.ts'
import type { RunRow } from '../core/run-row.ts'
import type { Store } from '../store/store.ts'

const PAGE = 500
const types = Object.keys(eventData).filter((type) => !(deltaTypes as readonly string[]).includes(type))

/** The whole log without its deltas. */
export function readLog(store: Store, runId: string): Promise<RunEvent[]> {
  return readPages(store, runId, types)
}

/** Everything that the store has of a log, as far as the row knows it. */
export async function readWholeLog(store: Store, { id, head }: RunRow): Promise<RunEvent[]> {
  const events = await readPages(store, id, null)
  return events.filter(({ seq }) => seq <= head)
}

async function readPages(store: Store, runId: string, types: readonly string[] | null): Promise<RunEvent[]> {
  const all: RunEvent[] = []
  for (;;) {
    const { events, hasMore } = await store.readEvents({ runId, after: all.at(-1)?.seq ?? 0, limit: PAGE, types })
    all.push(...events)
    if (!hasMore) return all
  }
}
