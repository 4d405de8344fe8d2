// A worker: acquires a run, hands it to the run loop, and lets go of it. It alone connects the loop with the store.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import { redactEvent } from '../core/redact-event.ts'
import { isTerminal, type NewRunEvent, type RunEvent } from '../contracts/run-event.ts'
import { applyEvent, type RunState } from '../core/run-state.ts'
import { nameModel } from '../runtime/define-agent.ts'
import type { AbortReason, ActiveRun, RuntimeDeps } from '../runtime/ports.ts'
import type { StoredToolDeps } from '../runtime/stored-tool.ts'
import { planTool } from '../runtime/own-tool.ts'
import { skillTools } from '../runtime/skill-tools.ts'
import { createRunContext, type ReadSpaces } from './run-context.ts'
import { runLoop } from '../runtime/run-loop.ts'
import type { AcquireResult, Store } from '../store/store.ts'
import type { RunCode } from './load-stored-agent.ts'
import { StoreUnavailableError } from '../store/store-error.ts'

export interface WorkerDeps extends RuntimeDeps {
  readonly store: Store
  /** Names this worker in the store. */
  readonly owner: string
  readonly storedTools: StoredToolDeps
  readonly spaces: ReadSpaces
  /** Takes secrets out of what goes into the log. */
  readonly redact: (text: string) => string
  /** Told of a store that cannot be written, once for each write that has to wait. */
  onError(error: unknown): void
}

export interface Worker {
  /** One delivery of a run. `worked`: it ended, or this worker had to let go of it. */
  work(runId: string, code: RunCode): Promise<'worked' | Exclude<AcquireResult['outcome'], 'acquired'>>
  /** Tells the owner of a run of an event that came into its log from outside. */
  observe(event: RunEvent): void
  /** Fires the signal of a run that this worker holds. */
  abort(runId: string, reason: AbortReason): void
  abortAll(reason: AbortReason): void
}

/** Pause before a write is tried again while the store is unavailable, in ms. */
const STORE_RETRY_MS = 250

export function createWorker(deps: WorkerDeps): Worker {
  /** By run id, from before the run is acquired: what comes with the acquisition must find it. */
  const deliveriesById = new Map<string, Delivery>()
  let isStopping = false
  return {
    async work(runId, code) {
      const controller = new AbortController()
      const early: RunEvent[] = []
      const delivery: Delivery = { controller, observe: (event) => void early.push(event) }
      deliveriesById.set(runId, delivery)
      try {
        const at = new Date(deps.clock.now()).toISOString()
        const acquired = await deps.store.acquireRun({ runId, owner: deps.owner, at })
        if (acquired.outcome !== 'acquired') return acquired.outcome
        const faults: unknown[] = []
        const { state } = acquired
        const run = createActiveRun({ runId, acquired, code, controller, faults, isStopping: () => isStopping }, deps)
        for (const event of early) if (event.seq > state.lastSeq) applyEvent(state, event)
        delivery.observe = (event) => applyEvent(state, event)
        warnOfDeprecated(run, code, deps)
        await runLoop(run, deps)
        if (faults.length > 0) throw faults[0]
        return 'worked'
      } finally {
        deliveriesById.delete(runId)
      }
    },
    observe: (event) => deliveriesById.get(event.runId)?.observe(event),
    abort: (runId, reason) => deliveriesById.get(runId)?.controller.abort(reason),
    abortAll(reason) {
      isStopping ||= reason === 'shutdown'
      for (const { controller } of deliveriesById.values()) controller.abort(reason)
    },
  }
}

/** Said once a run, before its first turn. */
function warnOfDeprecated(run: ActiveRun, { deprecatedTools = [] }: RunCode, deps: RuntimeDeps): void {
  if (run.state.turns.length > 0) return
  const at = new Date(deps.clock.now()).toISOString()
  const lines = deprecatedTools.map((name): NewRunEvent => {
    const message = `the tool "${name}" is deprecated: take it from the agent before it is disabled`
    return { type: 'log', at, data: { level: 'warn', message, source: name } }
  })
  void run.append(lines)
}

interface Delivery {
  readonly controller: AbortController
  observe: (event: RunEvent) => void
}

interface Held {
  readonly runId: string
  readonly acquired: Extract<AcquireResult, { outcome: 'acquired' }>
  readonly code: RunCode
  readonly controller: AbortController
  /** Gets what the store threw besides being unavailable: the run is let go of, and nobody waits for that append. */
  readonly faults: unknown[]
  /** The process stops: nothing is tried again. */
  readonly isStopping: () => boolean
}

function createActiveRun(held: Held, deps: WorkerDeps): ActiveRun {
  const { runId, acquired, code, controller, faults } = held
  const { epoch, row, state, definition, history } = acquired
  let isHeld = true
  /** The terminal event is on its way: nothing may follow it, not even in the same write. */
  let hasEnded = false
  /** In the state, and going into the log with the next write. */
  let pending: NewRunEvent[] = []
  let after = state.lastSeq
  let lastWrite: Promise<boolean> = Promise.resolve(true)

  const write = async (): Promise<boolean> => {
    const events = pending
    pending = []
    if (!isHeld) return false
    const result = await whenAvailable(
      () => deps.store.appendEvents({ runId, epoch, after, events }),
      held,
      deps,
    ).catch((error) => {
      faults.push(error)
      return null
    })
    if (result?.outcome === 'appended') {
      after = result.events.at(-1)?.seq ?? after
      return true
    }
    isHeld = false
    controller.abort(result?.reason === 'ended' ? 'cancelled' : 'lost')
    return false
  }
  return {
    id: runId,
    creator: { organizationId: row.created.organizationId, credentialId: row.created.credentialId ?? null },
    state,
    definition: withLoadedTools(code, definition),
    toolsByName: new Map([planTool, ...skillTools, ...code.tools].map((tool) => [tool.definition.name, tool])),
    model: getModelObject(code, state, definition),
    history,
    context: createRunContext({
      organizationId: row.created.organizationId,
      contextSpaceIds: definition.contextSpaceIds ?? [],
      searchedSpaceId: row.created.contextSpaceId ?? null,
      store: deps.store,
      spaces: deps.spaces,
      ask: (perform) => whenAvailable(perform, held, deps),
    }),
    controller,
    isHeld: () => isHeld,
    append(given) {
      const events = given.map((event) => redactEvent(event, deps.redact))
      if (hasEnded) return lastWrite.then(() => false)
      hasEnded = events.some(isTerminal)
      for (const event of events) applyEvent(state, { v: 1, runId, seq: state.lastSeq + 1, ...event })
      if (events.length > 0 && pending.length === 0) lastWrite = lastWrite.then(write)
      pending.push(...events)
      return lastWrite
    },
    whenDurable: () => lastWrite,
    readTreeUse: (runIds) => whenAvailable(() => deps.store.readTreeUse({ runIds }), held, deps),
    reportLate: (event) => reportLate(redactEvent(event, deps.redact), held, deps),
  }
}

/** Assigned tools are as they were loaded for this run. */
function withLoadedTools({ tools }: RunCode, definition: AgentDefinition): AgentDefinition {
  return definition.assignments ? { ...definition, tools: tools.map((tool) => tool.definition) } : definition
}

/** Nobody waits for it, and a process that ends has closed its store. */
async function reportLate(event: NewRunEvent, { runId, acquired, isStopping }: Held, deps: WorkerDeps): Promise<void> {
  const { organizationId } = acquired.row.created
  const data = { type: event.type, ...event.data }
  const audit = { organizationId, actor: deps.owner, action: 'run.late', resource: runId, at: event.at, data }
  try {
    await deps.store.appendAudit(audit)
  } catch (error) {
    if (!isStopping()) deps.onError(error)
  }
}

/** The model object of the code, unless a fork goes by another model. */
function getModelObject({ model }: RunCode, { created }: RunState, definition: AgentDefinition): ActiveRun['model'] {
  if (model === null || typeof model === 'string') return null
  return created.forkedFrom && nameModel(model) !== definition.model ? null : model
}

/** Tries until the store answers; null when the run was aborted meanwhile. A refusal is an answer. */
async function whenAvailable<T>(
  perform: () => Promise<T>,
  { controller: { signal }, isStopping }: Held,
  deps: WorkerDeps,
): Promise<T | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await perform()
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error
      if (isStopping() || (signal.aborted && signal.reason !== 'deadline')) return null
      if (tries === 1) deps.onError(error)
      await new Promise<void>((resolve) => deps.clock.schedule(STORE_RETRY_MS, resolve))
    }
  }
}
