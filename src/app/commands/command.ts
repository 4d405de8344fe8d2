// What every command of the CLI gets.
import type { Config, Flags } from '../config.ts'
import { readConfig } from '../config.ts'
import type { Client } from '../../client/client.ts'
import { connect, type Connection, type ConnectOptions } from '../connect.ts'
import { findServer, type RemoteServer } from '../profiles.ts'
import type { Contract } from '../../spec/contract.ts'
import type { Terminal } from '../terminal.ts'

export interface CommandContext {
  /** Terminal for these options: `--json` makes it speak JSON lines. */
  terminal(options: CommonOptions): Terminal
  config(flags?: Flags): Config
  /** The server that these options and the environment name; null: a data folder. */
  server(options: CommonOptions): RemoteServer | null
  connect(
    options: CommonOptions,
    need: ConnectOptions['need'],
    as?: Partial<Pick<ConnectOptions, 'isServer' | 'mayLackAgents' | 'origin' | 'ownContracts'>>,
  ): Promise<Connection>
  /** Connects, calls and closes. Runs of others that this process works on meanwhile are let finish first. */
  withClient(
    options: CommonOptions,
    need: ConnectOptions['need'],
    use: (client: Client, connection: Connection) => Promise<void>,
    as?: Pick<ConnectOptions, 'mayLackAgents'>,
  ): Promise<void>
  /** Sets the code that the process ends with. */
  exit(code: number): void
}

export interface CommonOptions {
  readonly json?: boolean
  readonly jq?: string
  readonly python?: string
  readonly profile?: string | undefined
  readonly data?: string
  readonly agents?: readonly string[]
}

export function createContext(
  createTerminalFor: (isJson: boolean) => Terminal,
  exit: (code: number) => void,
  /** Contracts of users that commands may call. */
  ownContracts: () => readonly Contract[] = () => [],
): CommandContext {
  const { env } = createTerminalFor(false)
  const connectFor: CommandContext['connect'] = (options, need, as = {}) => {
    const config = readConfig(env, { data: options.data })
    const { isJson, note } = createTerminalFor(options.json ?? false)
    const level = config.logLevel ?? (isJson ? 'info' : null)
    return connect({
      config,
      log: as.isServer && level !== null ? { level, write: (line) => note(line.trimEnd()) } : null,
      env,
      server: as.isServer ? null : findServer(options, env),
      need,
      files: options.agents ?? [],
      origin: 'cli',
      ownContracts: ownContracts(),
      ...as,
      onWaitingForCode: (runId, agentId) =>
        createTerminalFor(false).note(
          `${runId} waits: the code of agent "${agentId}" is not loaded here (--agents FILE)`,
        ),
      onError: (error, traceId) => createTerminalFor(false).note(renderFault(error, traceId)),
    })
  }
  return {
    terminal: (options) => createTerminalFor(options.json ?? false),
    config: (flags) => readConfig(env, flags),
    server: (options) => findServer(options, env),
    connect: connectFor,
    async withClient(options, need, use, as) {
      const connection = await connectFor(options, need, as)
      try {
        await use(connection.client, connection)
        await finishOthers(connection, createTerminalFor(false))
      } finally {
        await connection.close({ graceMs: 0 })
      }
    },
    exit,
  }
}

/** Waits for runs that other processes started through this one; Ctrl-C leaves them to the next start. */
async function finishOthers(connection: Connection, terminal: Terminal): Promise<void> {
  const engine = connection.app()?.engine
  const left = engine ? engine.health().running + engine.health().queued : 0
  if (!engine || left === 0) return
  terminal.note(`Finishing ${left} other ${left === 1 ? 'run' : 'runs'}; Ctrl-C leaves them to the next start.`)
  const { promise, resolve } = Promise.withResolvers<void>()
  const stopListening = terminal.onInterrupt(resolve)
  await Promise.race([engine.whenIdle(), promise])
  stopListening()
}

/** One line for a fault nobody declared; its stack as well, for the person who runs the process. */
export function renderFault(error: unknown, traceId: string | null): string {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `${traceId === null ? '' : `[${traceId}] `}${what}`
}
