// Reading a log: pages for readers, and the whole of it without deltas for folding.
import type { DatabaseSync } from 'node:sqlite'
import type { RunEvent } from '../../contracts/run-event.ts'
import type { EventPage, Store } from '../store.ts'
import { readEvent } from './rows.ts'

/** The events of a run that a fold needs: all but the deltas. */
export type ReadLog = (runId: string) => RunEvent[]

export function prepareReadLog(db: DatabaseSync): ReadLog {
  const read = db.prepare(
    "SELECT * FROM events WHERE run_id = ? AND type NOT IN ('message.delta', 'reasoning.delta') ORDER BY seq",
  )
  return (runId) => read.all(runId).map(readEvent)
}

const MAX_PAGE_BYTES = 256 * 1024

export function prepareReadEvents(db: DatabaseSync) {
  const page = db.prepare(`
    SELECT * FROM events WHERE run_id = :runId AND seq > :after
      AND (:types IS NULL OR type IN (SELECT value FROM json_each(:types)))
    ORDER BY seq LIMIT :limit + 1`)
  const findHead = db.prepare('SELECT head, is_ended FROM runs WHERE id = ?')
  return ({ runId, after, limit, types }: Parameters<Store['readEvents']>[0]): EventPage => {
    const row = findHead.get(runId)
    const events: RunEvent[] = []
    let hasMore = false
    let bytes = 0
    for (const event of page.iterate({ runId, after, limit, types: types && JSON.stringify(types) })) {
      hasMore = events.length === limit || bytes > MAX_PAGE_BYTES
      if (hasMore) break
      events.push(readEvent(event))
      bytes += String(event['data']).length
    }
    return { events, hasMore, head: Number(row?.['head'] ?? 0), isEnded: row?.['is_ended'] === 1 }
  }
}
