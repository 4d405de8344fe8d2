// Everything of tasks in one place: schedules, firings and their logs tell the same listeners.
import type { DatabaseSync } from 'node:sqlite'
import type { TaskVerbs } from '../task-verbs.ts'
import type { CommitQueue } from './commit-queue.ts'
import type { CreateClaimedRun } from './fire-schedule.ts'
import { prepareFirings } from './firings.ts'
import { prepareSchedules } from './schedules.ts'
import type { TaskChanges } from './task-changes.ts'
import { prepareTaskLogs } from './task-logs.ts'
import type { Records } from './write-record.ts'

export function prepareTasks(
  db: DatabaseSync,
  queue: CommitQueue,
  records: Records,
  changes: TaskChanges,
  create: CreateClaimedRun,
): TaskVerbs {
  return {
    ...prepareSchedules(db, queue, records, changes),
    ...prepareFirings(db, queue, records, changes, create),
    ...prepareTaskLogs(db),
  }
}
