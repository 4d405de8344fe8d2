// What a claim costs when many tasks are stored and have fired often, against few. The ratio is the result.
import { join } from 'node:path'
import { mkdirSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { noProgress } from '../src/core/schedule.ts'
import { createSqliteStore } from '../src/store/sqlite/sqlite-store.ts'
import { after, newSchedule } from '../src/testing/schedule-fixture.ts'
import { record } from '../src/testing/store-fixture.ts'
import { round, summarise } from './figures.ts'

const FEW = 1000
const MANY = 100_000
const FIRINGS_PER_TASK = 10
const CLAIMS = 300

export async function measureTasks(newPath: () => string): Promise<void> {
  const few = await measureClaims(newPath(), FEW)
  const many = await measureClaims(newPath(), MANY)
  for (const [tasks, { p50, p95 }] of [
    [FEW, few],
    [MANY, many],
  ] as const) {
    const firings = tasks * FIRINGS_PER_TASK
    console.log(`${tasks} tasks, ${firings} past firings: a claim takes ${round(p50)} ms (p95 ${round(p95)} ms)`)
  }
  console.log(`ratio ${round(many.p50 / few.p50)}`)
}

/** One task is due at each second; it is looked up and claimed, and what can go on and what comes next is asked for. */
async function measureClaims(dataDir: string, tasks: number) {
  mkdirSync(dataDir, { recursive: true })
  const path = join(dataDir, 'errand.db')
  await fill(path, tasks)
  await using store = createSqliteStore({ path })
  const times: number[] = []
  for (let second = 1; second <= CLAIMS; second += 1) {
    const at = after(second)
    const startMs = performance.now()
    const [due] = await store.listDueSchedules({ at, scope: null, afterId: 0, limit: 200 })
    if (!due) throw new Error('nothing is due')
    const firing = { runId: `firing_${second}`, trigger: 'due', dueAt: at, status: 'pending', isQueued: false } as const
    const fired = await store.fireSchedule({
      scheduleId: due.id,
      revision: due.revision,
      at,
      owner: 'bench',
      firings: [{ ...firing, reason: null, error: null, run: null }],
      step: { progress: { ...noProgress, lastSlotAt: at, fired: 1 }, nextDueAt: after(1e8) },
      pausedReason: null,
      cancelsEarlier: false,
      record: null,
    })
    if (fired.outcome !== 'fired') throw new Error(fired.outcome)
    await store.listReadyFirings({ at, scope: null, limit: 200 })
    await store.getNextDueAt()
    times.push(performance.now() - startMs)
  }
  return summarise(times)
}

/** Writes one task as the store does, and multiplies it. */
async function fill(path: string, tasks: number): Promise<void> {
  const store = createSqliteStore({ path })
  const start = () => ({ progress: noProgress, nextDueAt: after(1e8) })
  await store.createSchedule({ schedule: newSchedule(), overwrite: false, start, createRecord: () => record('task') })
  await store[Symbol.asyncDispose]()
  const db = new DatabaseSync(path)
  const columns = `organization_id, agent_instance_hierarchy, description, command, kind, timing, policy, agent_arguments,
    creator, progress, created_at, version`
  db.exec(`BEGIN;
    WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${tasks})
    INSERT INTO schedules (task_id, name, next_due_at, ${columns})
      SELECT n, 'task-' || n, strftime('%Y-%m-%dT%H:%M:%fZ', '${after(0)}', iif(n <= ${CLAIMS + 1}, n - 1, 100000000 + n) || ' seconds'),
      ${columns} FROM numbers, schedules WHERE schedules.id = 1;
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${tasks * FIRINGS_PER_TASK})
    INSERT INTO tasks_runs (run_id, schedule_id, task_id, version, due_at, trigger, ran_at, status, finished_at, end_id)
      SELECT 'past_' || n, 1 + n % ${tasks}, 1 + n % ${tasks}, 1, 'slot ' || n, 'due', '${after(0)}', 'done', '${after(0)}', n FROM numbers;
    COMMIT`)
  db.close()
}
