// The store as it lies on disk, read after the server has stopped.
import { DatabaseSync } from 'node:sqlite'
import type { RunEvent } from '../../contracts/run-event.ts'
import type { RunRow } from '../../core/run-row.ts'
import { readEvent, readRunRow } from '../../store/sqlite/rows.ts'

export interface Dump {
  readonly runs: readonly RunRow[]
  /** In order of seq. */
  readonly eventsByRunId: ReadonlyMap<string, readonly RunEvent[]>
  readonly emissions: readonly { readonly resource: string; readonly key: string }[]
  /** Kept replies: which run each Idempotency-Key stands for. */
  readonly runIdsByKey: ReadonlyMap<string, string>
}

export function readDump(databasePath: string): Dump {
  const db = new DatabaseSync(databasePath, { readOnly: true })
  const all = (sql: string) => db.prepare(sql).all()
  const events = all('SELECT * FROM events ORDER BY run_id, seq').map(readEvent)
  const dump = {
    runs: all('SELECT * FROM runs ORDER BY n').map(readRunRow),
    eventsByRunId: Map.groupBy(events, (event) => event.runId),
    emissions: all('SELECT resource, key FROM emissions').map((row) => ({
      resource: String(row['resource']),
      key: String(row['key']),
    })),
    runIdsByKey: new Map(
      all(`SELECT key, output ->> '$.runId' AS run_id FROM replies`).map((row) => [
        String(row['key']),
        String(row['run_id']),
      ]),
    ),
  }
  db.close()
  return dump
}
