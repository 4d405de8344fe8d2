// What an attempt's end means for its firing: done, another try later, or the end.
import { countFromEnd, findNextDueMs } from './due.ts'
import type { FiringRow, Progress, SchedulePolicy, ScheduleRow } from './schedule.ts'

export type AttemptEnd = 'done' | 'error' | 'cancelled'

export interface AttemptSettlement {
  readonly status: 'pending' | 'done' | 'error' | 'cancelled'
  /** When a firing that is pending again is due. */
  readonly retryAt: string | null
}

export function settleAttempt(
  end: AttemptEnd,
  { attempt, losses }: Pick<FiringRow, 'attempt' | 'losses'>,
  { retry }: Pick<SchedulePolicy, 'retry'>,
  at: string,
): AttemptSettlement {
  const tries = attempt - losses // what a dead runner began is no try of its own
  if (end !== 'error' || tries >= retry.max_attempts) return { status: end, retryAt: null }
  const waitSeconds = Math.min(retry.backoff_seconds * retry.factor ** (tries - 1), retry.max_backoff_seconds)
  return { status: 'pending', retryAt: new Date(Date.parse(at) + waitSeconds * 1000).toISOString() }
}

/** What becomes of a firing whose runner died. */
export function settleLoss(
  { status, losses, currentRunId }: Pick<FiringRow, 'status' | 'losses' | 'currentRunId'>,
  { onLost }: Pick<SchedulePolicy, 'onLost'>,
): 'again' | 'lost' {
  if (status === 'pending') return 'again' // nothing was begun
  if (currentRunId !== null) return 'again' // the claim made its run, and a further attempt only tells of it
  return onLost === 'retry' && losses === 0 ? 'again' : 'lost'
}

/** The step of a schedule at the end of one of its firings; null: its end changes nothing. */
export function stepAtEnd(
  schedule: ScheduleRow,
  { trigger }: Pick<FiringRow, 'trigger'>,
  at: string,
): { progress: Progress; nextDueAt: string | null } | null {
  if (!schedule.progress.isAwaitingEnd || trigger !== 'due') return null
  const progress = countFromEnd(schedule.progress, at)
  const dueMs = findNextDueMs(schedule, progress)
  return { progress, nextDueAt: dueMs === null ? null : new Date(dueMs).toISOString() }
}
