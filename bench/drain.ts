// What a drain costs those who wait for an answer: 10,000 tasks are due at one instant, each starts a run, and meanwhile a few
// clients run agents. The ratio of their times to those without the drain is the result.
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { noProgress } from '../src/core/schedule.ts'
import { createSqliteStore } from '../src/store/sqlite/sqlite-store.ts'
import { newSchedule } from '../src/testing/schedule-fixture.ts'
import { record } from '../src/testing/store-fixture.ts'
import { twoTurns } from './agents.ts'
import { receive, startChild } from './child.ts'
import { round, summarise } from './figures.ts'
import { type Server, streamRun } from './load.ts'

const TASKS = 10_000
const CLIENTS = 4
/** What somebody does between one run and the next. */
const THINK_MS = 25
/** Measured without the drain, before it and after it. */
const IDLE_MS = 10_000
const WARM_UP_MS = 4000
/** Before the tasks are due: the start of the server, and the measure without them. */
const LEAD_MS = 5000 + WARM_UP_MS + IDLE_MS

export async function measureDrain(newPath: () => string): Promise<void> {
  const dataDir = newPath()
  const dueMs = Date.now() + LEAD_MS
  await fill(dataDir, new Date(dueMs).toISOString())
  const child = startChild('task-server.ts', [dataDir])
  const server = await receive<Server>(child)
  const fromMs = Date.now() + WARM_UP_MS
  let drainedMs = Infinity
  const sampled = runClients(server, () => Date.now() < drainedMs + IDLE_MS)
  await sleep(dueMs - Date.now())
  while ((await receive<number>(child, 'left')) > 0) await sleep(250)
  drainedMs = Date.now()
  const samples = await sampled
  const ended = once(child, 'exit')
  child.send('stop')
  await ended
  const isDuring = ({ beganMs }: Sample) => beganMs >= dueMs && beganMs < drainedMs
  const isBeside = ({ beganMs, tookMs }: Sample) =>
    (beganMs >= fromMs && beganMs + tookMs < dueMs) || beganMs >= drainedMs
  const idle = summarise(samples.filter(isBeside).map(({ tookMs }) => tookMs))
  const busy = summarise(samples.filter(isDuring).map(({ tookMs }) => tookMs))
  const seconds = (drainedMs - dueMs) / 1000
  console.log(
    `${TASKS} tasks due at once, ${CLIENTS} clients: drained in ${round(seconds)} s, ${round(TASKS / seconds)}/s`,
  )
  for (const name of ['p50', 'p95'] as const) {
    const ratio = round(busy[name] / idle[name])
    console.log(
      `a run of a client, ${name}: ${idle[name]} ms without the drain, ${busy[name]} ms with it, ratio ${ratio}`,
    )
  }
}

interface Sample {
  readonly beganMs: number
  readonly tookMs: number
}

async function runClients(server: Server, isOn: () => boolean): Promise<Sample[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
  const samples: Sample[] = []
  const loop = async () => {
    while (isOn()) {
      const beganMs = Date.now()
      const { endMs } = await streamRun(server, agent, twoTurns.id)
      samples.push({ beganMs, tookMs: endMs })
      await sleep(THINK_MS)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, loop))
  agent.destroy()
  return samples
}

/** Writes one task as the store does, and multiplies it. */
async function fill(dataDir: string, at: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true })
  const path = join(dataDir, 'errand.db')
  const store = createSqliteStore({ path })
  const words = ['agent', 'run', 'execute', '--agent-id', twoTurns.id, '--input', '{"message":"hi"}', '--stream']
  const schedule = newSchedule({
    command: words,
    timing: { kind: 'oneshot', at },
    creator: { userId: 'root', credentialId: 'root', scopes: ['read', 'run', 'admin'] },
  })
  const start = () => ({ progress: noProgress, nextDueAt: at })
  await store.createSchedule({ schedule, overwrite: false, start, createRecord: () => record('task') })
  await store[Symbol.asyncDispose]()
  const db = new DatabaseSync(path)
  const columns = `organization_id, agent_instance_hierarchy, description, command, kind, timing, policy, agent_arguments,
    creator, progress, created_at, version, next_due_at`
  db.exec(`WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${TASKS})
    INSERT INTO schedules (task_id, name, ${columns}) SELECT n, 'task-' || n, ${columns} FROM numbers, schedules WHERE schedules.id = 1`)
  db.close()
}
