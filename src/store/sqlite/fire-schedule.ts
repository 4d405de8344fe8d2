// Claims slots of a schedule: the firings, the runs they start and the schedule's next step, in one transaction.
import type { DatabaseSync } from 'node:sqlite'
import type { CreateRunParams } from '../new-run.ts'
import type { NewFiring, TaskVerbs } from '../task-verbs.ts'
import type { CreateRunResult } from '../store.ts'
import type { Publish } from './commit-queue.ts'
import { prepareReleaseQueued } from './release-queued.ts'
import { prepareNextLogId } from './schedules.ts'
import type { TaskChanges } from './task-changes.ts'
import { firingColumns, firingTables, readFiring } from './task-rows.ts'
import type { Records } from './write-record.ts'

type Params = Parameters<TaskVerbs['fireSchedule']>[0]
type Fired = Awaited<ReturnType<TaskVerbs['fireSchedule']>>
export type CreateClaimedRun = (run: CreateRunParams, publish: Publish) => CreateRunResult

export function prepareFireSchedule(
  db: DatabaseSync,
  records: Records,
  changes: TaskChanges,
  create: CreateClaimedRun,
) {
  const move = db.prepare(`UPDATE schedules SET progress = coalesce(:progress, progress),
    next_due_at = CASE WHEN :isStep THEN :nextDueAt ELSE next_due_at END, runs = runs + :fired, revision = revision + 1,
    paused_at = coalesce(:pausedAt, paused_at), paused_reason = coalesce(:pausedReason, paused_reason)
    WHERE id = :id AND revision = :revision AND retired_at IS NULL RETURNING task_id, version`)
  const insert = prepareInsertFiring(db, create)
  const find = db.prepare(`SELECT ${firingColumns} FROM ${firingTables} WHERE r.run_id = ?`)
  const cancelEarlier = prepareCancelEarlier(db, changes)
  const release = prepareReleaseQueued(db)

  return (params: Params, publish: Publish): Fired => {
    const { scheduleId, revision, at, owner, firings, step, pausedReason, record } = params
    if (record && !records.isFree(record)) return { outcome: 'replied' }
    const moved = move.get({
      id: scheduleId,
      revision,
      progress: step && JSON.stringify(step.progress),
      isStep: step ? 1 : 0,
      nextDueAt: step?.nextDueAt ?? null,
      fired: firings.filter(({ status }) => status === 'pending').length,
      pausedAt: pausedReason === null ? null : at,
      pausedReason,
    })
    if (!moved) return { outcome: 'stale' }
    const [taskId, version] = [Number(moved['task_id']), Number(moved['version'])]
    if (params.cancelsEarlier) cancelEarlier(taskId, at)
    for (const firing of firings) {
      insert(firing, { scheduleId, taskId, version, at, owner }, publish)
      changes.noteFiring(firing.runId)
    }
    release(taskId)
    if (record) records.write(record)
    changes.noteDue()
    return { outcome: 'fired', firings: firings.map(({ runId }) => readFiring(find.get(runId) ?? {})) }
  }
}

interface Claim {
  readonly scheduleId: number
  readonly taskId: number
  readonly version: number
  readonly at: string
  readonly owner: string
}

function prepareInsertFiring(db: DatabaseSync, create: CreateClaimedRun) {
  const insert = db.prepare(`
    INSERT INTO tasks_runs (run_id, schedule_id, task_id, version, due_at, trigger, ran_at, status, reason, finished_at,
      is_queued, owner, error, agent_run_ids, current_run_id, end_id)
    VALUES (:runId, :scheduleId, :taskId, :version, :dueAt, :trigger, :at, :status, :reason, :finishedAt, :isQueued, :owner,
      :error, :agentRunIds, :currentRunId, :endId)`)
  const nextId = prepareNextLogId(db)
  return ({ run, ...firing }: NewFiring, { owner, ...claim }: Claim, publish: Publish): void => {
    const isOver = firing.status !== 'pending'
    const currentRunId = run && create(run, publish).outcome === 'created' ? run.run.id : null
    insert.run({
      ...claim,
      ...firing,
      finishedAt: isOver ? claim.at : null,
      isQueued: firing.isQueued ? 1 : 0,
      owner: isOver || firing.isQueued ? null : owner,
      error: firing.error && JSON.stringify(firing.error),
      agentRunIds: JSON.stringify(currentRunId === null ? [] : [currentRunId]),
      currentRunId,
      endId: isOver ? nextId() : null,
    })
  }
}

/** Firings that wait end at once; those that run are asked to stop. */
function prepareCancelEarlier(db: DatabaseSync, changes: TaskChanges) {
  const list = db.prepare(
    "SELECT run_id, status FROM tasks_runs WHERE task_id = ? AND status IN ('pending', 'running')",
  )
  const ask = db.prepare('UPDATE tasks_runs SET is_cancel_requested = 1 WHERE run_id = ?')
  const end =
    db.prepare(`UPDATE tasks_runs SET status = 'cancelled', reason = 'superseded', finished_at = :at, owner = NULL,
    epoch = epoch + 1, retry_at = NULL, end_id = :endId WHERE run_id = :runId AND owner IS NULL`)
  const nextId = prepareNextLogId(db)
  return (taskId: number, at: string): void => {
    for (const { run_id: runId } of list.all(taskId) as { run_id: string }[]) {
      if (end.run({ at, endId: nextId(), runId }).changes === 0) ask.run(runId)
      changes.noteCancel(runId)
    }
  }
}
