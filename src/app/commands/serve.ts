// errand serve: own the data folder, work on runs, and answer over HTTP until told to stop.
import type { Command } from 'commander'
import { checkBind, type Config } from '../config.ts'
import type { App } from '../app.ts'
import type { Console } from '../console.ts'
import type { Client } from '../../client/client.ts'
import { isTerminal } from '../../contracts/run-event.ts'
import { ConfigError } from '../env.ts'
import type { Listener } from '../listen.ts'
import { printable, type Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'
import { describeError } from '../../spec/describe-error.ts'

export interface ServeOptions extends CommonOptions {
  readonly port?: string
  readonly host?: string
}

export interface Server {
  readonly url: string
  readonly client: Client
  readonly app: App
  /** Lets runs in progress go on for the configured grace, then ends. */
  stop(): Promise<void>
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
      const signal = untilSignal() // listens from now on: a signal may come as soon as the server is announced
      const server = await startServer(context, { ...options, agents: files }, terminal)
      if (!terminal.isJson) noteEnds(server.app, terminal)
      await signal
      if (!terminal.isJson)
        terminal.note('\nStopping: runs in progress may finish. Ctrl-C again stops at once; they resume later.')
      await server.stop()
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
  const connection = await context.connect(options, 'work', { isServer: true })
  const app = connection.app()
  try {
    if (!app)
      throw new ConfigError(
        `another process serves ${config.dataDir}, or a command still works on it; end that, or choose a folder with --data`,
      )
    const listener = await listenOrExplain(app, config)
    connection.attach(listener)
    if (terminal.isJson) terminal.writeJson({ type: 'listening', url: listener.address, pid: process.pid })
    else terminal.write(await renderWelcome(listener.address, config, connection.client, app, terminal))
    return { url: listener.address, client: connection.client, app, stop: () => connection.close(config) }
  } catch (error) {
    await connection.close({ graceMs: 0 })
    throw error
  }
}

/** One line for each run that ends. */
function noteEnds({ store }: App, { note, style }: Terminal): void {
  store.subscribe((committed) => {
    for (const event of committed.flatMap(({ events }) => events.filter(isTerminal))) {
      const at = style('dim', event.at.slice(11, 19))
      if (event.type === 'run.completed') note(`${at} ${style('green', '✔')} ${event.runId}`)
      else if (event.type === 'run.cancelled') note(`${at} ${style('yellow', '■')} ${event.runId} was cancelled`)
      else if (event.type === 'run.failed') {
        note(`${at} ${style('red', '✘')} ${event.runId} ${event.data.code}: ${printable(event.data.message)}`)
      }
    }
  })
}

async function listenOrExplain({ http }: App, config: Config): Promise<Listener> {
  const { listenTcp } = await import('../listen.ts')
  try {
    return await listenTcp(http, config)
  } catch (error) {
    const reason = describeError(error)
    const message = `port ${config.port} cannot be used (${reason}); choose another with --port, 0 for any`
    throw new ConfigError(message, { cause: error })
  }
}

async function renderWelcome(url: string, config: Config, client: Client, app: App, terminal: Terminal) {
  const { engine } = app
  const { items } = await client.call('agent.list', { status: 'active', limit: 500 })
  const { style } = terminal
  const names = items.map((agent) => agent.id).join(', ') || 'none; make a project with: errand init'
  const lines = [
    `${style('bold', 'Errand')} is serving at ${style('cyan', url)}`,
    renderConsole(url, app.console, style),
    style('dim', `  agents  ${names}`),
    style('dim', `  data    ${config.dataDir}${config.token === null ? ` (token in ${config.dataDir}/token)` : ''}`),
  ]
  const resumed = engine.health().running + engine.health().queued
  if (resumed > 0) lines.push(style('yellow', `  ↻ taking up ${resumed} interrupted ${resumed === 1 ? 'run' : 'runs'}`))
  if (items.some((agent) => agent.modelName === 'sim/assistant')) lines.push(style('yellow', `  ${SIMULATED}`))
  return `${lines.join('\n')}\n\n`
}

/** The link opens the console once; whoever has it is signed in as the operator. */
function renderConsole(url: string, console: Console, style: Terminal['style']): string {
  if (!console.isBuilt()) return style('dim', '  console not built; in a clone of Errand: node scripts/setup.mjs')
  return `${style('dim', '  console ')}${style('cyan', url + console.createLink())}${style('dim', ' (opens once)')}`
}

/** Said wherever answers are simulated. */
const SIMULATED = 'No model is configured, so answers are simulated; errand doctor says how to set one.'

/** Resolves at the first SIGINT or SIGTERM; the second one ends the process at once. */
export async function untilSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let isStopping = false
  const stop = () => {
    if (isStopping) process.kill(process.pid, 'SIGKILL')
    isStopping = true
    resolve()
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  await promise
}
