// Tasks under kill -9, by four processes that claim on one store: 1. a group of tasks is scheduled, all due at one instant;
// 2. when some of them are seen to be claimed and not begun, the process that claimed them is killed; again and again, while
// the next group is scheduled; 3. until each has fired and no run is open; 4. stop, and hand over the evidence.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../client/client.ts'
import { readTaskEvidence, type TaskEvidence } from './check-tasks.ts'
import { createSend } from './client.ts'
import { createHistory } from './history.ts'
import { createRandom, quiesce } from './load.ts'
import { startServer } from './server-process.ts'
import { startTaskRunners } from './task-runners.ts'

export interface TaskKillOptions {
  /** A folder of its own. */
  readonly dir: string
  readonly kills: number
  /** Tasks, each of which is due once. */
  readonly tasks: number
  readonly seed: number
  /** Told of kills so far and of tasks that were scheduled so far. */
  readonly onProgress: (kills: number, tasks: number) => void
}

const TOKEN = 'token-of-the-task-faults'
const HIERARCHY = 'faults'
/** How long before the instant at which it is due the first group is begun; later ones have what the one before took, and half. */
const LEAD_MS = 4000
const PATIENCE_MS = 300_000

export async function runTaskKills(options: TaskKillOptions): Promise<TaskEvidence> {
  const { dir, kills, tasks, seed, onProgress } = options
  const server = { dataDir: join(dir, 'data'), ledgerPath: join(dir, 'ledger.jsonl'), token: TOKEN }
  await (await startServer(server)).stop() // a clean end writes the compile cache: all later starts are faster
  const random = createRandom(seed)
  const names: string[] = []
  const paths: string[] = []
  let leadMs = LEAD_MS
  let seen = 0
  const said: string[] = []
  {
    await using runners = startTaskRunners(server, HIERARCHY, random)
    const startGroup = async (kill: number) => {
      const path = `${HIERARCHY}/group-${kill}`
      const ends = [kill, kill + 1].map((part) => Math.round((tasks * part) / kills))
      const group = Array.from({ length: (ends[1] ?? 0) - (ends[0] ?? 0) }, (_, index) => `task-${kill}-${index}`)
      const startMs = Date.now()
      await scheduleAll(runners.reach(path), group, startMs + leadMs)
      leadMs = 1.5 * (Date.now() - startMs)
      paths.push(path)
      names.push(...group)
    }
    let scheduled = startGroup(0)
    for (let kill = 0; kill < kills; kill += 1) {
      await scheduled
      scheduled = kill + 1 < kills ? startGroup(kill + 1) : Promise.resolve()
      seen += await untilClaimed(runners.reach(`${HIERARCHY}/group-${kill}`))
      await runners.killOwner()
      onProgress(kill + 1, names.length)
    }
    for (const path of paths) await untilEnded(runners.reach(path))
    said.push(...runners.faults)
  }
  const last = await startServer(server)
  const untilMs = Date.now() + PATIENCE_MS
  const deps = { history: createHistory(), random, mayBreakOff: false }
  await quiesce(createSend(last.url, TOKEN), deps, () => Date.now() < untilMs)
  await last.stop()
  return { ...readTaskEvidence(server), names, kills, seen, said }
}

/** Four at a time; what is not acknowledged is scheduled again. */
async function scheduleAll(client: Client, names: readonly string[], dueMs: number): Promise<void> {
  const left = [...names]
  const startAt = new Date(dueMs).toISOString()
  const schedule = async () => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      const command = ['agent', 'run', 'execute', '--agent-id', 'single', '--input', JSON.stringify({ message: name })]
      try {
        await client.tasks.schedule({ name, description: '', command, start_at: startAt })
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'TASK_EXISTS') continue // the answer was lost
        left.push(name)
        await sleep(20)
      }
    }
  }
  await Promise.all(Array.from({ length: 4 }, schedule))
}

/** How each firing of the group stands; null: nobody owns the store. */
async function readStatuses(client: Client): Promise<(string | undefined)[] | null> {
  try {
    const { items } = await client.tasks.list({ targets: [{ by: 'me' }] })
    return items.flatMap((item) => ('id' in item ? [item.last_status] : []))
  } catch {
    return null
  }
}

const isOpen = (status: string | undefined) => status === undefined || status === 'pending' || status === 'running'

/** Until some are claimed and not begun, or all have ended; how many are. */
async function untilClaimed(client: Client): Promise<number> {
  for (const untilMs = Date.now() + PATIENCE_MS; Date.now() < untilMs; await sleep(2)) {
    const statuses = await readStatuses(client)
    const claimed = statuses?.filter((status) => status === 'pending').length ?? 0
    if (claimed > 0 || statuses?.every((status) => !isOpen(status))) return claimed
  }
  return 0
}

/** Until each has fired and that has ended, or patience has. */
async function untilEnded(client: Client): Promise<void> {
  for (const untilMs = Date.now() + PATIENCE_MS; Date.now() < untilMs; await sleep(200)) {
    const statuses = await readStatuses(client)
    if (statuses?.every((status) => !isOpen(status))) return
  }
}
