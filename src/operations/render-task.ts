// Schedules, firings and their items as the wire shows them. What there is nothing to say of is left out.
import { isDeepStrictEqual } from 'node:util'
import { renderSeconds } from '../contracts/duration.ts'
import type { ErrorItem, ListItem, LoggedItem, RunItem, TaskState } from '../contracts/task.ts'
import { isComplete } from '../core/due.ts'
import { omitAbsent } from '../core/run-row.ts'
import type { FiringRow, SchedulePolicy, ScheduleRow } from '../core/schedule.ts'
import { readPolicy } from './read-timing.ts'
import type { ListedSchedule, TaskLogEntry } from '../store/task-verbs.ts'

/** Which task and version an item is about. */
export function renderTaskNames({
  hierarchy,
  name,
  version,
  plugin,
}: Pick<FiringRow, 'hierarchy' | 'name' | 'version' | 'plugin'>) {
  return { agent_instance_hierarchy: hierarchy, name, version, ...(plugin && { plugin }) }
}

export function findTaskState(schedule: ScheduleRow, nowMs: number): TaskState {
  if (isComplete(schedule, schedule.progress, nowMs)) return 'complete'
  return schedule.pausedAt === null ? 'active' : 'paused'
}

/** When it fires next; null: never, or not before something else happens. */
export function findNextRunAt(schedule: ScheduleRow, nowMs: number): string | null {
  return findTaskState(schedule, nowMs) === 'active' ? schedule.nextDueAt : null
}

export function renderListItem({ schedule, last }: ListedSchedule, nowMs: number): ListItem {
  const { timing, policy } = schedule
  return omitAbsent({
    id: schedule.id,
    ...renderTaskNames(schedule),
    command: [...schedule.command],
    description: schedule.description,
    created_at: schedule.createdAt,
    last_ran_at: last?.ranAt,
    interval: timing.kind === 'interval' ? renderSeconds(timing.seconds) : undefined,
    state: findTaskState(schedule, nowMs),
    next_run_at: findNextRunAt(schedule, nowMs) ?? undefined,
    cron: timing.kind === 'cron' ? timing.expression : undefined,
    time_zone: timing.kind === 'cron' ? timing.timeZone : undefined,
    at: timing.kind === 'oneshot' ? (timing.at ?? undefined) : undefined,
    overlap: policy.overlap,
    catch_up: policy.catchUp,
    ...renderPolicy(schedule),
    runs: schedule.runs,
    last_run_id: last?.runId,
    last_status: last?.status,
    paused_reason: schedule.pausedReason ?? undefined,
  })
}

const defaults = readPolicy({}, false)

/** What of a policy is not as it is by default. `on_lost` has no default: it follows from the command. */
function renderPolicy({ timing, policy }: ScheduleRow) {
  const unlessDefault = <Key extends keyof SchedulePolicy>(key: Key) =>
    isDeepStrictEqual(policy[key], defaults[key]) ? undefined : policy[key]
  return {
    on_lost: policy.onLost,
    start_at: policy.startAt ?? undefined,
    end_at: policy.endAt ?? undefined,
    max_runs: policy.maxRuns ?? undefined,
    jitter_seconds: unlessDefault('jitterSeconds'),
    catch_up_window_seconds: unlessDefault('catchUpWindowSeconds'),
    interval_from: timing.kind === 'interval' && timing.from !== 'slot' ? timing.from : undefined,
    retry: unlessDefault('retry'),
    run_timeout_seconds: unlessDefault('runTimeoutSeconds'),
  }
}

export function renderRunItem(firing: FiringRow): RunItem {
  const { agentRunIds } = firing
  return omitAbsent({
    run_id: firing.runId,
    ...renderTaskNames(firing),
    status: firing.status,
    reason: firing.reason ?? undefined,
    trigger: firing.trigger,
    due_at: firing.dueAt ?? undefined,
    ran_at: firing.ranAt,
    started_at: firing.startedAt ?? undefined,
    finished_at: firing.finishedAt ?? undefined,
    attempt: firing.attempt,
    items: firing.items,
    had_errors: firing.hadErrors,
    error: firing.error ?? undefined,
    agent_run_ids: agentRunIds.length > 0 ? [...agentRunIds] : undefined,
  })
}

/** A logged value, with the firing it belongs to: an error item holds its own fields. */
export function renderFiringItem(firing: FiringRow, { isError, value }: { isError: boolean; value: unknown }) {
  const names = { ...renderTaskNames(firing), run_id: firing.runId }
  return isError ? { ...(value as ErrorItem), ...names } : { ...names, value }
}

export function renderLogEntry(entry: TaskLogEntry): LoggedItem {
  if (entry.kind === 'end') return renderRunItem(entry.firing)
  const { id, seq, attempt, at, firing } = entry
  return { id, seq, attempt, at, ...renderFiringItem(firing, entry) }
}

export function renderError(code: string, message: string): ErrorItem {
  return { type: 'error', message, code }
}
