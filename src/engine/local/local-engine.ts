// The embedded engine: an in-memory queue over the store's open runs. The rows are the queue; this is its order and its limit.
// It learns of new runs and of cancels from the store's own commits, so operations never call it.
import { isOfChild, isTerminal, type RunEventData } from '../../contracts/run-event.ts'
import type { Agent } from '../../runtime/define-agent.ts'
import type { Committed, OpenRun } from '../../store/store.ts'
import type { Engine, EngineHealth, LoadedAgent } from '../engine.ts'
import { Idle } from '../idle.ts'
import { loadStoredAgent } from '../load-stored-agent.ts'
import { createWorker, type Worker, type WorkerDeps } from '../worker.ts'
import { RunQueue } from './run-queue.ts'

export interface LocalEngineDeps extends WorkerDeps {
  /** Runs worked on at the same time. */
  readonly concurrency: number
  /** Those of them that tasks may have started; one place at least is left to others. */
  readonly taskConcurrency: number
  /** Told of a run that nobody works on because its agent's code is not loaded. */
  onWaitingForCode(run: OpenRun): void
}

/** Pause before a run whose delivery failed is delivered again, in ms. */
const REDELIVER_MS = 1000

class LocalEngine implements Engine {
  readonly #deps: LocalEngineDeps
  readonly #worker: Worker
  readonly #agentsById = new Map<string, Agent>()
  /** Open runs of this process, by id. */
  readonly #openById = new Map<string, OpenRun>()
  readonly #queue = new RunQueue()
  readonly #running = new Set<string>()
  #runningOfTasks = 0
  /** Runs to be delivered again: when the delivery in `#running` is over, or when the start has read the run. */
  readonly #again = new Set<string>()
  /** Open runs of each session, in order: only the first may be worked on. */
  readonly #sessions = new Map<string, string[]>()
  /** Runs whose agent's code is not loaded, by agent id. */
  readonly #waitingForCode = new Map<string, string[]>()
  readonly #idle = new Idle(() => this.#running.size === 0 && (this.#isStopping || this.#queue.size === 0))
  #isStopping = false
  #meanMs = 0
  #unsubscribe: () => void = () => undefined

  constructor(deps: LocalEngineDeps) {
    this.#deps = deps
    this.#worker = createWorker(deps)
  }

  async start(): Promise<void> {
    this.#unsubscribe = this.#deps.store.subscribe((committed) => this.#observe(committed))
    for (const run of await this.#deps.store.listOpenRuns()) this.#enqueue(run)
  }

  load({ agentId, agent }: LoadedAgent): void {
    this.#agentsById.set(agentId, agent)
    for (const runId of this.#waitingForCode.get(agentId) ?? []) this.#wait(runId)
    this.#waitingForCode.delete(agentId)
    this.#fill()
  }

  hasOpenRuns(agentId: string): boolean {
    return this.#openById.values().some((run) => run.agentId === agentId)
  }

  health(): EngineHealth {
    const { concurrency } = this.#deps
    const { size: running } = this.#running
    const queue = this.#queue
    const isStopping = this.#isStopping
    const estimatedWaitMs = running < concurrency ? 0 : Math.ceil(((queue.others + 1) / concurrency) * this.#meanMs)
    const others = running - this.#runningOfTasks + queue.others
    return { running, queued: queue.size, concurrency, others, isStopping, estimatedWaitMs }
  }

  whenIdle(): Promise<void> {
    return this.#idle.wait()
  }

  async stop({ graceMs }: { graceMs: number }): Promise<void> {
    this.#isStopping = true
    this.#queue.clear()
    const callOff = this.#deps.clock.schedule(graceMs, () => this.#worker.abortAll('shutdown'))
    await this.whenIdle()
    callOff()
    this.#worker.abortAll('shutdown') // what the tools of a cancelled run still report has nowhere to go
    const tools = [...this.#agentsById.values()].flatMap((agent) => agent.tools)
    await Promise.all(tools.flatMap((tool) => tool.close?.() ?? []))
    this.#unsubscribe()
  }

  #observe(committed: readonly Committed[]): void {
    for (const { runId, events } of committed) {
      const first = events[0]
      if (first?.type === 'run.created') {
        const { organizationId, agentId, sessionId = null } = first.data
        const isOfTask = this.#isOfTask(first.data)
        this.#enqueue({ runId, organizationId, agentId, sessionId, isWaiting: false, isOfTask })
      }
      for (const event of events) {
        if (event.type === 'approval.resolved' || isOfChild(event)) this.#worker.observe(event)
        if (event.type === 'run.resumed') this.#resume(runId)
      }
      const last = events.at(-1)
      if (last && isTerminal(last)) this.#settle(runId, last.type === 'run.cancelled')
    }
  }

  #settle(runId: string, isCancelled: boolean): void {
    const run = this.#openById.get(runId)
    this.#openById.delete(runId)
    this.#again.delete(runId)
    if (isCancelled) this.#worker.abort(runId, 'cancelled')
    const session = run && findSession(run)
    if (!session) return
    const [first, ...rest] = this.#sessions.get(session) ?? []
    if (rest.length === 0) this.#sessions.delete(session)
    else this.#sessions.set(session, first === runId ? rest : [first ?? '', ...rest.filter((id) => id !== runId)])
    if (first === runId && rest[0] !== undefined) this.#wait(rest[0])
    this.#fill()
  }

  #enqueue(run: OpenRun): void {
    if (this.#openById.has(run.runId)) return
    this.#openById.set(run.runId, run)
    const session = findSession(run)
    if (session) {
      const runIds = this.#sessions.get(session) ?? []
      this.#sessions.set(session, runIds)
      if (runIds.push(run.runId) > 1) return
    }
    if (run.isWaiting && !this.#again.delete(run.runId)) return
    this.#queue.add(run)
    this.#fill()
  }

  #wait(runId: string): void {
    const run = this.#openById.get(runId)
    if (run) this.#queue.add(run)
  }

  /** Gives free places to the runs at the head of the queue. */
  #fill(): void {
    const { concurrency, taskConcurrency } = this.#deps
    const mostOfTasks = Math.max(1, Math.min(taskConcurrency, concurrency - 1))
    while (!this.#isStopping && this.#running.size < concurrency) {
      const runId = this.#queue.take({ mayBeOfTask: this.#runningOfTasks < mostOfTasks })
      if (runId === null) break
      const run = this.#openById.get(runId)
      if (run) void this.#deliver(run)
    }
    this.#idle.check()
  }

  async #deliver(run: OpenRun): Promise<void> {
    const { clock, store, storedTools } = this.#deps
    const startedMs = clock.now()
    this.#running.add(run.runId)
    if (run.isOfTask) this.#runningOfTasks += 1
    try {
      const code = this.#agentsById.get(run.agentId) ?? (await loadStoredAgent(run, store, storedTools))
      const outcome = code ? await this.#worker.work(run.runId, code) : this.#waitForCode(run)
      if (outcome === 'worked') this.#meanMs += (Math.max(0, clock.now() - startedMs) - this.#meanMs) / 10
    } catch (error) {
      this.#deps.onError(error)
      if (!this.#isStopping) clock.schedule(REDELIVER_MS, () => this.#requeue(run.runId))
    }
    this.#running.delete(run.runId)
    if (run.isOfTask) this.#runningOfTasks -= 1
    if (this.#again.delete(run.runId)) this.#wait(run.runId)
    this.#fill()
  }

  #waitForCode(run: OpenRun): void {
    const { agentId, runId } = run
    if (!this.#openById.has(runId)) return
    if (this.#agentsById.has(agentId)) return void this.#again.add(runId) // loaded while the store was asked
    this.#deps.onWaitingForCode(run)
    this.#waitingForCode.set(agentId, [...(this.#waitingForCode.get(agentId) ?? []), runId])
  }

  #resume(runId: string): void {
    if (this.#openById.has(runId)) this.#requeue(runId)
    else this.#again.add(runId)
  }

  /** Delivers a run once more; never beside a delivery of it that has not ended yet. */
  #requeue(runId: string): void {
    if (this.#running.has(runId)) this.#again.add(runId)
    else this.#wait(runId)
    this.#fill()
  }

  /** A run is of a task when the outermost run above it is, which is open as long as those below are. */
  #isOfTask({ origin, ancestors }: RunEventData<'run.created'>): boolean {
    const root = ancestors?.[0]
    return root ? (this.#openById.get(root.runId)?.isOfTask ?? false) : origin.kind === 'task'
  }
}

/** A session belongs to its tenant; null when the run has none. */
function findSession({ organizationId, sessionId }: OpenRun): string | null {
  return sessionId === null ? null : JSON.stringify([organizationId, sessionId])
}

export function createLocalEngine(deps: LocalEngineDeps): Engine {
  return new LocalEngine(deps)
}
