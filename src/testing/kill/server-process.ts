// The real server as a child process that can be killed and started again on the same data.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const source = join(import.meta.dirname, '../..')

export interface ServerOptions {
  readonly dataDir: string
  readonly ledgerPath: string
  readonly token: string
}

export interface ServerProcess {
  readonly url: string
  /** SIGKILL: nothing of the process gets to say goodbye. */
  readonly kill: () => Promise<void>
  /** SIGTERM, and waits for a clean end. */
  readonly stop: () => Promise<void>
}

/** Resolves when the server listens. Rejects with what it wrote to stderr when it ends instead. */
export async function startServer({ dataDir, ledgerPath, token }: ServerOptions): Promise<ServerProcess> {
  const args = ['--conditions=errand-source', join(source, 'app/bin.ts'), 'serve']
  const agents = join(import.meta.dirname, 'agents.ts')
  const env = {
    ...process.env,
    ERRAND_TOKEN: token,
    ERRAND_KILL_LEDGER: ledgerPath,
    NODE_COMPILE_CACHE: join(dataDir, '../compile-cache'), // the program is read again with each start
  }
  const child = spawn(process.execPath, [...args, agents, '--port', '0', '--data', dataDir, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const url = await readUrl(child)
  return {
    url,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGTERM')
      const [code] = await ended
      if (code !== 0) throw new Error(`the server ended with ${String(code)}`)
    },
  }
}

async function readUrl(child: ChildProcess): Promise<string> {
  if (!child.stdout || !child.stderr) throw new Error('the server has no output')
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4000)
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { type: string; url: string }
    child.stdout.resume()
    if (said.type === 'listening') return said.url
  }
  throw new Error(`the server ended before it listened: ${complaints}`)
}
