// What is fired when a schedule is claimed: which of the slots that came (catch-up), and what an unfinished firing of the
// same task means for them (overlap).
import { findDueMs, findLatestDueSlot, findNextDueMs, listDueSlots, takeSlot } from './due.ts'
import type { Progress, ScheduleRow } from './schedule.ts'

/** How late a slot may be that fires without catching up. */
const ON_TIME_MS = 60_000
const MAX_CAUGHT_UP = 1000
export const MAX_QUEUED = 100

export interface PlannedFiring {
  readonly dueAt: string
  /** `start`: at once. `wait`: when earlier firings of the task have ended. */
  readonly outcome: 'start' | 'wait' | 'skip'
  readonly reason: 'overlap' | 'queue_full' | 'missed' | null
}

export interface FiringPlan {
  readonly firings: readonly PlannedFiring[]
  /** Earlier firings of the task are asked to stop. */
  readonly cancelsEarlier: boolean
  readonly progress: Progress
  readonly nextDueAt: string | null
}

export interface Unfinished {
  readonly total: number
  /** Those of them that wait for another. */
  readonly queued: number
}

/** Null: nothing is due at `nowMs`. */
export function planFirings(schedule: ScheduleRow, nowMs: number, unfinished: Unfinished): FiringPlan | null {
  if (schedule.pausedAt !== null || schedule.retiredAt !== null) return null
  if (schedule.policy.endAt !== null && nowMs > Date.parse(schedule.policy.endAt)) return null
  const slots = selectSlots(schedule, nowMs)
  const last = slots.at(-1)
  if (!last) return null
  const planned = planOverlap(schedule, slots, unfinished)
  const now = toIso(nowMs)
  const isFirst = schedule.timing.kind === 'interval' && schedule.progress.anchorAt === null
  const firings = planned.map((firing) => (isFirst ? { ...firing, dueAt: now } : firing))
  const fired = firings.filter(({ outcome }) => outcome !== 'skip').length
  const progress = takeSlot(schedule, schedule.progress, { slotAt: toIso(last.slotMs), at: now, fired })
  return {
    firings,
    cancelsEarlier: schedule.policy.overlap === 'cancel-previous' && unfinished.total > 0 && fired > 0,
    progress,
    nextDueAt: toIsoOrNull(findNextDueMs(schedule, progress)),
  }
}

interface Slot {
  readonly slotMs: number
  readonly isMissed: boolean
}

/** The slots that this claim uses, oldest first; older ones that are left out are covered by the last. */
function selectSlots(schedule: ScheduleRow, nowMs: number): Slot[] {
  const { policy, progress, timing } = schedule
  const latest = findLatestDueSlot(schedule, progress, nowMs)
  if (latest === null) return []
  const one = [{ slotMs: latest, isMissed: false }]
  if (timing.kind === 'interval' && progress.anchorAt === null) return one
  if (policy.catchUp === 'none') {
    return [{ slotMs: latest, isMissed: nowMs - findDueMs(schedule, latest) >= ON_TIME_MS }]
  }
  if (policy.catchUp === 'one') return one
  const left = policy.maxRuns === null ? MAX_CAUGHT_UP : policy.maxRuns - progress.fired
  const sinceMs = nowMs - policy.catchUpWindowSeconds * 1000
  const slots = listDueSlots(schedule, progress, { nowMs, sinceMs, limit: Math.min(MAX_CAUGHT_UP, left) })
  return slots.length === 0 ? one : slots.map((slotMs) => ({ slotMs, isMissed: false }))
}

function planOverlap(schedule: ScheduleRow, slots: readonly Slot[], unfinished: Unfinished): PlannedFiring[] {
  const { overlap } = schedule.policy
  let { queued } = unfinished
  let isBusy = unfinished.total > 0
  return slots.map(({ slotMs, isMissed }) => {
    const dueAt = toIso(slotMs)
    if (isMissed) return { dueAt, outcome: 'skip', reason: 'missed' }
    if (overlap === 'skip' && unfinished.total > 0) return { dueAt, outcome: 'skip', reason: 'overlap' }
    if (overlap === 'allow' || !isBusy) {
      isBusy = true
      return { dueAt, outcome: 'start', reason: null }
    }
    // Slots that are caught up fire in order, one after the other, whatever stands for a slot that comes too early.
    if (overlap === 'queue' && queued >= MAX_QUEUED) return { dueAt, outcome: 'skip', reason: 'queue_full' }
    queued += 1
    return { dueAt, outcome: 'wait', reason: null }
  })
}

function toIso(ms: number): string {
  return new Date(ms).toISOString()
}

function toIsoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms)
}
