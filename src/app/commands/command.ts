// What every command of the CLI gets.
import type { Config, Flags } from '../config.ts'
import { readConfig } from '../config.ts'
import { connect, type Connection, type ConnectOptions } from '../connect.ts'
import type { Terminal } from '../terminal.ts'

export interface CommandContext {
  /** Terminal for these options: `--json` makes it speak JSON lines. */
  terminal(options: CommonOptions): Terminal
  config(flags?: Flags): Config
  connect(options: CommonOptions, need: ConnectOptions['need']): Promise<Connection>
  /** Sets the code that the process ends with. */
  exit(code: number): void
}

export interface CommonOptions {
  readonly json?: boolean
  readonly data?: string
  readonly agents?: readonly string[]
}

export function createContext(
  createTerminalFor: (isJson: boolean) => Terminal,
  exit: (code: number) => void,
): CommandContext {
  const { env } = createTerminalFor(false)
  return {
    terminal: (options) => createTerminalFor(options.json ?? false),
    config: (flags) => readConfig(env, flags),
    connect: (options, need) => {
      const terminal = createTerminalFor(options.json ?? false)
      return connect({
        config: readConfig(env, { data: options.data }),
        env,
        need,
        files: options.agents ?? [],
        onError: (error, traceId) => terminal.note(renderFault(error, traceId)),
      })
    },
    exit,
  }
}

/** One line for a fault nobody declared; its stack as well, for the person who runs the process. */
export function renderFault(error: unknown, traceId: string | null): string {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `${traceId === null ? '' : `[${traceId}] `}${what}`
}
