// The verbs of the Store port about tasks: schedules, their firings and what those emitted. A slot is claimed once by any
// number of runners, and whatever a firing starts is made in the transaction of its claim.
import type { FiringRow, NewSchedule, Progress, ScheduleRow } from '../core/schedule.ts'
import type { CreateRunParams } from './new-run.ts'
import type { ChangeResult, CommandRecord } from './record.ts'

/** What names a task. */
export interface TaskName {
  readonly organizationId: string
  readonly hierarchy: string
  readonly name: string
}

/** A hierarchy and those below it, in one tenant. */
export type TaskScope = Pick<TaskName, 'organizationId' | 'hierarchy'>

/** Where the schedule stands after something happened to it. */
export interface ScheduleStep {
  readonly progress: Progress
  readonly nextDueAt: string | null
}

export interface ListedSchedule {
  readonly schedule: ScheduleRow
  readonly last: Pick<FiringRow, 'runId' | 'status' | 'ranAt'> | null
}

export interface DueSchedule {
  readonly id: number
  readonly revision: number
  /** null: the row cannot be read. */
  readonly schedule: ScheduleRow | null
  /** Firings of the task, of any version, that have not ended. */
  readonly unfinished: { readonly total: number; readonly queued: number }
}

export interface NewFiring {
  readonly runId: string
  readonly trigger: FiringRow['trigger']
  readonly dueAt: string | null
  readonly status: 'pending' | 'skipped' | 'error'
  readonly isQueued: boolean
  readonly reason: string | null
  readonly error: FiringRow['error']
  readonly run: CreateRunParams | null
}

export interface TaskLogItem {
  readonly isError: boolean
  readonly value: unknown
}

export type TaskLogEntry =
  | {
      readonly kind: 'item'
      readonly id: number
      readonly seq: number
      readonly attempt: number
      readonly isError: boolean
      readonly value: unknown
      readonly at: string
      readonly firing: FiringRow
    }
  | { readonly kind: 'end'; readonly id: number; readonly firing: FiringRow }

export interface TaskLogFilter {
  readonly organizationId: string
  /** Of these hierarchies and those below. */
  readonly hierarchies: readonly string[]
  readonly name: string | null
  readonly runId: string | null
  readonly runsOnly: boolean
  readonly errorsOnly: boolean
}

/** What a commit changed. */
export interface TaskChange {
  /** Firings that are new, have new items or are in another state. */
  readonly runIds: readonly string[]
  /** Those of them whose runner is asked to stop. */
  readonly cancelledIds: readonly string[]
  /** Something may be due earlier than before. */
  readonly isDueChanged: boolean
}

export interface TaskVerbs {
  /**
   * Writes version 1, or with `overwrite` the version behind the newest one, which is retired. `start` makes the step of
   * the new version from the one before, if there is one; it must be pure.
   */
  createSchedule(params: {
    schedule: NewSchedule
    overwrite: boolean
    start: (previous: ScheduleRow | null) => ScheduleStep
    createRecord: (row: ScheduleRow) => CommandRecord
  }): Promise<{ readonly outcome: 'created'; readonly row: ScheduleRow } | { readonly outcome: 'exists' | 'replied' }>

  /** The newest version; null: there is none, or it was deleted. */
  getSchedule(params: TaskName): Promise<ScheduleRow | null>
  /** Any version, by its id. */
  getScheduleById(params: { id: number }): Promise<ScheduleRow | null>
  /** Newest versions in order of id, with ids behind `afterId`. `due`: only those that are due then and have not passed their end, or the others. */
  listSchedules(
    params: TaskScope & {
      kind: readonly string[]
      due: { readonly at: string; readonly is: boolean } | null
      afterId: number
      limit: number
    },
  ): Promise<ListedSchedule[]>

  /** Makes the newest version what `change` says. `change` must be pure. */
  changeSchedule(
    params: TaskName & {
      change: (row: ScheduleRow) => Partial<Pick<ScheduleRow, 'pausedAt' | 'pausedReason' | 'progress' | 'nextDueAt'>>
      createRecord: (changed: ScheduleRow) => CommandRecord
    },
  ): Promise<ChangeResult<ScheduleRow, never>>

  /** Frees the name and cancels firings that wait. What is running ends by itself. */
  deleteSchedule(
    params: TaskName & { at: string; createRecord: (isDeleted: boolean) => CommandRecord },
  ): Promise<{ readonly outcome: 'done'; readonly isDeleted: boolean } | { readonly outcome: 'replied' }>

  /** Newest versions that are due at `at`, in order of id behind `afterId`. A null scope is every tenant. */
  listDueSchedules(params: {
    at: string
    scope: TaskScope | null
    afterId: number
    limit: number
  }): Promise<DueSchedule[]>

  /** A task as it would be claimed, due or not. */
  readSchedule(params: { id: number }): Promise<DueSchedule | null>

  /** When the next schedule is due or the next firing is to be tried again; null: not before something else happens. */
  getNextDueAt(): Promise<string | null>

  /**
   * Claims slots: writes the firings, the runs they start and the step, if the schedule is still at this revision; else
   * nothing. A run that cannot be made leaves its firing without one.
   */
  fireSchedule(params: {
    scheduleId: number
    revision: number
    at: string
    owner: string
    firings: readonly NewFiring[]
    /** null: a firing by hand, which uses no slot. */
    step: ScheduleStep | null
    /** Pauses the task with this reason. */
    pausedReason: string | null
    cancelsEarlier: boolean
    record: CommandRecord | null
  }): Promise<{ readonly outcome: 'fired'; readonly firings: FiringRow[] } | { readonly outcome: 'stale' | 'replied' }>

  /** Firings without an owner that can go on: to be tried again now, or next in the queue of their task. */
  listReadyFirings(params: { at: string; scope: TaskScope | null; limit: number }): Promise<FiringRow[]>

  /** Makes `owner` the one who runs a firing that has none. Null: another was quicker. */
  claimFiring(params: {
    runId: string
    epoch: number
    owner: string
    at: string
    /** The run that it starts; `same`: it goes on with the one it has. */
    run: CreateRunParams | null | 'same'
  }): Promise<FiringRow | null>

  /** Begins an attempt. Null: the firing is no longer this owner's, or is not to run. */
  startFiring(params: { runId: string; epoch: number; at: string }): Promise<FiringRow | null>

  /** Appends items in order; false when the firing is no longer this owner's. */
  appendTaskLogs(params: { runId: string; epoch: number; at: string; items: readonly TaskLogItem[] }): Promise<boolean>

  /** Ends an attempt, with its last items. `step` makes the step of its schedule, when the end changes that. */
  settleFiring(params: {
    runId: string
    epoch: number
    at: string
    status: 'pending' | 'done' | 'error' | 'cancelled' | 'lost'
    retryAt: string | null
    isLost: boolean
    error: FiringRow['error']
    items: readonly TaskLogItem[]
    step: (schedule: ScheduleRow) => ScheduleStep | null
  }): Promise<boolean>

  /** Firings in the hands of others than `owner`; where one process owns the store, they are dead. */
  listHeldFirings(params: { owner: string }): Promise<FiringRow[]>

  getFiring(params: { organizationId: string; runId: string }): Promise<FiringRow | null>
  /** Items of one firing behind `afterSeq`. */
  readFiringLog(params: {
    runId: string
    afterSeq: number
  }): Promise<(TaskLogItem & { seq: number; attempt: number })[]>
  /** Entries behind `after` in order, at most `limit`; with `isNewest` the last ones. */
  readTaskLogs(params: TaskLogFilter & { after: number; limit: number; isNewest: boolean }): Promise<TaskLogEntry[]>
  /** Whether a task of the name was ever in one of the hierarchies. */
  hasTask(params: Pick<TaskLogFilter, 'organizationId' | 'hierarchies'> & { name: string }): Promise<boolean>

  /** Calls `listener` after each commit that changed schedules or firings. Returns the way to stop. */
  watchTasks(listener: (change: TaskChange) => void): () => void
}
