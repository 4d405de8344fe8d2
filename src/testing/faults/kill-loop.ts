// The loop of the fault tests: 1. load, with a kill at a random moment, again and again; 2. heal: every command is sent again
// with its key; 3. quiesce: until no run is open; 4. stop, and hand over the evidence.
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import type { Evidence } from './evidence.ts'
import { RECOVERY_MS } from './check-recovery.ts'
import { type ClientDeps, createSend, get } from './client.ts'
import { readDump } from './dump.ts'
import { createHistory } from './history.ts'
import { readLedger } from './ledger.ts'
import { createRandom, heal, quiesce, type Reach, runClients } from './load.ts'
import { type ServerProcess, startServer } from './server-process.ts'

export interface KillLoopOptions {
  /** A folder of its own. */
  readonly dir: string
  readonly kills: number
  /** Go on after the kills until this many runs were posted. */
  readonly runs: number
  readonly seed: number
  /** Told of kills so far and of posts so far. */
  readonly onProgress: (kills: number, posts: number) => void
}

const TOKEN = 'token-of-the-fault-tests'
const QUIESCE_MS = 30_000

export async function runKillLoop({ dir, kills, runs, seed, onProgress }: KillLoopOptions): Promise<Evidence> {
  const options = { dataDir: join(dir, 'data'), ledgerPath: join(dir, 'ledger.jsonl'), token: TOKEN }
  const history = createHistory()
  const deps: ClientDeps = { history, random: createRandom(seed), mayBreakOff: false }
  const first = await startServer(options)
  await get(createSend(first.url, TOKEN), '/v1/runs')
  await first.stop() // a clean end writes the compile cache: all later starts are faster
  const server = { now: startServer(options) }
  const reach: Reach = async () => createSend((await server.now).url, TOKEN)
  let isLoaded = true
  const load = runClients(reach, deps, () => !isLoaded)
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const running = await server.now
      await liveUntil(running, kill, deps)
      const life = { readyMs: running.readyMs, killedMs: 0 }
      history.lives.push(life)
      server.now = running.kill().then(() => {
        life.killedMs = Date.now()
        return startServer(options)
      })
      await server.now
      onProgress(kill + 1, history.posts.length)
    }
    for (; history.posts.length < runs; await sleep(200)) onProgress(kills, history.posts.length)
  } finally {
    isLoaded = false
    await Promise.allSettled([server.now, load])
  }
  await load
  const { stop } = await server.now
  await heal(await reach(), deps)
  const untilMs = Date.now() + QUIESCE_MS
  await quiesce(await reach(), deps, () => Date.now() < untilMs)
  await stop()
  return { history, ledger: readLedger(options.ledgerPath), dump: readDump(join(options.dataDir, 'errand.db')) }
}

/** 20 to 200 ms; every twentieth life is long enough to see whether all that was interrupted moves again. */
async function liveUntil({ readyMs }: ServerProcess, kill: number, { random }: ClientDeps): Promise<void> {
  const lifeMs = kill % 20 === 19 ? RECOVERY_MS + 200 : 20 + random() * 180
  await sleep(Math.max(0, readyMs + lifeMs - Date.now()))
}
