// Tasks under kill -9: the resident scheduler of a server that dies again and again, and three more runners that claim through
// it. Each task is due once and pays once; what was really paid stands in the ledger, outside of the product.
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, createClient } from '../../client/client.ts'
import { createSend } from './client.ts'
import { createHistory } from './history.ts'
import { readLedger } from './ledger.ts'
import { createRandom, quiesce } from './load.ts'
import { startServer } from './server-process.ts'

export interface TaskKillOptions {
  readonly dir: string
  readonly kills: number
  /** Tasks, each of which is due once. */
  readonly instants: number
  readonly seed: number
}

export interface TaskEvidence {
  /** Names of the tasks that were acknowledged. */
  readonly names: readonly string[]
  readonly firings: readonly { readonly name: string; readonly status: string; readonly losses: number }[]
  /** Runs that firings started, by what their message says: the name of the task. */
  readonly runs: readonly { readonly name: string; readonly status: string }[]
  /** The name of the task for each payment that was made. */
  readonly paid: readonly string[]
}

const TOKEN = 'token-of-the-task-faults'
const QUIESCE_MS = 300_000

export async function runTaskKills({ dir, kills, instants, seed }: TaskKillOptions): Promise<TaskEvidence> {
  const options = { dataDir: join(dir, 'data'), ledgerPath: join(dir, 'ledger.jsonl'), token: TOKEN }
  const random = createRandom(seed)
  const names: string[] = []
  const left = Array.from({ length: instants }, (_, index) => `task-${index}`)
  const state = { server: await startServer(options), isLoaded: true }
  const reach = () => createClient({ url: state.server.url, token: TOKEN, maxRetries: 0 })
  const load = [
    ...Array.from({ length: 4 }, () => scheduleAll(reach, left, names, random)),
    ...Array.from({ length: 3 }, () => claimAll(reach, () => state.isLoaded)),
  ]
  for (let kill = 0; kill < kills; kill += 1) {
    const goal = (instants * (kill + 1)) / (kills + 1)
    while (names.length < goal) await sleep(5)
    await sleep(random() * 100)
    await state.server.kill()
    state.server = await startServer(options)
  }
  await Promise.all(load.slice(0, 4))
  const untilMs = Date.now() + QUIESCE_MS
  await waitForTasks(reach(), untilMs)
  state.isLoaded = false
  await Promise.all(load)
  const send = createSend(state.server.url, TOKEN)
  await quiesce(send, { history: createHistory(), random, mayBreakOff: false }, () => Date.now() < untilMs)
  await state.server.stop()
  return readEvidence(names, options)
}

/** Half of the tasks are due at once, the others together with many more, some of them after a death. */
async function scheduleAll(reach: () => Client, left: string[], names: string[], random: () => number): Promise<void> {
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    const command = ['agent', 'run', 'execute', '--agent-id', 'single', '--input', JSON.stringify({ message: name })]
    const delay = random() < 0.5 ? {} : { in_seconds: 1 + Math.floor(random() * 3) }
    try {
      await reach().tasks.schedule({ name, description: '', command, ...delay })
      names.push(name)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'TASK_EXISTS') names.push(name)
      else left.push(name) // the answer was lost, or there is no server
      await sleep(10)
    }
  }
}

async function claimAll(reach: () => Client, isLoaded: () => boolean): Promise<void> {
  for (; isLoaded(); await sleep(20)) await Promise.allSettled([reach().tasks.run({})])
}

/** Until each task has fired and that has ended, or patience has. */
async function waitForTasks(client: Client, untilMs: number): Promise<void> {
  for (const open = new Set([undefined, 'pending', 'running']); Date.now() < untilMs; await sleep(500)) {
    const { items } = await client.tasks.list({ targets: [{ by: 'me' }] })
    if (!items.some((item) => 'id' in item && open.has(item.last_status))) return
  }
}

function readEvidence(names: readonly string[], { dataDir, ledgerPath }: { dataDir: string; ledgerPath: string }) {
  const db = new DatabaseSync(join(dataDir, 'errand.db'), { readOnly: true })
  const firings = db
    .prepare('SELECT s.name, r.status, r.losses FROM tasks_runs AS r JOIN schedules AS s ON s.id = r.schedule_id')
    .all()
    .map((row) => ({ name: String(row['name']), status: String(row['status']), losses: Number(row['losses']) }))
  const rows = db.prepare(`SELECT r.id, r.status, e.data ->> '$.input.message' AS name FROM runs AS r
    JOIN events AS e ON e.run_id = r.id AND e.seq = 1`)
  const named = rows
    .all()
    .map((row) => ({ id: String(row['id']), name: String(row['name']), status: String(row['status']) }))
  db.close()
  const namesByRunId = new Map(named.map(({ id, name }) => [id, name]))
  const paid = readLedger(ledgerPath).map(({ runId }) => namesByRunId.get(runId) ?? runId)
  return { names, firings, runs: named, paid }
}

/**
 * Lists every broken promise: a task that fired twice, or is lost without a word. A payment may be missing: one that a death
 * cut off before it was made is never repeated, and a person says what became of it.
 */
export function checkTasks({ names, firings, runs, paid }: TaskEvidence): string[] {
  const firingsByName = Map.groupBy(firings, ({ name }) => name)
  const runsByName = Map.groupBy(runs, ({ name }) => name)
  const paidByName = Map.groupBy(paid, (name) => name)
  return names.flatMap((name) => {
    const faults: string[] = []
    const [firing, ...others] = firingsByName.get(name) ?? []
    const started = runsByName.get(name) ?? []
    const payments = paidByName.get(name)?.length ?? 0
    if (!firing) faults.push(`${name} was never fired`)
    else if (others.length > 0) faults.push(`${name} was fired ${others.length + 1} times`)
    else if (firing.status !== 'done' && firing.status !== 'lost') faults.push(`${name} is ${firing.status}`)
    if (started.length !== 1) faults.push(`${name} made ${started.length} runs`)
    if (payments > 1) faults.push(`${name} paid ${payments} times`)
    if (started.some(({ status }) => status === 'pending' || status === 'running'))
      faults.push(`a run of ${name} is open`)
    return faults
  })
}
