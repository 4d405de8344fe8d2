// The floor: the rows of the measured runs, written with raw statements and nothing above them.
// `node baseline.ts FILE SECONDS GROUP`: GROUP runs side by side share each commit.
import type { DatabaseSync } from 'node:sqlite'
import type { RunEvent } from '../src/contracts/run-event.ts'
import { openDatabase } from '../src/store/sqlite/open-database.ts'
import { type Commits, recordRun } from './record-run.ts'

const [file = '', seconds = '5', group = '1'] = process.argv.slice(2)
const commits = await recordRun()
const db = openDatabase(file)
const write = prepareWrite(db)
const startMs = performance.now()
const untilMs = startMs + Number(seconds) * 1000
let runs = 0
while (performance.now() < untilMs) {
  writeRuns(
    Array.from({ length: Number(group) }, () => `run_${String((runs += 1)).padStart(22, '0')}`),
    commits,
  )
}
const elapsed = (performance.now() - startMs) / 1000
db.close()
process.send?.({ runsPerSecond: runs / elapsed, commitsPerRun: commits.length, eventsPerRun: commits.flat().length })
process.disconnect()

function writeRuns(runIds: readonly string[], steps: Commits): void {
  for (const events of steps) {
    db.exec('BEGIN IMMEDIATE')
    for (const runId of runIds) write(runId, events)
    db.exec('COMMIT')
  }
}

function prepareWrite(database: DatabaseSync) {
  const insertRun = database.prepare(
    `INSERT INTO runs (id, organization_id, agent_id, user_id, created, queued_at, updated_at) VALUES (?, 'default', 'bench', 'root', ?, ?, ?)`,
  )
  const advance = database.prepare(
    'UPDATE runs SET head = head + ?, status = ?, is_ended = ?, updated_at = ? WHERE id = ?',
  )
  const insertEvent = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const insertEmission = database.prepare(
    `INSERT INTO emissions (organization_id, key, resource, at, payload) VALUES ('default', ?, ?, ?, ?)`,
  )
  const insertAudit = database.prepare(
    `INSERT INTO audit (organization_id, actor, action, resource, at) VALUES ('default', 'root', 'run.started', ?, ?)`,
  )
  const emit = (runId: string, { type, at }: RunEvent) => {
    const payload = { id: runId, agentId: 'bench', agentName: 'bench', status: type, totalTokens: 0, queuedAt: at }
    insertEmission.run(type, runId, at, JSON.stringify(payload))
  }
  return (runId: string, events: readonly RunEvent[]): void => {
    const first = events[0]
    const last = events.at(-1)
    if (!first || !last) return
    if (first.type === 'run.created') {
      insertRun.run(runId, JSON.stringify(first.data), first.at, first.at)
      insertAudit.run(runId, first.at)
      emit(runId, first)
    }
    const isEnded = last.type === 'run.completed'
    advance.run(events.length, isEnded ? 'done' : 'running', isEnded ? 1 : 0, last.at, runId)
    for (const { seq, type, at, spanId = null, parentSpanId = null, attempt = null, data } of events) {
      insertEvent.run(runId, seq, type, at, spanId, parentSpanId, attempt, JSON.stringify(data))
    }
    if (isEnded) emit(runId, last)
  }
}
