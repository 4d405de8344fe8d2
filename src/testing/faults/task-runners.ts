// Four processes that claim tasks on one store: a server, and `errand tasks run` three times. Each is begun again whenever it
// ends or is killed. One of them owns the store; when it dies, whoever comes first takes its place.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDataFolder } from '../../app/data-folder.ts'
import { createSocketFetch, isListening } from '../../app/socket-fetch.ts'
import { type Client, createClient } from '../../client/client.ts'
import { EXIT } from '../../surfaces/cli/exit-codes.ts'
import { agentsFile, createProgram, type ServerOptions } from './server-process.ts'

export interface TaskRunners extends AsyncDisposable {
  /** A client of whoever owns the store, that calls as `hierarchy`. */
  reach(hierarchy: string): Client
  /** SIGKILL to the server, and then to the others in random order, until the one that owned the store is dead. */
  killOwner(): Promise<void>
  /** What processes said that ended by a fault of errand itself. */
  readonly faults: readonly string[]
}

/** Longest time between two lives of a runner. */
const PAUSE_MS = 4000

/** The runners claim below `hierarchy`. `random` chooses pauses, and who is killed. */
export function startTaskRunners(options: ServerOptions, hierarchy: string, random: () => number): TaskRunners {
  const { socketPath } = openDataFolder(options.dataDir)
  const faults: string[] = []
  const pauseMs = () => random() * PAUSE_MS
  const env = { ERRAND_AGENT_INSTANCE_HIERARCHY: hierarchy }
  const serve = ['serve', agentsFile, '--port', '0']
  const run = ['tasks', 'run', '--agents', agentsFile]
  const runners = [serve, run, run, run].map((words) => keepRunning(words, env, options, pauseMs, faults))
  return {
    faults,
    reach: (path) =>
      createClient({
        url: 'http://localhost',
        token: options.token,
        fetch: createSocketFetch(socketPath),
        headers: { 'X-Errand-Agent-Instance-Hierarchy': path },
        maxRetries: 0,
      }),
    async killOwner() {
      const order = runners.map((runner, index) => ({ runner, place: index && random() }))
      for (const { runner } of order.sort((a, b) => a.place - b.place)) {
        await runner.kill()
        if (!(await isListening(socketPath))) return
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(runners.map((runner) => runner.end()))
    },
  }
}

interface Runner {
  /** Resolves when the process is gone; the next one comes after a pause. */
  kill(): Promise<void>
  /** The same, with no next one. */
  end(): Promise<void>
}

function keepRunning(
  words: readonly string[],
  env: Record<string, string>,
  options: ServerOptions,
  pauseMs: () => number,
  faults: string[],
): Runner {
  let isOver = false
  let child: ChildProcess | null = null
  const live = async () => {
    const program = createProgram(words, options)
    const begun = spawn(program.command, program.args, {
      env: { ...program.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child = begun
    let said = ''
    begun.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
    const [code] = await once(begun, 'close')
    if (code === EXIT.internal) faults.push(`errand ${words[0]} ended with ${code}: ${said}`)
  }
  const lives = (async () => {
    for (; !isOver; await sleep(pauseMs())) await live()
  })()
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  return {
    kill,
    async end() {
      isOver = true
      await kill()
      await lives
    },
  }
}
