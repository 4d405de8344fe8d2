// Puts the parts together: store, models, engine, operations, HTTP. The only place that knows everything.
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { listRunApiRoutes } from '../dialects/agdev/routes.ts'
import { listChatRoutes } from '../dialects/runiq-chat/routes.ts'
import type { Logger } from 'pino'
import { describeError } from '../spec/describe-error.ts'
import { createLocalEngine } from '../engine/local/local-engine.ts'
import type { Engine } from '../engine/engine.ts'
import type { TaskRunner } from '../engine/tasks/task-runner.ts'
import type { WebhookDelivery } from '../engine/webhooks/deliver-webhooks.ts'
import type { PriceTable } from '../models/prices.ts'
import type { Models } from '../models/registry.ts'
import { operations } from '../operations/index.ts'
import { createRateLimiter, NO_LIMITS, type RateLimits } from '../operations/rate-limiter.ts'
import type { PipelineDeps } from '../operations/invoke.ts'
import type { LogEntry, Operation } from '../operations/operation.ts'
import type { OwnOperation } from '../operations/own-operation.ts'
import type { Agent } from '../runtime/define-agent.ts'
import type { Tool } from '../runtime/define-tool.ts'
import type { StoredToolDeps } from '../runtime/stored-tool.ts'
import { testTool } from '../runtime/test-tool.ts'
import type { Clock, Ids } from '../runtime/ports.ts'
import type { SpaceKeeper } from '../spaces/space-keeper.ts'
import { createLiveFeed } from '../store/live-feed.ts'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import type { BuiltIn } from '../tools/built-ins.ts'
import { createMetrics, type Metrics, METRICS_TYPE } from '../telemetry/metrics.ts'
import { createSpanObserver } from '../telemetry/spans.ts'
import { watchRuns } from '../telemetry/watch-runs.ts'
import { createHttpApp, type HttpApp, type HttpDeps } from '../surfaces/http/create-http-app.ts'
import { mcpDeps } from './mcp-deps.ts'
import { callForRun } from './call-for-run.ts'
import { combineOperations } from './combine-operations.ts'
import { startBackground } from './background.ts'
import { systemClock, systemIds } from './clock.ts'
import { createAccess } from './access.ts'
import { type Console, createConsole } from './console.ts'
import type { Credential } from './credentials.ts'
import { DASHBOARD_PATH, type JwtSettings, type OidcSettings } from './config.ts'
import { createEgress, type Egress } from './egress.ts'
import { listEmissionKeys } from './emission-keys.ts'
import type { Env } from './env.ts'
import { createInstallation } from './run-api-installation.ts'
import { createKeeper } from './create-keeper.ts'
import { createSignIn, type SignIn } from './create-sign-in.ts'
import { createStoredTools, offerBuiltIns } from './stored-tools.ts'
import { createTaskDeps, createTasks, TASK_CONCURRENCY } from './create-tasks.ts'
import { loadModels } from './load-models.ts'
import { registerAgents, type RegisterDeps } from './register-agents.ts'
import { createLog, createRunLog, logRequest, type LogSettings } from './log.ts'
import { createRedact, type Redact, redactError } from './redact.ts'
import { flushSpans, readTraceId, readTraceparent, runInTrace, runRequest, tracer } from './tracing.ts'
import { createToolFetch, type SecretHost } from './tool-fetch.ts'
import { version } from './version.ts'
import { closeOnFault, startWork, stopWork } from './work.ts'

/** Names this process in what it takes up. */
const PROCESS = `${process.pid}@${hostname()}`

export interface AppOptions {
  /** The database file, or `:memory:`. */
  readonly databasePath: string
  /** Agents defined in code; null leaves the agents in the store as they are. */
  readonly agents: readonly Agent[] | null
  /** Operations of users, beside the product's. */
  readonly operations?: readonly OwnOperation[]
  readonly credentials: readonly Credential[]
  /** An identity provider whose tokens are taken besides; null, the default: none. */
  readonly jwt?: JwtSettings | null
  /** An identity provider where people sign in to the console; null, the default: none. */
  readonly oidc?: OidcSettings | null
  /** Functions that stored tools name. Default: none. */
  readonly tools?: readonly Tool[]
  /** Built-in tools that agents made through the API may be given. Default: none. */
  readonly builtIns?: readonly BuiltIn[]
  /** `host:port` that HTTP tools and webhooks may reach although their addresses are not public. Default: none. */
  readonly egressAllowed?: readonly string[]
  /** Which secrets tools may send to which hosts when a model names them. Default: none. */
  readonly secretHosts?: readonly SecretHost[]
  /** The agents are all there are: others, of earlier code, become archived. Default true. */
  readonly isInstallation?: boolean
  /** Settings of the model providers. */
  readonly env: Env
  /** What models cost. Default: the file that ERRAND_PRICES names, else nothing is known. */
  readonly prices?: PriceTable
  /** False: answers calls but works on no runs. Default true. */
  readonly isWorking?: boolean
  /** Fires tasks when they are due, without being asked. Default false. */
  readonly isScheduling?: boolean
  readonly concurrency?: number
  /** Firings in progress at once, and runs that they started. Default 16. */
  readonly taskConcurrency?: number
  /** What a credential and a tenant may ask for; default: anything. */
  readonly limits?: RateLimits
  /** How long ended runs are kept, in ms; null, the default: for ever. */
  readonly retentionMs?: number | null
  /** Callers may have items filtered by Python, on this machine. Default false. */
  readonly isPythonEnabled?: boolean
  readonly hostNames?: readonly string[]
  /** Where the chat endpoint and its companions stand. Default `/errand`. */
  readonly dashboardPath?: string
  /** Folders below which callers may make context spaces. Default: none. */
  readonly contextRoots?: readonly string[]
  /** Context spaces are synced when their folders change, by a process that works on runs. Default false. */
  readonly watchesContext?: boolean
  onError(error: unknown, traceId: string | null): void
  /** Where log lines go; null, the default: there are none. What the functions here are told goes there instead. */
  readonly log?: LogSettings | null
  /** Gets what operations of users log. Default: a JSON line on stderr. */
  readonly onLog?: (entry: LogEntry) => void
  /** Told of a run that nobody works on because its agent's code is not loaded in this process. */
  onWaitingForCode?(runId: string, agentId: string): void
  /** Replaces parts, for tests. */
  readonly overrides?: Partial<Overrides>
}

export interface Overrides {
  readonly clock: Clock
  readonly ids: Ids
  /** Names this process in the runs that it takes up. */
  readonly owner: string
  readonly store: Store
  readonly operations: readonly Operation[]
  readonly egress: Egress
  readonly http: Partial<Pick<HttpDeps, 'maxStreams' | 'heartbeatMs' | 'slowReaderMs'>>
}

export interface App {
  readonly store: Store
  readonly engine: Engine
  /** null when this process works on nothing. */
  readonly webhooks: WebhookDelivery | null
  readonly tasks: TaskRunner
  readonly models: Models
  readonly http: HttpApp
  readonly console: Console
  readonly pipeline: PipelineDeps
  readonly registration: RegisterDeps
  /**
   * Takes up no more runs, lets those in progress go on for `graceMs`, ends open streams, then closes the store. What is
   * left resumes at the next start. `afterGrace` is called when no run is in progress any more, `closeListeners` before
   * the store closes.
   */
  stop(params: { graceMs: number; afterGrace?: () => void; closeListeners?: () => Promise<void> }): Promise<void>
}

export async function createApp(given: AppOptions): Promise<App> {
  const { log, redact, reportFault, options } = openLog(given)
  const { isWorking = true, overrides: { clock = systemClock, ids = systemIds, owner = PROCESS } = {} } = options
  const metrics = createMetrics({ nowMs: () => performance.now() })
  const store = openStore(options, metrics)
  const models = loadModels(options)
  const egress = options.overrides?.egress ?? createEgress({ allowed: options.egressAllowed ?? [] })
  const storedTools = createStoredTools(options, clock, egress)
  const runApi = listRunApiRoutes(createInstallation(options, { models, storedTools }))
  const now = () => new Date(clock.now()).toISOString()
  const stopController = new AbortController()
  const spaces = createKeeper(options, models, { store, now, signal: stopController.signal, onError: reportFault })
  const base = { store, clock, ids, owner, onError: reportFault }
  const engine = createLocalEngine({
    ...base,
    fetch: createToolFetch(options, egress),
    storedTools,
    concurrency: options.concurrency ?? 100,
    taskConcurrency: options.taskConcurrency ?? TASK_CONCURRENCY,
    runInTrace,
    redact,
    resolveModel: (model) => models.resolve(model),
    findPrice: (model) => models.findPrice(model),
    findContextWindow: (model) => models.findContextWindow(model),
    spaces,
    callOperation: (call) => callForRun(call, pipeline),
    onWaitingForCode: (run) => options.onWaitingForCode?.(run.runId, run.agentId),
  })
  const tasks = createTasks(options, { ...base, engine, getPipeline: () => pipeline })
  const signIn = createSignIn(options, { clock, onError: reportFault })
  const parts = { store, engine, tasks, spaces, clock, ids, storedTools, egress, signIn }
  const pipeline: PipelineDeps = createPipeline(options, parts, () => pipeline)
  watchCommits(options, { store, metrics, log })
  const registration = { store, engine, models, spaces, now, onError: reportFault }
  await closeOnFault(store, async () => {
    if (options.agents) await registerAgents(options.agents, options.isInstallation ?? true, registration)
    if (isWorking) await startWork({ engine, tasks }, options)
  })
  const background = isWorking ? startBackground(options, { store, egress, keeper: spaces }) : null
  return {
    store,
    engine,
    webhooks: background?.webhooks ?? null,
    tasks,
    models,
    ...createSurface(options, { ...parts, pipeline, metrics, log, runApi, stopSignal: stopController.signal }),
    pipeline,
    registration,
    async stop({ graceMs, afterGrace, closeListeners }) {
      await stopWork({ engine, tasks, ...background }, graceMs)
      afterGrace?.()
      stopController.abort()
      await Promise.all([closeListeners?.(), background?.watcher?.[Symbol.asyncDispose](), spaces.whenIdle()])
      await egress[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]().then(flushSpans)
    },
  }
}

function openStore(options: AppOptions, metrics: Metrics): Store {
  const store = options.overrides?.store ?? createSqliteStore({ path: options.databasePath, ...metrics })
  return offerBuiltIns(store, options)
}

interface Opened {
  readonly log: Logger | null
  readonly redact: Redact
  readonly reportFault: (error: unknown) => void
  readonly options: AppOptions
}

/** With a log, faults and what operations write go there; nothing of it has a secret. */
function openLog(given: AppOptions): Opened {
  const tokens = [
    ...given.credentials.map(({ token }) => token),
    ...(given.oidc?.clientSecret ? [given.oidc.clientSecret] : []),
  ]
  const redact = createRedact(given.env, tokens)
  const log = given.log ? createLog(given.log, redact) : null
  const onError = (error: unknown, traceId: string | null) =>
    log ? log.error({ err: error, traceId }, describeError(error)) : given.onError(redactError(error, redact), traceId)
  const logging: Partial<AppOptions> = !log
    ? {}
    : {
        onLog: ({ at: _at, level, message, ...entry }) => log[level](entry, message),
        onWaitingForCode: (runId, agentId) =>
          log.warn({ runId, agentId }, 'a run waits: the code of its agent is not loaded'),
      }
  return { log, redact, reportFault: (error) => onError(error, null), options: { ...given, ...logging, onError } }
}

interface Watching {
  readonly store: Store
  readonly metrics: Metrics
  readonly log: Logger | null
}

function watchCommits({ env, onError }: Pick<AppOptions, 'env' | 'onError'>, { store, metrics, log }: Watching): void {
  const capturesContent = /^(true|1)$/i.test(env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'] ?? '')
  const observers = [
    metrics.observe,
    createSpanObserver({ tracer, capturesContent }),
    ...(log ? [createRunLog(log)] : []),
  ]
  watchRuns({ store, observers, onError: (error) => onError(error, null) })
}

interface Parts {
  readonly store: Store
  readonly engine: Engine
  readonly tasks: TaskRunner
  readonly clock: Clock
  readonly ids: Ids
  readonly spaces: SpaceKeeper
  readonly storedTools: StoredToolDeps
  readonly egress: Egress
  readonly signIn: SignIn
}

function createPipeline(options: AppOptions, parts: Parts, getPipeline: () => PipelineDeps): PipelineDeps {
  const { store, engine, tasks, spaces, clock, ids, storedTools, egress, signIn } = parts
  const served = combineOperations(options.overrides?.operations ?? operations, options.operations ?? [])
  const { credentials } = options
  const onError = (error: unknown) => options.onError(error, null)
  const fetch = createToolFetch(options, egress)
  return {
    store,
    access: createAccess({ store, clock, credentials, verify: signIn.verify, onError }),
    feed: createLiveFeed(store),
    now: () => new Date(clock.now()).toISOString(),
    spaces,
    createRunId: () => ids.create('run'),
    createSpaceId: () => ids.create('space'),
    createKey: () => ({ keyId: ids.create('key'), chance: randomBytes(24).toString('hex') }),
    createWebhook: () => ({ webhookId: ids.create('hook'), secret: `whsec_${randomBytes(32).toString('base64')}` }),
    tasks: createTaskDeps({ tasks, clock, getPipeline, isPythonEnabled: options.isPythonEnabled ?? false }),
    findTargetFault: egress.findTargetFault,
    emissionKeys: listEmissionKeys(served),
    estimateWaitMs: () => engine.health().estimatedWaitMs,
    testTool: (tool, input) =>
      testTool(tool, input, { clock, ids, fetch, storedTools, traceparent: readTraceparent() }),
    contractsByKey: new Map(served.map(({ contract }) => [contract.meta.key, contract])),
    operationsByKey: new Map(served.map((operation) => [operation.contract.meta.key, operation])),
    limits: options.limits ?? NO_LIMITS,
    limiter: createRateLimiter(() => clock.now()),
    createTraceId: readTraceId,
    traceparent: readTraceparent,
    log: (entry) => (options.onLog ?? writeLog)(entry),
    onError: (error, traceId) => options.onError(error, traceId),
  }
}

function writeLog(entry: LogEntry): void {
  console.error(JSON.stringify(entry))
}

interface SurfaceParts extends Pick<HttpDeps, 'pipeline' | 'stopSignal'>, Pick<Parts, 'engine' | 'clock' | 'signIn'> {
  readonly runApi: HttpDeps['dialects']
  readonly metrics: Metrics
  readonly log: Logger | null
}

function createSurface(options: AppOptions, parts: SurfaceParts): Pick<App, 'http' | 'console'> {
  const { pipeline, runApi, stopSignal, engine, clock, signIn, metrics, log } = parts
  const { dashboardPath: path = DASHBOARD_PATH, credentials } = options
  const console = createConsole({ ...signIn, path, credentials, nowMs: () => clock.now() })
  const http = createHttpApp({
    pipeline,
    hosts: options.hostNames ?? [],
    version,
    mcp: mcpDeps,
    dialects: [...listChatRoutes(console.path), ...runApi],
    console,
    stopSignal,
    maxStreams: 1000,
    heartbeatMs: 15_000,
    slowReaderMs: 30_000,
    ...options.overrides?.http,
    nowMs: () => performance.now(),
    runRequest,
    runInTrace,
    observeRequest(request) {
      metrics.observeRequest(request)
      if (log) logRequest(log, request, readTraceId())
    },
    async renderMetrics(streams) {
      const runs = await pipeline.store.countOpenRuns()
      const text = await metrics.render({ runs, held: engine.health().running, streams, nowMs: clock.now() })
      return new Response(text, { headers: { 'Content-Type': METRICS_TYPE } })
    },
    async findReadinessFault() {
      if (engine.health().isStopping) return 'shutting down'
      return pipeline.store.checkHealth().then(
        () => null,
        () => 'the store does not answer',
      )
    },
  })
  return { http, console }
}
