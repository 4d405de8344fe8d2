// The command line in this process: what it writes, and the code it ends with.
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { main } from '../app/main.ts'

export interface MainResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunMainOptions {
  readonly env?: Record<string, string>
  readonly isTTY?: boolean
  readonly columns?: number
  /** Text for standard input. */
  readonly stdin?: string
}

/** Runs `errand` with these arguments. Without `isTTY` it writes as into a pipe. */
export async function runMain(
  args: readonly string[],
  { env = {}, isTTY = false, columns = 80, stdin = '' }: RunMainOptions = {},
): Promise<MainResult> {
  const [input, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  input.end(stdin)
  const streams = {
    stdin: Object.assign(input, { isTTY: false }) as unknown as NodeJS.ReadStream,
    stdout: Object.assign(stdout, { isTTY, columns }) as unknown as NodeJS.WriteStream,
    stderr: Object.assign(stderr, { isTTY }) as unknown as NodeJS.WriteStream,
  }
  const read = Promise.all([text(stdout), text(stderr)])
  const code = await main({ args, env, streams })
  stdout.end()
  stderr.end()
  const [written, noted] = await read
  return { code, stdout: written, stderr: noted }
}
