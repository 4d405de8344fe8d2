// Fires tasks in this process: claims what is due, runs at most so many firings at a time in order of their tasks, and
// where it is the resident scheduler, sleeps until the next moment that something is due.
import type { FiringRow, ScheduleRow } from '../../core/schedule.ts'
import { settleLoss, stepAtEnd } from '../../core/settle-attempt.ts'
import type { Clock } from '../../runtime/ports.ts'
import type { CommandRecord } from '../../store/record.ts'
import { StoreUnavailableError } from '../../store/store-error.ts'
import type { TaskChange, TaskScope } from '../../store/task-verbs.ts'
import { Idle } from '../idle.ts'
import { type ClaimDeps, claimSchedule, type ManualFiring, triggerSchedule } from './claim-schedule.ts'
import { runFiring, type StopReason } from './run-firing.ts'

export interface TaskRunnerDeps extends ClaimDeps {
  readonly clock: Clock
  /** Firings in progress at once. */
  readonly concurrency: number
  /** Whether runs are open that no task started: then firings begin one after the other, so that these go on meanwhile. */
  readonly isOtherWorkOpen: () => boolean
  readonly onError: (error: unknown) => void
}

/** Claimed together: few enough that nobody else waits long for the commit. */
const PAGE = 8
/** Firings that can go on, of those that waited. */
const MOST_READY = 200
/** Pause after the store has failed. */
const RETRY_MS = 1000
/** Between the beginnings of two firings while there is other work, or was a moment ago: 50 a second. */
const PACE_MS = 20
const MOMENT_MS = 1000
/** A timer of Node fires at once when it is set for longer. */
const MAX_SLEEP_MS = 2 ** 31 - 1

export class TaskRunner {
  readonly #deps: TaskRunnerDeps
  /** Claimed by this process and not begun, in order. */
  readonly #queue = new Map<string, FiringRow>()
  readonly #running = new Map<string, AbortController>()
  readonly #ending = new AbortController()
  #isStopping = false
  #isResident = false
  #isTicking = false
  #isAgain = false
  /** More is due than was claimed. */
  #isBehind = false
  #hasFailed = false
  /** Stopped before they were begun. */
  readonly #doomed = new Map<string, StopReason>()
  #callOff: () => void = () => undefined
  /** Ends the pause before the next firing begins; null: there is none. */
  #endPause: (() => void) | null = null
  #paceUntilMs = -Infinity
  #unwatch: () => void = () => undefined
  readonly #idle = new Idle(() => this.#running.size === 0 && (this.#isStopping || this.#queue.size === 0))

  constructor(deps: TaskRunnerDeps) {
    this.#deps = deps
  }

  /** Takes over what a dead process held; as the resident scheduler, fires what falls due from now on. */
  async start({ isResident }: { isResident: boolean }): Promise<void> {
    this.#isResident = isResident
    this.#unwatch = this.#deps.store.watchTasks((change) => this.#observe(change))
    await takeOver(this.#deps)
    if (isResident) void this.#tick()
  }

  /** Claims what is due in a hierarchy (null: everywhere), and what waits and can go on; the ids of these firings. */
  async claimDue(scope: TaskScope | null, maxQueued = Infinity): Promise<string[]> {
    const { store, clock } = this.#deps
    const nowMs = clock.now()
    const at = new Date(nowMs).toISOString()
    const runIds: string[] = []
    for (let afterId = 0; ;) {
      if (this.#queue.size >= maxQueued) {
        this.#isBehind = true
        break
      }
      const page = await store.listDueSchedules({ at, scope, afterId, limit: PAGE })
      // Each row by itself: a bad one does not touch the others.
      const settled = await Promise.allSettled(page.map((due) => claimSchedule(due, nowMs, this.#deps)))
      for (const claim of settled) {
        if (claim.status === 'rejected') this.#fail(claim.reason)
        else runIds.push(...this.#enqueue(claim.value))
      }
      const last = page.at(-1)
      if (!last || page.length < PAGE) break
      afterId = last.id
    }
    return [...runIds, ...(await this.#claimReady(scope, () => true))]
  }

  async trigger(
    { id }: ScheduleRow,
    createRecord: (runId: string) => CommandRecord,
  ): Promise<
    { readonly outcome: 'fired'; readonly runId: string } | Exclude<ManualFiring, { readonly outcome: 'fired' }>
  > {
    const at = new Date(this.#deps.clock.now()).toISOString()
    const triggered = await triggerSchedule(id, at, createRecord, this.#deps)
    if (triggered.outcome !== 'fired') return triggered
    this.#enqueue([triggered.firing])
    return { outcome: 'fired', runId: triggered.firing.runId }
  }

  /** Stops firings that this process runs or is about to run. */
  abort(runIds: readonly string[], why: StopReason): void {
    for (const runId of runIds) {
      if (this.#queue.has(runId)) this.#doomed.set(runId, why)
      this.#running.get(runId)?.abort(why)
    }
  }

  /** Stops everything that this process runs; resolves when it has ended. */
  async cancelAll(): Promise<void> {
    this.abort([...this.#queue.keys(), ...this.#running.keys()], 'cancelled')
    await this.whenIdle()
  }

  /** How many firings this process runs. */
  get running(): number {
    return this.#running.size
  }

  whenIdle(): Promise<void> {
    return this.#idle.wait()
  }

  /** Claims nothing more; lets firings go on for `graceMs`. What is left is taken over at the next start. */
  async stop({ graceMs }: { graceMs: number }): Promise<void> {
    this.#isStopping = true
    this.#unwatch()
    this.#callOff()
    this.#endPause?.()
    this.#queue.clear()
    const callOff = this.#deps.clock.schedule(graceMs, () => {
      this.#ending.abort()
      this.abort([...this.#running.keys()], 'shutdown')
    })
    await this.whenIdle()
    callOff()
  }

  /** Takes what can be begun; the ids of what will be. */
  #enqueue(firings: readonly FiringRow[]): string[] {
    const pending = firings.filter(({ status }) => status === 'pending')
    for (const firing of pending) if (!firing.isQueued) this.#queue.set(firing.runId, firing)
    this.#fill()
    return pending.map(({ runId }) => runId)
  }

  /** Firings that nobody holds and that can go on. Rejects when one could not be claimed; those that were begin all the same. */
  async #claimReady(scope: TaskScope | null, isWanted: (firing: FiringRow) => boolean): Promise<string[]> {
    const { store, clock, owner, commands } = this.#deps
    const at = new Date(clock.now()).toISOString()
    const ready = await store.listReadyFirings({ at, scope, limit: MOST_READY })
    const settled = await Promise.allSettled(
      ready.filter(isWanted).map(async ({ runId, epoch, scheduleId, startedAt, currentRunId, retryAt }) => {
        const schedule = await store.getScheduleById({ id: scheduleId })
        if (!schedule) return []
        const isNewTry = retryAt !== null || (startedAt === null && currentRunId === null)
        const run = isNewTry ? await commands.prepareRun(schedule) : 'same'
        const firing = await store.claimFiring({ runId, epoch, owner, at, run })
        return firing ? [firing] : []
      }),
    )
    const runIds = this.#enqueue(settled.flatMap((claim) => (claim.status === 'fulfilled' ? claim.value : [])))
    const failed = settled.find((claim) => claim.status === 'rejected')
    if (failed) throw failed.reason
    return runIds
  }

  #fill(): void {
    while (!this.#isStopping && !this.#endPause && this.#running.size < this.#deps.concurrency) {
      const [firing] = this.#queue.values()
      if (!firing) break
      this.#queue.delete(firing.runId)
      this.#pause()
      void this.#run(firing)
    }
    if (this.#isBehind && this.#queue.size < PAGE) void this.#tick()
    this.#idle.check()
  }

  /** Leaves time to other work. */
  #pause(): void {
    const { clock, isOtherWorkOpen } = this.#deps
    const nowMs = clock.now()
    if (isOtherWorkOpen()) this.#paceUntilMs = nowMs + MOMENT_MS
    if (nowMs >= this.#paceUntilMs) return
    this.#endPause = clock.schedule(PACE_MS, () => {
      this.#endPause = null
      this.#fill()
    })
  }

  async #run(firing: FiringRow): Promise<void> {
    const controller = new AbortController()
    this.#running.set(firing.runId, controller)
    const doom = this.#doomed.get(firing.runId)
    if (doom !== undefined) controller.abort(doom)
    this.#doomed.delete(firing.runId)
    try {
      await runFiring(firing, controller, { ...this.#deps, endSignal: this.#ending.signal })
      if (!this.#isStopping) await this.#claimNext(firing)
    } catch (error) {
      this.#deps.onError(error)
      if (!this.#isStopping) this.#deps.clock.schedule(RETRY_MS, () => this.#enqueue([firing]))
    }
    this.#running.delete(firing.runId)
    this.#fill()
  }

  /** The next in the queue of the task. */
  async #claimNext({ organizationId, hierarchy, name }: FiringRow): Promise<void> {
    const isNext = (other: FiringRow) => other.hierarchy === hierarchy && other.name === name
    await this.#claimReady({ organizationId, hierarchy }, isNext)
  }

  #observe({ cancelledIds, isDueChanged }: TaskChange): void {
    this.abort(cancelledIds, 'cancelled')
    if (isDueChanged && this.#isResident) void this.#tick()
  }

  /** Claims what is due in every tenant, then sleeps until the next is. */
  async #tick(): Promise<void> {
    this.#isAgain = true
    if (this.#isTicking) return
    this.#isTicking = true
    const { store, clock, onError } = this.#deps
    let sleepMs: number | null = null
    try {
      while (this.#isAgain && !this.#isStopping) {
        this.#isAgain = false
        this.#isBehind = false
        this.#hasFailed = false
        await this.claimDue(null, PAGE)
        const nextAt = this.#isBehind ? null : await store.getNextDueAt()
        sleepMs = nextAt === null ? null : Math.max(0, Date.parse(nextAt) - clock.now())
        if (this.#hasFailed) sleepMs = RETRY_MS
      }
    } catch (error) {
      onError(error)
      sleepMs = RETRY_MS
    }
    this.#isTicking = false
    this.#callOff()
    if (sleepMs === null || this.#isStopping) return
    this.#callOff = clock.schedule(Math.min(sleepMs, MAX_SLEEP_MS), () => void this.#tick())
  }

  #fail(error: unknown): void {
    this.#hasFailed = true
    this.#deps.onError(error)
  }
}

/** Firings whose process died: begun again under the same id, or ended as lost, where everybody sees it. */
async function takeOver(deps: TaskRunnerDeps): Promise<void> {
  for (const firing of await deps.store.listHeldFirings({ owner: deps.owner })) {
    try {
      await settleHeld(firing, deps)
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error
      // A row that cannot be read is no reason not to start; it is left as it is.
      deps.onError(new Error(`task "${firing.name}": firing ${firing.runId} cannot be taken over`, { cause: error }))
    }
  }
}

async function settleHeld(firing: FiringRow, { store, clock }: TaskRunnerDeps): Promise<void> {
  const at = new Date(clock.now()).toISOString()
  const schedule = await store.getScheduleById({ id: firing.scheduleId })
  const outcome = schedule ? settleLoss(firing, schedule.policy) : 'lost'
  const message = 'the process that ran the firing ended, and its command may not be repeated'
  const error = { code: 'TASK_LOST', message }
  await store.settleFiring({
    runId: firing.runId,
    epoch: firing.epoch,
    at,
    status: outcome === 'again' ? 'pending' : 'lost',
    retryAt: null,
    isLost: true,
    error: outcome === 'again' ? null : error,
    items: outcome === 'again' ? [] : [{ isError: true, value: { type: 'error', fatal: true, ...error } }],
    step: (row) => (outcome === 'again' ? null : stepAtEnd(row, firing, at)),
  })
}
