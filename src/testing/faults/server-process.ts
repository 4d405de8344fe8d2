// The real server as a child process that can be killed and started again on the same data.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface ServerOptions {
  readonly dataDir: string
  readonly ledgerPath: string
  readonly token: string
  /** A command that the server is started by, e.g. `strace` with its arguments. */
  readonly under?: readonly string[]
}

export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** When it listened, in ms since 1970. */
  readonly readyMs: number
  /** Resolves when the process is gone, however it went. */
  readonly ended: Promise<void>
  /** SIGKILL: nothing of the process gets to say goodbye. */
  readonly kill: () => Promise<void>
  /** SIGTERM, and waits for a clean end. */
  readonly stop: () => Promise<void>
}

/** The file with the agents that processes of the fault tests load. */
export const agentsFile = join(import.meta.dirname, 'server-agents.ts')

/** `errand` with these words as a process to spawn. */
export function createProgram(words: readonly string[], { dataDir, ledgerPath, token, under = [] }: ServerOptions) {
  const bin = join(import.meta.dirname, '../../app/bin.ts')
  const node = [process.execPath, '--conditions=errand-source', bin, ...words, '--data', dataDir, '--json']
  const [command = '', ...args] = [...under, ...node]
  const env = {
    ...process.env,
    ERRAND_TOKEN: token,
    ERRAND_FAULTS_LEDGER: ledgerPath,
    NODE_COMPILE_CACHE: join(dataDir, '../compile-cache'), // the program is read again with each start
  }
  return { command, args, env }
}

/** Resolves when the server listens. Rejects with what it wrote to stderr when it ends instead. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { command, args, env } = createProgram(['serve', agentsFile, '--port', '0'], options)
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit')
  const { url, pid } = await readAddress(child)
  return {
    url,
    pid,
    readyMs: Date.now(),
    ended: exited.then(() => undefined),
    async kill() {
      process.kill(pid, 'SIGKILL')
      await exited
    },
    async stop() {
      process.kill(pid, 'SIGTERM')
      const [code] = await exited
      if (code !== 0) throw new Error(`the server ended with ${String(code)}`)
    },
  }
}

async function readAddress(child: ChildProcess): Promise<{ url: string; pid: number }> {
  if (!child.stdout || !child.stderr) throw new Error('the server has no output')
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4000)
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { type: string; url: string; pid: number }
    child.stdout.resume()
    if (said.type === 'listening') return said
  }
  throw new Error(`the server ended before it listened: ${complaints}`)
}
