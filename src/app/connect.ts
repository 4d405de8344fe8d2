// How a command reaches the data: a remote server, the owner of the data folder, or by opening the folder itself.
import { type Client, createClient } from '../client/client.ts'
import { type Contracts, contracts } from '../contracts/index.ts'
import type { Contract } from '../spec/contract.ts'
import { StoreInUseError } from '../store/store-error.ts'
import type { App } from './app.ts'
import type { Config } from './config.ts'
import { readToken } from './credentials.ts'
import { type DataFolder, openDataFolder } from './data-folder.ts'
import { ConfigError, type Env, readText, UnreachableError } from './env.ts'
import type { Listener } from './listen.ts'
import type { LogSettings } from './log.ts'
import type { RemoteServer } from './profiles.ts'
import { copyRequest, createSocketFetch, isListening } from './socket-fetch.ts'

export interface ConnectOptions {
  readonly config: Config
  readonly env: Env
  /** The server to talk to; null: the data folder. */
  readonly server: RemoteServer | null
  /** What the command needs of a folder it opens itself: nothing but the data, the agents as well, or work on runs. */
  readonly need: 'data' | 'agents' | 'work'
  /** The command is of use without agents as well. */
  readonly mayLackAgents?: boolean
  /** Files with agents; none: the `agents` folder. */
  readonly files: readonly string[]
  /** Contracts of users that the client can call besides the product's. */
  readonly ownContracts: readonly Contract[]
  /** A server: its agents are the installation's, and agents that are gone from it become archived. */
  readonly isServer?: boolean
  /** What the runs that are started here say they come from. */
  readonly origin: 'cli' | 'mcp'
  readonly onError: (error: unknown, traceId: string | null) => void
  /** Where a server's log lines go; null: faults are told in words. */
  readonly log: LogSettings | null
  readonly onWaitingForCode: (runId: string, agentId: string) => void
}

export interface Connection {
  readonly client: Client
  /** The app, when this process owns the folder; null when a server or another process does. */
  app(): App | null
  /** Listens on one more address for as long as the connection is open. */
  attach(listener: Listener): void
  close(params: { graceMs: number }): Promise<void>
}

/** The data, as far as this process has it: over a socket, or by itself. */
export interface Folder {
  readonly fetch: (request: Request) => Promise<Response>
  readonly token: string
  readonly app: App | null
  readonly listeners: Listener[]
}

const OPEN_TRIES = 80
const OPEN_PAUSE_MS = 125

/** Throws a `ConfigError` when nothing can be reached. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  return options.server === null ? connectFolder(options) : connectRemote(options.server, options)
}

function connectRemote({ url, token, source }: RemoteServer, options: ConnectOptions): Connection {
  const fetch = async (request: Request) => {
    try {
      return await globalThis.fetch(request)
    } catch (error) {
      throw new UnreachableError(`no server answers at ${url} (${source})`, { cause: error })
    }
  }
  const client = createClient({
    url,
    token,
    headers: renderHeaders(options),
    fetch,
    contracts: withOwn(options.ownContracts),
  })
  return { client, app: () => null, attach: () => undefined, close: async () => undefined }
}

/** From where the calls come, and the path that the environment names as the caller's own. */
function renderHeaders({ origin, env }: ConnectOptions): Record<string, string> {
  const hierarchy = readText(env, 'ERRAND_AGENT_INSTANCE_HIERARCHY')
  const path = hierarchy === null ? {} : { 'X-Errand-Agent-Instance-Hierarchy': hierarchy }
  return { 'X-Errand-Origin': origin, ...path }
}

function withOwn(own: readonly Contract[]): Contracts {
  return { ...contracts, ...Object.fromEntries(own.map((contract) => [contract.meta.key, contract])) }
}

/** When the owner of the folder goes away, this process takes its place (or finds the new one) and asks again. */
async function connectFolder(options: ConnectOptions): Promise<Connection> {
  let folder = await reachFolder(options)
  let reaching: Promise<Folder> | null = null
  const reachAgain = () => (reaching ??= reachFolder(options).finally(() => (reaching = null)))

  const fetch = async (request: Request): Promise<Response> => {
    const body = request.method === 'GET' ? null : await request.text()
    for (let tries = 1; ; tries += 1) {
      const asked = folder
      try {
        const response = await asked.fetch(copyRequest(request, body))
        if (asked.app || response.status !== 503 || tries >= OPEN_TRIES) return response
      } catch (error) {
        if (asked.app || !isGone(error) || tries >= OPEN_TRIES) throw error
      }
      await pause()
      if (folder === asked) folder = await reachAgain()
    }
  }
  const headers = renderHeaders(options)
  return {
    client: createClient({
      url: 'http://localhost',
      token: folder.token,
      headers,
      fetch,
      maxRetries: 0,
      contracts: withOwn(options.ownContracts),
    }),
    app: () => folder.app,
    attach: (listener) => void folder.listeners.push(listener),
    async close({ graceMs }) {
      const closeListeners = async () => {
        await Promise.all(folder.listeners.map((listener) => listener[Symbol.asyncDispose]()))
      }
      await folder.app?.stop({ graceMs, closeListeners })
    },
  }
}

async function reachFolder(options: ConnectOptions): Promise<Folder> {
  const data = openDataFolder(options.config.dataDir)
  const untilMs = Date.now() + OPEN_TRIES * OPEN_PAUSE_MS
  for (;;) {
    const owner = await reachOwner(data, options.config)
    if (owner) return owner
    try {
      return await (await import('./open-folder.ts')).openFolder(data, options)
    } catch (error) {
      if (!(error instanceof StoreInUseError)) throw error
      if (Date.now() >= untilMs)
        throw new ConfigError(`${data.dir} is held by a process that does not answer`, { cause: error })
    }
    await pause()
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, OPEN_PAUSE_MS))
}

async function reachOwner(data: DataFolder, config: Config): Promise<Folder | null> {
  const token = config.token ?? readToken(data.dir)
  if (token === null || !(await isListening(data.socketPath))) return null
  return { fetch: createSocketFetch(data.socketPath), token, app: null, listeners: [] }
}

/** The owner is not there, or went away before it answered. A command is repeated under its Idempotency-Key. */
function isGone(error: unknown): boolean {
  const codes = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
