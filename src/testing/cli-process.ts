// The real command line as a child process, for end-to-end tests.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const bin = join(import.meta.dirname, '../app/bin.ts')

export interface Cli {
  readonly child: ChildProcess
  /** Lines of stdout, as they come. */
  readonly lines: AsyncIterable<string>
  /** Resolves when the process has ended; `code` is null when a signal ended it. */
  finished(): Promise<CliResult>
}

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd: string
  readonly env?: Record<string, string>
  /** Text for standard input; without it standard input is empty. */
  readonly stdin?: string
}

/** Starts `errand` with these arguments in `cwd`. No model keys are handed on. */
export function startCli(args: readonly string[], { cwd, env = {}, stdin = '' }: CliOptions): Cli {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, ['--conditions=errand-source', bin, ...args], {
    cwd,
    env: { PATH, HOME, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(stdin)
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const closed = once(child, 'close')
  return {
    child,
    lines: createInterface({ input: child.stdout }),
    async finished() {
      await closed
      return { code: child.exitCode, ...output }
    },
  }
}

/** Runs `errand` to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(args, options).finished()
}

/** The first line of stdout that holds `text`. */
export async function waitForLine(cli: Cli, text: string): Promise<string> {
  for await (const line of cli.lines) if (line.includes(text)) return line
  throw new Error(`no line with ${text}; stderr: ${(await cli.finished()).stderr}`)
}
