// errand serve: own the data folder, work on runs, and answer over HTTP until told to stop.
import type { Command } from 'commander'
import { checkBind, type Config } from '../config.ts'
import type { Connection } from '../connect.ts'
import { ConfigError } from '../env.ts'
import { type Listener, listenTcp } from '../listen.ts'
import type { Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

export interface ServeOptions extends CommonOptions {
  readonly port?: string
  readonly host?: string
}

export interface Server extends AsyncDisposable {
  readonly url: string
  readonly connection: Connection
}

export function addServe(program: Command, context: CommandContext): void {
  program
    .command('serve')
    .description('work on runs and answer over HTTP')
    .argument('[files...]', 'files or folders with agents; default: the agents folder')
    .option('--port <number>', '0 picks a free one; default 7717 (ERRAND_PORT)')
    .option('--host <address>', 'bind address; default 127.0.0.1 (ERRAND_HOST)')
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: ServeOptions) => {
      const terminal = context.terminal(options)
      await using _server = await startServer(context, { ...options, agents: files }, terminal)
      await untilSignal(terminal)
      if (!terminal.isJson)
        terminal.note('\nStopping: runs in progress may finish. Ctrl-C again stops at once; they resume later.')
    })
}

const EXAMPLES = `
Examples:
  errand serve                          serve the agents in agents/
  errand serve bots/*.ts --port 8080
  ERRAND_TOKEN=… ERRAND_HOST_NAMES=errand.example.com errand serve --host 0.0.0.0

SIGTERM or Ctrl-C lets runs in progress go on for ERRAND_GRACE_MS (10 s), then stops; a second one stops at once.
Either way nothing is lost: what was interrupted resumes at the next start.`

/** Starts the server and says where it is. Throws a `ConfigError` when the folder or the port is taken. */
export async function startServer(context: CommandContext, options: ServeOptions, terminal: Terminal): Promise<Server> {
  const config = context.config(options)
  checkBind(config)
  const connection = await context.connect(options, 'work')
  const { app } = connection
  if (!app) {
    await connection[Symbol.asyncDispose]()
    throw new ConfigError(
      `another errand process owns ${config.dataDir}; stop it first, or choose another folder with --data`,
    )
  }
  const listener = await listenOrExplain(app.http, config, connection)
  if (terminal.isJson) terminal.writeJson({ type: 'listening', url: listener.address, pid: process.pid })
  else terminal.write(await renderWelcome(listener, config, connection, terminal))
  return {
    url: listener.address,
    connection,
    async [Symbol.asyncDispose]() {
      const stopped = connection[Symbol.asyncDispose]()
      await listener[Symbol.asyncDispose]()
      await stopped
    },
  }
}

async function listenOrExplain(
  http: Parameters<typeof listenTcp>[0],
  config: Config,
  connection: Connection,
): Promise<Listener> {
  try {
    return await listenTcp(http, config)
  } catch (error) {
    await connection[Symbol.asyncDispose]()
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigError(`port ${config.port} cannot be used (${reason}); choose another with --port, 0 for any`, {
      cause: error,
    })
  }
}

async function renderWelcome(listener: Listener, config: Config, { client, app }: Connection, terminal: Terminal) {
  const { items } = await client.call('agent.list', { status: 'active', limit: 500 })
  const { style } = terminal
  const names = items.map((agent) => agent.id).join(', ') || 'none; make a project with: errand init'
  const lines = [
    `${style('bold', 'Errand')} is serving at ${style('cyan', listener.address)}`,
    style('dim', `  agents  ${names}`),
    style('dim', `  data    ${config.dataDir}${config.token === null ? ` (token in ${config.dataDir}/token)` : ''}`),
  ]
  const open = app?.engine.health()
  const resumed = open ? open.running + open.queued : 0
  if (resumed > 0) lines.push(style('yellow', `  ↻ taking up ${resumed} interrupted ${resumed === 1 ? 'run' : 'runs'}`))
  if (items.some((agent) => agent.modelName.startsWith('sim/'))) lines.push(style('yellow', `  ${SIMULATED}`))
  return `${lines.join('\n')}\n\n`
}

/** Said wherever answers are simulated. */
export const SIMULATED =
  'No model is configured: answers are simulated. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or GOOGLE_GENERATIVE_AI_API_KEY.'

/** Resolves at the first SIGINT or SIGTERM; the second one ends the process at once. */
export async function untilSignal(_terminal: Terminal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let isStopping = false
  const stop = (signal: 'SIGINT' | 'SIGTERM') => {
    if (isStopping) process.kill(process.pid, 'SIGKILL')
    isStopping = true
    void signal
    resolve()
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  await promise
}
