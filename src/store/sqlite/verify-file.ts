// Reads a copied database from end to end and lists what is wrong with it. Changes nothing, not even its folder.
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { checkLog } from '../../core/check-log.ts'
import { SCHEMA_VERSION } from './migrations.ts'
import { readEvent, readRunRow, type SqlRow } from './rows.ts'

export interface Verification {
  readonly runs: number
  readonly openRuns: number
  readonly events: number
  /** What is wrong, one line each; empty when the copy can be relied on. At most a hundred. */
  readonly faults: readonly string[]
}

const MAX_FAULTS = 100
const unreadable = (fault: string): Verification => ({ runs: 0, openRuns: 0, events: 0, faults: [fault] })

/** `path` is a file that nobody writes to and that has no write-ahead log beside it. */
export function verifyFile(path: string): Verification {
  const url = pathToFileURL(path)
  url.search = '?immutable=1'
  let db: DatabaseSync | null = null
  try {
    db = new DatabaseSync(url, { readOnly: true })
    const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
    if (version < 1 || version > SCHEMA_VERSION) {
      return unreadable(`schema ${version} is none that this errand knows (1 to ${SCHEMA_VERSION})`)
    }
    return verifyRuns(db)
  } catch (error) {
    return unreadable(`it cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    db?.close()
  }
}

function verifyRuns(db: DatabaseSync): Verification {
  const integrity = db.prepare(`PRAGMA integrity_check(${MAX_FAULTS})`).all()
  const faults = integrity.map((row) => String(row['integrity_check'])).filter((line) => line !== 'ok')
  const strays = db.prepare('SELECT DISTINCT run_id FROM events WHERE run_id NOT IN (SELECT id FROM runs)').all()
  faults.push(...strays.map((row) => `run ${String(row['run_id'])}: it has events and no row`))
  const readLog = db.prepare('SELECT * FROM events WHERE run_id = ? ORDER BY seq')
  let [runs, openRuns, events] = [0, 0, 0]
  for (const row of db.prepare('SELECT * FROM runs ORDER BY n').iterate()) {
    const log = readLog.all(String(row['id']))
    runs += 1
    openRuns += row['is_ended'] === 1 ? 0 : 1
    events += log.length
    if (faults.length < MAX_FAULTS) faults.push(...verifyRun(row, log))
  }
  return { runs, openRuns, events, faults: faults.slice(0, MAX_FAULTS) }
}

function verifyRun(row: SqlRow, log: readonly SqlRow[]): string[] {
  try {
    // Data of schema 1 was never compacted.
    const removed = Number(row['removed'] ?? 0)
    const run = { row: readRunRow(row), events: log.map(readEvent), removed }
    const isEndedFault = (row['is_ended'] === 1) === (run.row.completedAt !== null) ? [] : ['is_ended disagrees']
    return [...checkLog(run), ...isEndedFault.map((fault) => `run ${run.row.id}: ${fault} with its end`)]
  } catch (error) {
    return [`run ${String(row['id'])}: ${error instanceof Error ? error.message : String(error)}`]
  }
}
