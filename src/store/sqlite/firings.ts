// Firings in the hands of their runner: begun, fed with items, ended. Every write carries the epoch of the owner.
import type { DatabaseSync } from 'node:sqlite'
import type { FiringRow } from '../../core/schedule.ts'
import type { TaskLogItem, TaskVerbs } from '../task-verbs.ts'
import type { CommitQueue, Publish } from './commit-queue.ts'
import { read } from './describe-failure.ts'
import { type CreateClaimedRun, prepareFireSchedule } from './fire-schedule.ts'
import { prepareReleaseQueued } from './release-queued.ts'
import { inScope, prepareNextLogId } from './schedules.ts'
import type { TaskChanges } from './task-changes.ts'
import { firingColumns, firingTables, readFiring, readSchedule } from './task-rows.ts'
import type { Records } from './write-record.ts'

type Verbs = Pick<
  TaskVerbs,
  | 'fireSchedule'
  | 'listReadyFirings'
  | 'claimFiring'
  | 'startFiring'
  | 'appendTaskLogs'
  | 'settleFiring'
  | 'listHeldFirings'
  | 'getFiring'
  | 'getNextDueAt'
  | 'watchTasks'
>
type Params<Name extends keyof Verbs> = Parameters<Verbs[Name]>[0]

const isReady = "r.owner IS NULL AND r.status = 'pending' AND r.is_queued = 0 AND coalesce(r.retry_at, '') <= :at"

// `+`: by the indexes of what is open; in order of `n` they would look at every firing that ever was.
export const findReadyFirings = `SELECT ${firingColumns} FROM ${firingTables} WHERE ${isReady}
  AND (:organizationId IS NULL OR s.organization_id = :organizationId)
  AND (:hierarchy IS NULL OR ${inScope('s.agent_instance_hierarchy', ':hierarchy')}) ORDER BY +r.n LIMIT :limit`
export const findHeldFirings = `SELECT ${firingColumns} FROM ${firingTables}
  WHERE r.status IN ('pending', 'running') AND r.owner IS NOT NULL AND r.owner <> ? ORDER BY +r.n`

export function prepareFirings(
  db: DatabaseSync,
  queue: CommitQueue,
  records: Records,
  changes: TaskChanges,
  create: CreateClaimedRun,
): Verbs {
  const fire = prepareFireSchedule(db, records, changes, create)
  const listReady = db.prepare(findReadyFirings)
  const listHeld = db.prepare(findHeldFirings)
  const find = db.prepare(`SELECT ${firingColumns} FROM ${firingTables} WHERE r.run_id = ?`)
  const get = (runId: string): FiringRow | null => {
    const row = find.get(runId)
    return row ? readFiring(row) : null
  }
  const findNext = db.prepare(`SELECT min(at) AS at FROM (
    SELECT min(next_due_at) AS at FROM schedules WHERE retired_at IS NULL AND paused_at IS NULL AND next_due_at IS NOT NULL
    UNION ALL SELECT min(retry_at) FROM tasks_runs WHERE status = 'pending' AND retry_at IS NOT NULL)`)
  const start = db.prepare(`UPDATE tasks_runs SET status = 'running', started_at = :at,
    attempt = CASE WHEN started_at IS NULL AND losses = 0 THEN 1 ELSE attempt + 1 END
    WHERE run_id = :runId AND epoch = :epoch AND status = 'pending' AND owner IS NOT NULL`)
  const claim = prepareClaim(db, changes, create)
  const append = prepareAppend(db, changes)
  const settle = prepareSettle(db, changes, append)

  return {
    fireSchedule: (params) => queue.run((publish) => fire(params, publish)),
    claimFiring: (params) => queue.run((publish) => (claim(params, publish) ? get(params.runId) : null)),
    startFiring: ({ runId, epoch, at }) =>
      queue.run(() => {
        if (start.run({ runId, epoch, at }).changes === 0) return null
        changes.noteFiring(runId)
        return get(runId)
      }),
    appendTaskLogs: (params) => queue.run(() => append(params)),
    settleFiring: (params) => queue.run(() => settle(params)),
    listReadyFirings: ({ at, scope, limit }) =>
      read(() => {
        const { organizationId = null, hierarchy = null } = scope ?? {}
        return listReady.all({ at, organizationId, hierarchy, limit }).map(readFiring)
      }),
    listHeldFirings: ({ owner }) => read(() => listHeld.all(owner).map(readFiring)),
    getFiring: ({ organizationId, runId }) =>
      read(() => {
        const firing = get(runId)
        return firing?.organizationId === organizationId ? firing : null
      }),
    getNextDueAt: () => read(() => (findNext.get()?.['at'] ?? null) as string | null),
    watchTasks: (listener) => changes.watch(listener),
  }
}

function prepareClaim(db: DatabaseSync, changes: TaskChanges, create: CreateClaimedRun) {
  const claim = db.prepare(`UPDATE tasks_runs AS r SET owner = :owner, epoch = epoch + 1, retry_at = NULL
    WHERE run_id = :runId AND epoch = :epoch AND ${isReady}`)
  const addRun = db.prepare(`UPDATE tasks_runs SET current_run_id = :id,
    agent_run_ids = iif(:id IS NULL, agent_run_ids, json_insert(agent_run_ids, '$[#]', :id)) WHERE run_id = :runId`)
  return ({ run, ...params }: Params<'claimFiring'>, publish: Publish): boolean => {
    if (claim.run(params).changes === 0) return false
    const id = run && run !== 'same' && create(run, publish).outcome === 'created' ? run.run.id : null
    if (run !== 'same') addRun.run({ id, runId: params.runId })
    changes.noteFiring(params.runId)
    return true
  }
}

function prepareAppend(db: DatabaseSync, changes: TaskChanges) {
  const count = db.prepare(`UPDATE tasks_runs SET items = items + :count, had_errors = max(had_errors, :hadErrors)
    WHERE run_id = :runId AND epoch = :epoch AND status IN ('pending', 'running') RETURNING items, attempt`)
  const insert = db.prepare(`INSERT INTO tasks_logs (run_id, seq, attempt, is_error, value, created_at)
    VALUES (?, ?, ?, ?, ?, ?)`)
  return ({ runId, epoch, at, items }: Params<'appendTaskLogs'>): boolean => {
    const hadErrors = items.some(({ isError }) => isError) ? 1 : 0
    const counted = count.get({ runId, epoch, count: items.length, hadErrors })
    if (!counted) return false
    const [total, attempt] = [Number(counted['items']), Number(counted['attempt'])]
    items.forEach(({ isError, value }: TaskLogItem, index) => {
      const seq = total - items.length + index + 1
      insert.run(runId, seq, attempt, isError ? 1 : 0, JSON.stringify(value), at)
    })
    changes.noteFiring(runId)
    return true
  }
}

function prepareSettle(db: DatabaseSync, changes: TaskChanges, append: ReturnType<typeof prepareAppend>) {
  const settle =
    db.prepare(`UPDATE tasks_runs SET status = :status, owner = NULL, epoch = epoch + 1, retry_at = :retryAt,
    losses = losses + :lost, error = coalesce(:error, error), end_id = :endId,
    finished_at = CASE WHEN :status = 'pending' THEN NULL ELSE :at END
    WHERE run_id = :runId AND epoch = :epoch AND status IN ('pending', 'running') RETURNING schedule_id, task_id`)
  const findSchedule = db.prepare('SELECT * FROM schedules WHERE id = ?')
  const move = db.prepare('UPDATE schedules SET progress = ?, next_due_at = ?, revision = revision + 1 WHERE id = ?')
  const nextId = prepareNextLogId(db)
  const release = prepareReleaseQueued(db)
  return ({ items, step, isLost, error, ...params }: Params<'settleFiring'>): boolean => {
    const { runId, epoch, at, status, retryAt } = params
    if (items.length > 0 && !append({ runId, epoch, at, items })) return false
    const endId = status === 'pending' ? null : nextId()
    const columns = { runId, epoch, at, status, retryAt, endId, lost: isLost ? 1 : 0 }
    const settled = settle.get({ ...columns, error: error && JSON.stringify(error) })
    if (!settled) return false
    changes.noteFiring(runId)
    changes.noteDue()
    if (status === 'pending') return true
    release(Number(settled['task_id']))
    const row = findSchedule.get(Number(settled['schedule_id']))
    const next = row && step(readSchedule(row))
    if (next) move.run(JSON.stringify(next.progress), next.nextDueAt, Number(row['id']))
    return true
  }
}
