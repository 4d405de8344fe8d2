// Errand as a library: run agents by id or ad hoc, in this process, as durably as through any other way in.
import { join } from 'node:path'
import { isTerminal, type RunEvent } from '../contracts/run-event.ts'
import type { OriginKind, RunStatus } from '../contracts/enums.ts'
import { getContextSpace } from '../contracts/context.get.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { renderOutput, renderResult as renderText } from '../core/render-result.ts'
import type { PriceTable } from '../models/prices.ts'
import { getOperation, invoke } from '../operations/invoke.ts'
import type { Answer } from '../operations/operation.ts'
import type { OwnOperation } from '../operations/own-operation.ts'
import type { Agent } from '../runtime/define-agent.ts'
import type { Tool } from '../runtime/define-tool.ts'
import { createProblem } from '../spec/problem.ts'
import { followRun } from '../store/follow-run.ts'
import { type App, createApp } from './app.ts'
import { readDashboardPath } from './config.ts'
import { ensureToken, ROOT } from './credentials.ts'
import { openDataFolder } from './data-folder.ts'
import type { Env } from './env.ts'
import { createLibraryChat, type ErrandChat } from './library-chat.ts'
import { type Listener, listenSocket, listenTcp } from './listen.ts'
import type { Input, RunOptions } from './run-options.ts'
import { readReach } from './read-reach.ts'
import { checkPrices } from './read-prices.ts'
import { listFamily, SpaceMissingError } from './register-agents.ts'
import { createAdHocAgents } from './ad-hoc-agents.ts'

export interface ErrandOptions {
  /** Agents that can be run by id. */
  readonly agents?: readonly Agent[]
  /** Operations of your own, made with `implement`. */
  readonly operations?: readonly OwnOperation[]
  /** Functions that stored tools name. */
  readonly tools?: readonly Tool[]
  /** Folder of the data, made when missing. Default `.errand`; null keeps everything in memory and loses it at the end. */
  readonly dataDir?: string | null
  /** Where provider keys and addresses are read from. Default `process.env`. */
  readonly env?: Env
  /** Runs worked on at the same time. Default 100. */
  readonly concurrency?: number
  /** What models cost, in USD per million tokens. Default: the file that `ERRAND_PRICES` names, else no price is known. */
  readonly prices?: PriceTable
  /** How long ended runs are kept, in ms. Default: for ever. */
  readonly retentionMs?: number
  /** Told of faults that are nobody's answer. Default: written to stderr. */
  readonly onError?: (error: unknown) => void
}

export interface RunResult {
  /** null when no run was made, e.g. for an unknown agent. */
  readonly runId: string | null
  readonly status: RunStatus
  readonly isSuccess: boolean
  /** The answer's text; null without success. */
  readonly message: string | null
  /** The result as the run holds it. */
  readonly output: JsonObject | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
}

export interface Errand extends AsyncDisposable {
  /** Runs an agent, by id or as an object, to its end. A fault is a result, not a rejection. */
  run(agent: Agent | string, input: Input, options?: RunOptions): Promise<RunResult>
  /** The events of a new run, each after it is durable, ending with the terminal one. Rejects when no run could be made. */
  stream(agent: Agent | string, input: Input, options?: RunOptions): AsyncGenerator<RunEvent, void, undefined>
  /** The same in the words of the chat dialect: a result with steps, chat events. */
  readonly chat: ErrandChat
  /** Calls any operation by key, e.g. `agent.run.cancel`, as the owner of the data. */
  call(key: string, input: unknown): Promise<Answer>
  /** Serves the same over HTTP on a loopback port; 0 picks a free one. The token is in the data folder. */
  serve(options?: { port?: number }): Promise<Listener>
  /** Lets runs in progress go on for `graceMs` (default 10,000), then closes. What is left resumes when the folder is opened again. */
  close(options?: { graceMs?: number }): Promise<void>
}

/**
 * Opens the data folder and takes up every run that was interrupted.
 * Rejects with `StoreInUseError` while another process owns the folder.
 */
export async function createErrand(options: ErrandOptions = {}): Promise<Errand> {
  const { agents = [], dataDir = '.errand', env = process.env } = options
  const folder = dataDir === null ? null : openDataFolder(dataDir)
  const token = folder ? ensureToken(folder.dir) : null
  const app = await createApp({
    databasePath: folder ? join(folder.dir, 'errand.db') : ':memory:',
    agents,
    operations: options.operations ?? [],
    tools: options.tools ?? [],
    ...readReach(env),
    env,
    credentials: token === null ? [] : [{ token, principal: ROOT }],
    ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
    ...(options.prices && { prices: checkPrices(options.prices, 'prices') }),
    retentionMs: options.retentionMs ?? null,
    dashboardPath: readDashboardPath(env),
    onError: options.onError ?? ((error) => console.error(error)),
  })
  const listeners = folder ? [await listenSocket(app.http, folder.socketPath, { isHolding: false })] : []
  return createHandle(app, new Set(listFamily(agents)), listeners)
}

function createHandle(app: App, registered: ReadonlySet<Agent>, listeners: Listener[]): Errand {
  const closing = new AbortController()
  const execute = createExecute(app, registered)
  const follow = async function* (runId: string, given = closing.signal) {
    const { store, feed } = app.pipeline
    const signal = AbortSignal.any([given, closing.signal])
    for await (const events of followRun({ store, feed, runId, after: 0, signal })) yield* events
  }
  const close = async ({ graceMs = 10_000 } = {}) => {
    const closeListeners = async () => {
      for (const listener of listeners.splice(0)) await listener[Symbol.asyncDispose]()
    }
    await app.stop({ graceMs, closeListeners, afterGrace: () => closing.abort() })
  }
  return {
    async run(agent, input, options = {}) {
      const answer = await execute(agent, input, options)
      if (!answer.ok) return refusal(answer)
      const { runId } = answer.output as { runId: string }
      for await (const event of follow(runId, options.signal)) {
        if (isTerminal(event)) return renderResult(event)
      }
      return { ...noResult, runId, status: 'running', errorMessage: NOT_WAITED_FOR }
    },
    async *stream(agent, input, options = {}) {
      const answer = await execute(agent, input, options)
      if (!answer.ok) throw new Error(`${answer.problem.code}: ${answer.problem.detail}`)
      yield* follow((answer.output as { runId: string }).runId, options.signal)
    },
    chat: createLibraryChat({ execute, follow }),
    call: (key, input) => call(app, key, input),
    async serve({ port = 0 } = {}) {
      const listener = await listenTcp(app.http, { host: '127.0.0.1', port })
      listeners.push(listener)
      return listener
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Calls any operation as the owner of the data. */
async function call(
  app: App,
  key: string,
  input: unknown,
  origin: OriginKind = 'api',
  idempotencyKey: string | null = null,
): Promise<Answer> {
  const operation = getOperation(key, app.pipeline)
  const { signal } = new AbortController()
  const base = { operation, input, principal: ROOT, origin, idempotencyKey, wantsStream: false, signal }
  return invoke(base, app.pipeline)
}

/** Starts a run of an agent by id, of a registered agent, or of any other agent object. */
function createExecute(app: App, registered: ReadonlySet<Agent>) {
  const adHoc = createAdHocAgents(app.registration)
  return async (agent: Agent | string, input: Input, options: RunOptions): Promise<Answer> => {
    const { idempotencyKey = null, signal: _signal, ...settings } = options
    const body = { input: typeof input === 'string' ? { message: input } : input, ...settings }
    const start = (agentId: string, origin: OriginKind) =>
      call(app, 'agent.run.execute', { agentId, ...body }, origin, idempotencyKey)
    if (typeof agent === 'string') return start(agent, 'api')
    if (registered.has(agent)) return start(agent.id, 'api')
    if (agent.kind !== 'errand.agent') throw new TypeError('the agent is not one; make it with defineAgent')
    try {
      return await adHoc.start(agent, (agentId) => start(agentId, 'adhoc'))
    } catch (error) {
      if (!(error instanceof SpaceMissingError)) throw error
      const problem = createProblem('CONTEXT_SPACE_NOT_FOUND', { detail: error.message }, getContextSpace)
      return { ok: false, problem }
    }
  }
}

const NOT_WAITED_FOR = 'nobody waited for the end of the run; it goes on, after a restart if need be'
const noResult = { isSuccess: false, message: null, output: null, errorCode: null, errorMessage: null } as const

function refusal({ problem }: Extract<Answer, { ok: false }>): RunResult {
  return { ...noResult, runId: null, status: 'error', errorCode: problem.code, errorMessage: problem.detail }
}

function renderResult(event: RunEvent): RunResult {
  const { runId } = event
  switch (event.type) {
    case 'run.completed': {
      const message = renderText(event.data)
      return { ...noResult, runId, status: 'done', isSuccess: true, message, output: renderOutput(event.data) }
    }
    case 'run.failed':
      return { ...noResult, runId, status: 'error', errorCode: event.data.code, errorMessage: event.data.message }
    default:
      return { ...noResult, runId, status: 'cancelled', errorCode: 'CANCELLED', errorMessage: 'the run was cancelled' }
  }
}
