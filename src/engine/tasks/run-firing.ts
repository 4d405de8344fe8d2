// One attempt of one firing: begin it, perform its command, keep each item before anybody sees it, and settle the end.
import type { ErrorItem } from '../../contracts/task.ts'
import type { FiringRow, ScheduleRow } from '../../core/schedule.ts'
import { type AttemptEnd, settleAttempt, stepAtEnd } from '../../core/settle-attempt.ts'
import type { Clock } from '../../runtime/ports.ts'
import type { Store } from '../../store/store.ts'
import type { TaskLogItem } from '../../store/task-verbs.ts'
import type { TaskCommands } from './task-commands.ts'

export interface RunFiringDeps {
  readonly store: Store
  readonly commands: TaskCommands
  readonly clock: Clock
  /** Fires when the process ends now: what the store has not taken by then is left as it is. */
  readonly endSignal: AbortSignal
  readonly onError: (error: unknown) => void
}

/** Why an attempt is stopped. `shutdown`: it is left as it is, and taken over later. */
export type StopReason = 'RUN_TIMEOUT' | 'cancelled' | 'shutdown'

/** Pauses between tries to keep items, in ms. */
const LOG_RETRIES_MS = [50, 200, 1000, 3000]
const SETTLE_RETRY_MS = 1000

/** Rejects when the store cannot be reached before the attempt has begun. */
export async function runFiring(claimed: FiringRow, controller: AbortController, deps: RunFiringDeps): Promise<void> {
  const { store, clock } = deps
  const { runId, epoch } = claimed
  const schedule = await store.getScheduleById({ id: claimed.scheduleId })
  const firing = await store.startFiring({ runId, epoch, at: toIso(clock.now()) })
  if (!firing || !schedule) return
  if (firing.isCancelRequested) controller.abort('cancelled' satisfies StopReason) // of a runner that died, or of an earlier try
  const limitMs = schedule.policy.runTimeoutSeconds * 1000
  const callOff = clock.schedule(limitMs, () => controller.abort('RUN_TIMEOUT' satisfies StopReason))
  const attempt = { firing, schedule, controller }
  const last = await perform(attempt, deps)
  callOff()
  if (last !== 'lost') await settle(attempt, last, deps)
}

interface Attempt {
  readonly firing: FiringRow
  readonly schedule: ScheduleRow
  readonly controller: AbortController
}

interface Performed {
  /** How the command left its last item. */
  readonly isError: boolean
  /** What is said of the end besides the items. */
  readonly item: ErrorItem | null
  readonly error: FiringRow['error']
}

class LogFailedError extends Error {}
class NotOwnedError extends Error {}

/** `lost`: the firing is no longer this process's, or is left to the next. */
async function perform({ firing, schedule, controller }: Attempt, deps: RunFiringDeps): Promise<Performed | 'lost'> {
  let last: TaskLogItem | null = null
  const emit = async (items: readonly TaskLogItem[]) => {
    controller.signal.throwIfAborted()
    await keepItems(firing, items, deps)
    last = items.at(-1) ?? last
  }
  const { signal } = controller
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  if (signal.aborted) return describeStop({ firing, schedule, controller }, deps)
  try {
    const performed = deps.commands.perform({ schedule, firing, signal, emit })
    performed.catch(() => undefined) // told below, unless the attempt was stopped before
    await Promise.race([performed, stopped])
    if (signal.aborted) return await describeStop({ firing, schedule, controller }, deps)
    return describeEnd(last)
  } catch (error) {
    if (signal.aborted) return describeStop({ firing, schedule, controller }, deps)
    if (error instanceof NotOwnedError) return 'lost'
    const isLog = error instanceof LogFailedError
    const code = isLog ? 'TASK_LOG_FAILED' : 'INTERNAL_ERROR'
    const message = isLog ? 'an item could not be kept' : 'something went wrong on the server'
    controller.abort('cancelled' satisfies StopReason)
    return createFailure(code, message)
  }
}

function describeEnd(last: TaskLogItem | null): Performed {
  if (!last?.isError) return { isError: false, item: null, error: null }
  const { code = 'ERROR', message } = last.value as ErrorItem
  const text = typeof message === 'string' ? message : JSON.stringify(message)
  return { isError: true, item: null, error: { code, message: text } }
}

async function describeStop(
  { firing, schedule, controller }: Attempt,
  { commands }: RunFiringDeps,
): Promise<Performed | 'lost'> {
  const reason = controller.signal.reason as StopReason
  if (reason === 'shutdown') return 'lost'
  const isLate = reason === 'RUN_TIMEOUT'
  const message = isLate ? 'the firing took longer than it may' : 'the firing was cancelled'
  if (firing.currentRunId !== null) await commands.stopRun(schedule, firing.currentRunId, message)
  return createFailure(isLate ? 'RUN_TIMEOUT' : 'TASK_CANCELLED', message)
}

function createFailure(code: string, message: string): Performed {
  return { isError: true, item: { type: 'error', fatal: true, message, code }, error: { code, message } }
}

async function keepItems({ runId, epoch }: FiringRow, items: readonly TaskLogItem[], deps: RunFiringDeps) {
  const { store, clock } = deps
  for (const waitMs of [...LOG_RETRIES_MS, null]) {
    try {
      if (await store.appendTaskLogs({ runId, epoch, at: toIso(clock.now()), items })) return
      throw new NotOwnedError()
    } catch (error) {
      if (error instanceof NotOwnedError) throw error
      if (waitMs === null) throw new LogFailedError('an item could not be kept', { cause: error })
    }
    await pause(waitMs, clock)
  }
}

/** Goes on until the store takes it: an attempt that has ended is not forgotten while this process lives. */
async function settle({ firing, schedule }: Attempt, performed: Performed, deps: RunFiringDeps) {
  const { store, clock, endSignal, onError } = deps
  const isCancelled = performed.error?.code === 'TASK_CANCELLED'
  const end: AttemptEnd = isCancelled ? 'cancelled' : performed.isError ? 'error' : 'done'
  const { runId, epoch } = firing
  for (;;) {
    try {
      const at = toIso(clock.now())
      const { status, retryAt } = settleAttempt(end, firing, schedule.policy, at)
      await store.settleFiring({
        runId,
        epoch,
        at,
        status,
        retryAt,
        isLost: false,
        error: performed.error,
        items: performed.item ? [{ isError: true, value: performed.item }] : [],
        step: (row) => stepAtEnd(row, firing, at),
      })
      return
    } catch (error) {
      if (endSignal.aborted) return
      onError(error)
      await pause(SETTLE_RETRY_MS, clock)
    }
  }
}

function pause(ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => void clock.schedule(ms, resolve))
}

function toIso(ms: number): string {
  return new Date(ms).toISOString()
}
