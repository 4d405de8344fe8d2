// From rows of schedules and firings to typed ones. A row that cannot be read throws.
import { z } from 'zod'
import type { Plugin } from '../../contracts/key.ts'
import { CatchUp, IntervalFrom, OnLost, Overlap, Retry } from '../../contracts/task.ts'
import type { AgentArguments, FiringRow, Progress, ScheduleCreator, ScheduleRow } from '../../core/schedule.ts'
import type { SqlRow } from './rows.ts'

const Timing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('oneshot'), at: z.string().nullable() }),
  z.object({ kind: z.literal('interval'), seconds: z.number(), from: IntervalFrom }),
  z.object({ kind: z.literal('cron'), expression: z.string(), timeZone: z.string() }),
])
const Policy = z.object({
  startAt: z.string().nullable(),
  endAt: z.string().nullable(),
  maxRuns: z.number().nullable(),
  jitterSeconds: z.number(),
  overlap: Overlap,
  catchUp: CatchUp,
  catchUpWindowSeconds: z.number(),
  retry: Retry,
  runTimeoutSeconds: z.number(),
  onLost: OnLost,
})

const text = (row: SqlRow, name: string) => row[name] as string
const number = (row: SqlRow, name: string) => row[name] as number
const textOrNull = (row: SqlRow, name: string) => row[name] as string | null
const json = <T>(row: SqlRow, name: string): T => JSON.parse(text(row, name)) as T

export function readSchedule(row: SqlRow): ScheduleRow {
  return {
    id: number(row, 'id'),
    organizationId: text(row, 'organization_id'),
    hierarchy: text(row, 'agent_instance_hierarchy'),
    name: text(row, 'name'),
    version: number(row, 'version'),
    description: text(row, 'description'),
    command: z.array(z.string()).parse(json(row, 'command')),
    timing: Timing.parse(json(row, 'timing')),
    policy: Policy.parse(json(row, 'policy')),
    agentArguments: json<AgentArguments>(row, 'agent_arguments'),
    creator: json<ScheduleCreator>(row, 'creator'),
    plugin: readPlugin(row),
    progress: json<Progress>(row, 'progress'),
    nextDueAt: textOrNull(row, 'next_due_at'),
    runs: number(row, 'runs'),
    revision: number(row, 'revision'),
    pausedAt: textOrNull(row, 'paused_at'),
    pausedReason: textOrNull(row, 'paused_reason'),
    createdAt: text(row, 'created_at'),
    retiredAt: textOrNull(row, 'retired_at'),
  }
}

/** Columns of a firing with the names of its task; from `tasks_runs AS r JOIN schedules AS s`. */
export const firingColumns = `r.*, s.organization_id, s.agent_instance_hierarchy, s.name, s.plugin_owner,
  s.plugin_repository, s.plugin_version`
export const firingTables = 'tasks_runs AS r JOIN schedules AS s ON s.id = r.schedule_id'

export function readFiring(row: SqlRow): FiringRow {
  return {
    runId: text(row, 'run_id'),
    scheduleId: number(row, 'schedule_id'),
    organizationId: text(row, 'organization_id'),
    hierarchy: text(row, 'agent_instance_hierarchy'),
    name: text(row, 'name'),
    version: number(row, 'version'),
    plugin: readPlugin(row),
    status: text(row, 'status') as FiringRow['status'],
    reason: textOrNull(row, 'reason'),
    trigger: text(row, 'trigger') as FiringRow['trigger'],
    dueAt: textOrNull(row, 'due_at'),
    ranAt: text(row, 'ran_at'),
    startedAt: textOrNull(row, 'started_at'),
    finishedAt: textOrNull(row, 'finished_at'),
    attempt: number(row, 'attempt'),
    retryAt: textOrNull(row, 'retry_at'),
    isQueued: row['is_queued'] === 1,
    isCancelRequested: row['is_cancel_requested'] === 1,
    losses: number(row, 'losses'),
    owner: textOrNull(row, 'owner'),
    epoch: number(row, 'epoch'),
    items: number(row, 'items'),
    hadErrors: row['had_errors'] === 1,
    error: row['error'] === null ? null : json<NonNullable<FiringRow['error']>>(row, 'error'),
    agentRunIds: json<string[]>(row, 'agent_run_ids'),
    currentRunId: textOrNull(row, 'current_run_id'),
  }
}

function readPlugin(row: SqlRow): Plugin | null {
  const owner = textOrNull(row, 'plugin_owner')
  return owner === null
    ? null
    : { owner, repository: text(row, 'plugin_repository'), version: text(row, 'plugin_version') }
}
