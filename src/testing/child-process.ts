// A server in a process of its own, to be killed without warning and started again on the same data.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface ChildServer extends AsyncDisposable {
  /** Where it listens. */
  readonly url: string
  /** From the start of the process to its first answer, in ms. */
  readonly bootMs: number
  /** Resolves when the process is gone, however it went. */
  readonly ended: Promise<unknown>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
}

/** Starts a script that prints `READY <url>` once it listens. Rejects with what it wrote when it ends before that. */
export async function startChildServer(script: URL, args: readonly string[]): Promise<ChildServer> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, [script.pathname, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit')
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await exited
  }
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^READY (\S+)$/.exec(line)?.[1]
    if (url === undefined) continue
    child.stdout.resume()
    return { url, bootMs: performance.now() - startedMs, ended: exited, kill, [Symbol.asyncDispose]: kill }
  }
  throw new Error(`the child ended before it was ready: ${stderr}`)
}
