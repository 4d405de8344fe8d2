// How a command reaches the data: a remote server, the owner of the data folder, or by opening the folder itself.
import { type Client, createClient } from '../client/client.ts'
import { StoreInUseError } from '../store/store-error.ts'
import { type App, createApp } from './app.ts'
import type { Config } from './config.ts'
import { checkToken, ensureToken, readToken, ROOT } from './credentials.ts'
import { type DataFolder, openDataFolder } from './data-folder.ts'
import { ConfigError, type Env, readText } from './env.ts'
import { type Listener, listenSocket } from './listen.ts'
import { loadAgents } from './load-agents.ts'
import { createSocketFetch, isListening } from './socket-fetch.ts'

export interface ConnectOptions {
  readonly config: Config
  readonly env: Env
  /** What the command needs of a folder it opens itself: nothing but the data, the agents as well, or work on runs. */
  readonly need: 'data' | 'agents' | 'work'
  /** Files with agents; none: the `agents` folder. */
  readonly files: readonly string[]
  readonly onError: (error: unknown, traceId: string | null) => void
}

export interface Connection extends AsyncDisposable {
  readonly client: Client
  /** `remote`: ERRAND_URL; `owner`: another process on this folder; `self`: this process owns it. */
  readonly kind: 'remote' | 'owner' | 'self'
  /** The app, when this process owns the folder. */
  readonly app: App | null
  readonly token: string
}

const OPEN_TRIES = 40
const OPEN_PAUSE_MS = 125

/** Throws a `ConfigError` when nothing can be reached. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const url = readText(options.env, 'ERRAND_URL')
  if (url !== null) return connectRemote(url, options.env)
  const folder = openDataFolder(options.config.dataDir)
  for (let tries = 1; ; tries += 1) {
    const owner = await connectOwner(folder, options.config)
    if (owner) return owner
    try {
      return await openFolder(folder, options)
    } catch (error) {
      if (!(error instanceof StoreInUseError)) throw error
      if (tries >= OPEN_TRIES)
        throw new ConfigError(`${folder.dir} is held by a process that does not answer`, { cause: error })
    }
    await new Promise((resolve) => setTimeout(resolve, OPEN_PAUSE_MS))
  }
}

function connectRemote(url: string, env: Env): Connection {
  const token = readText(env, 'ERRAND_TOKEN')
  if (token === null) throw new ConfigError('ERRAND_URL is set; set ERRAND_TOKEN to a token of that server too')
  if (!URL.canParse(url)) throw new ConfigError(`ERRAND_URL "${url}" is not a URL, e.g. https://errand.example.com`)
  return { client: createClient({ url, token }), kind: 'remote', app: null, token, async [Symbol.asyncDispose]() {} }
}

async function connectOwner(folder: DataFolder, config: Config): Promise<Connection | null> {
  const token = config.token ?? readToken(folder.dir)
  if (token === null || !(await isListening(folder.socketPath))) return null
  const client = createClient({ url: 'http://localhost', token, fetch: createSocketFetch(folder.socketPath) })
  return { client, kind: 'owner', app: null, token, async [Symbol.asyncDispose]() {} }
}

async function openFolder(folder: DataFolder, options: ConnectOptions): Promise<Connection> {
  const { config, env, need, onError } = options
  const token = config.token === null ? ensureToken(folder.dir) : checkToken(config.token)
  const app = await createApp({
    databasePath: folder.databasePath,
    agents: need === 'data' ? null : await loadAgents(options.files),
    env,
    credentials: [{ token, principal: ROOT }],
    isWorking: need === 'work',
    concurrency: config.concurrency,
    hostNames: config.hostNames,
    onError,
  })
  const socket: Listener | null = need === 'work' ? await listenSocket(app.http, folder.socketPath) : null
  const client = createClient({ url: 'http://localhost', token, fetch: async (request) => app.http.fetch(request) })
  return {
    client,
    kind: 'self',
    app,
    token,
    async [Symbol.asyncDispose]() {
      await app.stop({ graceMs: config.graceMs })
      await socket?.[Symbol.asyncDispose]()
    },
  }
}
