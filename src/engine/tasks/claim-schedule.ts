// Claims the slots of one schedule that have come. Any number of runners may try: the store lets one of them through.
import { type FiringPlan, MAX_QUEUED, planFirings } from '../../core/plan-firings.ts'
import type { FiringRow, ScheduleRow } from '../../core/schedule.ts'
import type { CommandRecord } from '../../store/record.ts'
import type { Store } from '../../store/store.ts'
import type { DueSchedule, NewFiring } from '../../store/task-verbs.ts'
import type { TaskCommands } from './task-commands.ts'

export interface ClaimDeps {
  readonly store: Store
  readonly commands: TaskCommands
  /** Names this process in what it claims. */
  readonly owner: string
  readonly createFiringId: () => string
}

type Fire = Parameters<Store['fireSchedule']>[0]

/** The firings that were claimed; empty when nothing is due any more, or another runner was quicker. */
export async function claimSchedule(due: DueSchedule, nowMs: number, deps: ClaimDeps): Promise<FiringRow[]> {
  const { schedule } = due
  if (!schedule) return fire(due, nowMs, refuseUnreadable(deps, nowMs), deps)
  const plan = planFirings(schedule, nowMs, due.unfinished)
  if (!plan) return isOver(schedule, nowMs) ? fire(due, nowMs, clearDue(schedule), deps) : []
  const isDenied = await deps.commands.isDenied(schedule)
  const claim = isDenied ? skipForRights(schedule, plan, deps) : await planClaim(schedule, plan, deps)
  return fire(due, nowMs, claim, deps)
}

type Claim = Pick<Fire, 'firings' | 'step' | 'pausedReason' | 'cancelsEarlier'>

async function fire(
  { id, revision }: DueSchedule,
  nowMs: number,
  claim: Claim,
  { store, owner }: ClaimDeps,
): Promise<FiringRow[]> {
  const at = new Date(nowMs).toISOString()
  const fired = await store.fireSchedule({ scheduleId: id, revision, at, owner, record: null, ...claim })
  return fired.outcome === 'fired' ? fired.firings : []
}

function isOver({ policy }: ScheduleRow, nowMs: number): boolean {
  return policy.endAt !== null && nowMs > Date.parse(policy.endAt)
}

/** Nothing of it is due any more. */
function clearDue({ progress }: ScheduleRow): Claim {
  return { firings: [], step: { progress, nextDueAt: null }, cancelsEarlier: false, pausedReason: null }
}

async function planClaim(schedule: ScheduleRow, plan: FiringPlan, deps: ClaimDeps): Promise<Claim> {
  const { progress, nextDueAt, cancelsEarlier } = plan
  const firings: NewFiring[] = []
  for (const { dueAt, outcome, reason } of plan.firings) {
    const isQueued = outcome === 'wait' || (cancelsEarlier && outcome === 'start')
    firings.push({
      ...createFiring(deps),
      dueAt,
      reason,
      isQueued,
      status: outcome === 'skip' ? 'skipped' : 'pending',
      run: outcome === 'start' && !isQueued ? await deps.commands.prepareRun(schedule) : null,
    })
  }
  return { firings, step: { progress, nextDueAt }, cancelsEarlier, pausedReason: null }
}

/** The slot is used up and seen, and the task waits for somebody who looks after it. */
function skipForRights(schedule: ScheduleRow, { firings, progress, nextDueAt }: FiringPlan, deps: ClaimDeps): Claim {
  const skipped = firings.map(({ dueAt }): NewFiring => ({
    ...createFiring(deps),
    dueAt,
    status: 'skipped',
    reason: 'rights',
  }))
  const { fired } = schedule.progress
  const step = { progress: { ...progress, fired, isAwaitingEnd: false }, nextDueAt }
  return { firings: skipped, step, cancelsEarlier: false, pausedReason: 'rights' }
}

function refuseUnreadable(deps: ClaimDeps, nowMs: number): Claim {
  const message = 'the schedule cannot be read; schedule the task again with --overwrite'
  const error = { code: 'INTERNAL_ERROR', message }
  const dueAt = new Date(nowMs).toISOString()
  const firings = [{ ...createFiring(deps), dueAt, status: 'error' as const, error }]
  return { firings, step: null, cancelsEarlier: false, pausedReason: 'unreadable' }
}

function createFiring({ createFiringId }: ClaimDeps): NewFiring {
  return {
    runId: createFiringId(),
    trigger: 'due',
    dueAt: null,
    status: 'pending',
    isQueued: false,
    reason: null,
    error: null,
    run: null,
  }
}

export type ManualFiring =
  | { readonly outcome: 'fired'; readonly firing: FiringRow }
  | { readonly outcome: 'overlap' | 'missing' | 'replied' }

/** Fires now: uses no slot, and fires also while the task is paused. */
export async function triggerSchedule(
  scheduleId: number,
  at: string,
  createRecord: (runId: string) => CommandRecord,
  deps: ClaimDeps,
): Promise<ManualFiring> {
  for (;;) {
    const due = await deps.store.readSchedule({ id: scheduleId })
    const schedule = due?.schedule
    if (!due || !schedule || schedule.retiredAt !== null) return { outcome: 'missing' }
    const { total, queued } = due.unfinished
    const { overlap } = schedule.policy
    if (total > 0 && (overlap === 'skip' || (overlap === 'queue' && queued >= MAX_QUEUED)))
      return { outcome: 'overlap' }
    const isQueued = total > 0 && overlap !== 'allow'
    const firing: NewFiring = {
      ...createFiring(deps),
      trigger: 'manual',
      isQueued,
      run: isQueued ? null : await deps.commands.prepareRun(schedule),
    }
    const fired = await deps.store.fireSchedule({
      scheduleId,
      revision: due.revision,
      at,
      owner: deps.owner,
      firings: [firing],
      step: null,
      pausedReason: null,
      cancelsEarlier: overlap === 'cancel-previous' && total > 0,
      record: createRecord(firing.runId),
    })
    if (fired.outcome === 'replied') return { outcome: 'replied' }
    const [row] = fired.outcome === 'fired' ? fired.firings : []
    if (row) return { outcome: 'fired', firing: row }
  }
}
