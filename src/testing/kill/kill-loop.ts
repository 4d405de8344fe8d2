// The loop of the kill test: 1. load, with a kill at a random moment, again and again; 2. heal: every outcome that is
// unknown is asked for again with its key; 3. quiesce: until no run is open; 4. stop, and hand over the evidence.
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import type { Evidence } from './check-history.ts'
import { type ClientDeps, get, readRun, sendPost } from './client.ts'
import { readDump } from './dump.ts'
import { createHistory, type Post } from './history.ts'
import { readLedger } from './ledger.ts'
import { type ServerProcess, startServer } from './server-process.ts'

export interface KillLoopOptions {
  /** A folder of its own. */
  readonly dir: string
  readonly kills: number
  readonly posters: number
  readonly seed: number
}

const TOKEN = 'token-of-the-kill-test'
const AGENTS = ['mixed', 'single', 'chain']
const QUIESCE_MS = 30_000

export async function runKillLoop({ dir, kills, posters, seed }: KillLoopOptions): Promise<Evidence> {
  const options = { dataDir: join(dir, 'data'), ledgerPath: join(dir, 'ledger.jsonl'), token: TOKEN }
  const random = createRandom(seed)
  const history = createHistory()
  const deps: ClientDeps = { history, token: TOKEN, random }
  const first = await startServer(options)
  await get(first.url, '/v1/runs', deps)
  await first.stop() // a clean end writes the compile cache: all later starts are faster
  let server: Promise<ServerProcess> = startServer(options)
  let isLoaded = true
  const load = Array.from({ length: posters }, async () => {
    while (isLoaded) await postOnce((await server).url, deps)
  })
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const running = await server
      await sleep(20 + random() * 180)
      const killed = running.kill()
      server = killed.then(() => startServer(options))
      await server
    }
  } finally {
    isLoaded = false
    await Promise.allSettled([server, ...load])
  }
  await Promise.all(load)
  const { url, stop } = await server
  await heal(url, deps)
  await quiesce(url, deps)
  await stop()
  return { history, ledger: readLedger(options.ledgerPath), dump: readDump(join(options.dataDir, 'errand.db')) }
}

/** Mostly one new post; sometimes twice at once, sometimes an old key again, sometimes a reader from a random cursor. */
async function postOnce(url: string, deps: ClientDeps): Promise<void> {
  const { history, random } = deps
  const old = history.posts[Math.floor(random() * history.posts.length)]
  const dice = random()
  if (old && dice < 0.15) await sendPost(url, old, deps)
  else if (old?.runIds[0] && dice < 0.4) await readRun(url, old.runIds[0], Math.floor(random() * 8), deps)
  else {
    const agentId = AGENTS[Math.floor(random() * AGENTS.length)] ?? ''
    const key = `key-${history.posts.length}`
    const post: Post = { key, agentId, wantsStream: random() < 0.5, runIds: [], refusals: [] }
    history.posts.push(post)
    const sends = dice > 0.9 ? [sendPost(url, post, deps), sendPost(url, post, deps)] : [sendPost(url, post, deps)]
    await Promise.all(sends)
  }
  await sleep(1) // a server that is gone refuses at once
}

/** Sends every post once more: what is unknown gets its answer, what is known must get the same. */
async function heal(url: string, deps: ClientDeps): Promise<void> {
  const left = deps.history.posts.slice()
  const loop = async () => {
    for (let post = left.pop(); post; post = left.pop()) await sendPost(url, post, deps, true)
  }
  await Promise.all(Array.from({ length: 16 }, loop))
}

async function quiesce(url: string, deps: ClientDeps): Promise<void> {
  const untilMs = Date.now() + QUIESCE_MS
  while (Date.now() < untilMs) {
    const open = await Promise.all(
      ['pending', 'running'].map((status) => get(url, `/v1/runs?limit=1&status=${status}`, deps)),
    )
    if (open.every((page) => (page as { total: number }).total === 0)) return
    await sleep(50)
  }
}

/** mulberry32: the same seed, the same numbers. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
