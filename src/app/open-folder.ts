// Opens a data folder in this process: the store, the agents' code, the engine, and a socket for other commands.
// Imported when it is needed: a command that talks to a server starts in a third of the time without it.
import { type App, createApp } from './app.ts'
import type { Config } from './config.ts'
import type { ConnectOptions, Folder } from './connect.ts'
import { checkToken, type Credential, ensureToken, ROOT, SCRAPER } from './credentials.ts'
import type { DataFolder } from './data-folder.ts'
import { ConfigError } from './env.ts'
import { listenSocket } from './listen.ts'
import { loadCode } from './load-code.ts'
import { readReach } from './read-reach.ts'

/** Throws a `StoreInUseError` when another process has it. */
export async function openFolder(data: DataFolder, options: ConnectOptions): Promise<Folder> {
  const { config, env, need, onError } = options
  const code = need === 'data' ? null : await loadCode(options.files)
  const token = config.token === null ? ensureToken(data.dir) : checkToken(config.token)
  const app = await createApp({
    databasePath: data.databasePath,
    agents: code?.agents ?? null,
    operations: code?.operations ?? [],
    tools: code?.tools ?? [],
    ...readReach(env),
    isInstallation: options.isServer ?? false,
    env,
    credentials: listCredentials(token, config),
    jwt: config.jwt,
    oidc: config.oidc,
    limits: config.limits,
    isWorking: need === 'work',
    isScheduling: options.isServer ?? false,
    concurrency: config.concurrency,
    taskConcurrency: config.taskConcurrency,
    retentionMs: config.retentionMs,
    isPythonEnabled: config.isPythonEnabled,
    hostNames: config.hostNames,
    dashboardPath: config.dashboardPath,
    onError,
    log: options.log,
    onWaitingForCode: options.onWaitingForCode,
  })
  if (
    need === 'work' &&
    !options.isServer &&
    !options.mayLackAgents &&
    code?.agents.length === 0 &&
    !(await hasStoredAgents(app))
  ) {
    await app.stop({ graceMs: 0 })
    throw new ConfigError(`no agents here: name their files with --agents, or start the server of ${config.dataDir}`)
  }
  const listeners = need === 'work' ? [await listenSocket(app.http, data.socketPath)] : []
  return { fetch: async (request) => app.http.fetch(request), token, app, listeners }
}

function listCredentials(token: string, { metricsToken }: Config): Credential[] {
  const root = { token, principal: ROOT }
  if (metricsToken === null) return [root]
  return [root, { token: checkToken(metricsToken, 'ERRAND_METRICS_TOKEN'), principal: SCRAPER }]
}

/** Whether an agent can run without code. */
async function hasStoredAgents({ store }: App): Promise<boolean> {
  const { organizationId } = ROOT
  const filter = { organizationId, status: 'active', modelProvider: null, search: null, limit: 500, offset: 0 } as const
  return (await store.listAgents(filter)).items.some(({ origin }) => origin === 'api')
}
