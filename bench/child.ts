// Children of the benchmark: started with the same flags, asked over their IPC channel.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Starts a file of this folder; `execArgv` adds flags such as --cpu-prof. */
export function startChild(file: string, args: readonly string[], execArgv: readonly string[] = []): ChildProcess {
  const path = join(import.meta.dirname, file)
  const child = fork(path, [...args], { execArgv: ['--conditions=errand-source', ...execArgv] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  return child
}

/** The next message of a child; rejects when it ends without one. */
export async function receive<T>(child: ChildProcess, message?: string): Promise<T> {
  const controller = new AbortController()
  const { signal } = controller
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`a child ended with ${code} before it answered`)
  })
  const answer = once(child, 'message', { signal })
  if (message !== undefined) child.send(message)
  try {
    const [value] = await Promise.race([answer, ended])
    return value as T
  } finally {
    controller.abort()
    ended.catch(() => undefined)
    answer.catch(() => undefined)
  }
}

/** Starts a file, waits for the one message it measures for, and for its end. */
export async function measureChild<T>(file: string, args: readonly string[]): Promise<T> {
  const child = startChild(file, args)
  const ended = once(child, 'exit')
  const value = await receive<T>(child)
  await ended
  return value
}
