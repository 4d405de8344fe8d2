// Schedules: versions as rows, of which one is live for each name of a hierarchy.
import type { DatabaseSync } from 'node:sqlite'
import type { ScheduleRow } from '../../core/schedule.ts'
import type { DueSchedule, ListedSchedule, TaskScope, TaskVerbs } from '../task-verbs.ts'
import type { CommitQueue } from './commit-queue.ts'
import { read } from './describe-failure.ts'
import type { SqlRow } from './rows.ts'
import type { TaskChanges } from './task-changes.ts'
import { readSchedule } from './task-rows.ts'
import type { Records } from './write-record.ts'

type Verbs = Pick<
  TaskVerbs,
  | 'createSchedule'
  | 'getSchedule'
  | 'getScheduleById'
  | 'listSchedules'
  | 'changeSchedule'
  | 'deleteSchedule'
  | 'listDueSchedules'
  | 'readSchedule'
  | 'hasTask'
>
type Params<Name extends keyof Verbs> = Parameters<Verbs[Name]>[0]

/** A path and those below it: the exact text, or that text and a slash before more of it (`0` follows `/`). */
export const inScope = (column: string, path: string) =>
  `(${column} = ${path} OR (${column} >= ${path} || '/' AND ${column} < ${path} || '0'))`

const unfinished = `(SELECT json_array(count(*), coalesce(sum(r.is_queued), 0)) FROM tasks_runs AS r
  WHERE r.task_id = s.task_id AND r.status IN ('pending', 'running')) AS unfinished`

// `+`: by the index of due times; in order of ids it would look at every task to find the few that are due. Of many that are
// due at one moment, only those of the page are read.
export const findDueSchedules = `SELECT s.*, ${unfinished} FROM schedules AS s WHERE s.id IN (SELECT d.id FROM schedules AS d
    WHERE d.next_due_at <= :at AND d.retired_at IS NULL AND d.paused_at IS NULL AND +d.id > :afterId
      AND (:organizationId IS NULL OR d.organization_id = :organizationId)
      AND (:hierarchy IS NULL OR ${inScope('d.agent_instance_hierarchy', ':hierarchy')})
    ORDER BY +d.id LIMIT :limit)
  ORDER BY s.id`

export function prepareSchedules(db: DatabaseSync, queue: CommitQueue, records: Records, changes: TaskChanges): Verbs {
  const findLive = db.prepare(`SELECT * FROM schedules WHERE organization_id = :organizationId
    AND agent_instance_hierarchy = :hierarchy AND name = :name AND retired_at IS NULL`)
  const findById = db.prepare('SELECT * FROM schedules WHERE id = ?')
  const findAny = db.prepare(`SELECT 1 FROM schedules WHERE organization_id = :organizationId AND name = :name
    AND EXISTS (SELECT 1 FROM json_each(:hierarchies) WHERE ${inScope('agent_instance_hierarchy', 'value')}) LIMIT 1`)
  const findDue = db.prepare(findDueSchedules)
  const findOne = db.prepare(`SELECT s.*, ${unfinished} FROM schedules AS s WHERE s.id = ?`)
  const getLive = (params: Pick<ScheduleRow, 'organizationId' | 'hierarchy' | 'name'>) => {
    const { organizationId, hierarchy, name } = params
    const row = findLive.get({ organizationId, hierarchy, name })
    return row ? readSchedule(row) : null
  }
  const scoped = (scope: TaskScope | null) => ({
    organizationId: scope?.organizationId ?? null,
    hierarchy: scope?.hierarchy ?? null,
  })
  const create = prepareCreate(db, records, changes)
  const change = prepareChange(db, records, changes, getLive)
  const remove = prepareDelete(db, records, changes)
  const list = prepareList(db)

  return {
    createSchedule: (params) => queue.run(() => create(params)),
    changeSchedule: (params) => queue.run(() => change(params)),
    deleteSchedule: (params) => queue.run(() => remove(params)),
    getSchedule: (params) => read(() => getLive(params)),
    getScheduleById: ({ id }) =>
      read(() => {
        const row = findById.get(id)
        return row ? readSchedule(row) : null
      }),
    listSchedules: (params) => read(() => list(params)),
    listDueSchedules: ({ at, scope, afterId, limit }) =>
      read(() => findDue.all({ at, afterId, limit, ...scoped(scope) }).map(readDue)),
    readSchedule: ({ id }) =>
      read(() => {
        const row = findOne.get(id)
        return row ? readDue(row) : null
      }),
    hasTask: ({ organizationId, hierarchies, name }) =>
      read(() => findAny.get({ organizationId, name, hierarchies: JSON.stringify(hierarchies) }) !== undefined),
  }
}

function readDue(row: SqlRow): DueSchedule {
  const [total = 0, queued = 0] = JSON.parse(String(row['unfinished'])) as number[]
  const known = { id: Number(row['id']), revision: Number(row['revision']), unfinished: { total, queued } }
  try {
    return { ...known, schedule: readSchedule(row) }
  } catch {
    return { ...known, schedule: null } // it is fired as a firing that ends in error; the others are not touched
  }
}

function prepareCreate(db: DatabaseSync, records: Records, changes: TaskChanges) {
  const insert = db.prepare(`
    INSERT INTO schedules (task_id, organization_id, agent_instance_hierarchy, name, version, description, command, kind,
      timing, policy, agent_arguments, creator, plugin_owner, plugin_repository, plugin_version, progress, next_due_at, created_at)
    VALUES (:taskId, :organizationId, :hierarchy, :name, :version, :description, :command, :kind, :timing, :policy,
      :agentArguments, :creator, :pluginOwner, :pluginRepository, :pluginVersion, :progress, :nextDueAt, :createdAt)
    RETURNING id`)
  const becomeFirst = db.prepare('UPDATE schedules SET task_id = id WHERE id = ?')
  const retire = db.prepare('UPDATE schedules SET retired_at = ?, revision = revision + 1 WHERE id = ?')
  const find = db.prepare(`SELECT * FROM schedules WHERE organization_id = ? AND agent_instance_hierarchy = ?
    AND name = ? AND retired_at IS NULL`)
  const cancelWaiting = prepareCancelWaiting(db, changes)

  return ({ schedule, overwrite, start, createRecord }: Params<'createSchedule'>) => {
    const { organizationId, hierarchy, name, createdAt, plugin } = schedule
    const found = find.get(organizationId, hierarchy, name)
    const previous = found ? readSchedule(found) : null
    const step = start(previous)
    const draft = { ...schedule, ...step, id: 0, version: 0, runs: 0, revision: 1 }
    const unborn = { ...draft, pausedAt: null, pausedReason: null, retiredAt: null }
    if (!records.isFree(createRecord(unborn))) return { outcome: 'replied' as const }
    if (previous && !overwrite) return { outcome: 'exists' as const }
    if (found) {
      retire.run(createdAt, Number(found['id']))
      cancelWaiting(Number(found['task_id']), 'overwritten', createdAt)
    }
    const version = (previous?.version ?? 0) + 1
    const { id } = insert.get({
      taskId: found ? Number(found['task_id']) : 0,
      organizationId,
      hierarchy,
      name,
      version,
      description: schedule.description,
      command: JSON.stringify(schedule.command),
      kind: schedule.timing.kind,
      timing: JSON.stringify(schedule.timing),
      policy: JSON.stringify(schedule.policy),
      agentArguments: JSON.stringify(schedule.agentArguments),
      creator: JSON.stringify(schedule.creator),
      pluginOwner: plugin?.owner ?? null,
      pluginRepository: plugin?.repository ?? null,
      pluginVersion: plugin?.version ?? null,
      progress: JSON.stringify(step.progress),
      nextDueAt: step.nextDueAt,
      createdAt,
    }) as { id: number }
    if (!previous) becomeFirst.run(id)
    const row = { ...unborn, id, version }
    records.write(createRecord(row))
    changes.noteDue()
    return { outcome: 'created' as const, row }
  }
}

function prepareChange(
  db: DatabaseSync,
  records: Records,
  changes: TaskChanges,
  getLive: (params: Pick<ScheduleRow, 'organizationId' | 'hierarchy' | 'name'>) => ScheduleRow | null,
) {
  const update = db.prepare(`UPDATE schedules SET paused_at = :pausedAt, paused_reason = :pausedReason,
    progress = :progress, next_due_at = :nextDueAt, revision = revision + 1 WHERE id = :id`)
  return ({ change, createRecord, ...name }: Params<'changeSchedule'>) => {
    const known = getLive(name)
    if (!known) return { outcome: 'missing' as const }
    const row = { ...known, ...change(known), revision: known.revision + 1 }
    const record = createRecord(row)
    if (!records.isFree(record)) return { outcome: 'replied' as const }
    const { id, pausedAt, pausedReason, nextDueAt } = row
    update.run({ id, pausedAt, pausedReason, nextDueAt, progress: JSON.stringify(row.progress) })
    records.write(record)
    changes.noteDue()
    return { outcome: 'changed' as const, row }
  }
}

function prepareDelete(db: DatabaseSync, records: Records, changes: TaskChanges) {
  const find = db.prepare(`SELECT task_id FROM schedules WHERE organization_id = ? AND agent_instance_hierarchy = ?
    AND name = ? AND retired_at IS NULL`)
  const retire = db.prepare(`UPDATE schedules SET deleted_at = :at, retired_at = coalesce(retired_at, :at),
    revision = revision + 1 WHERE task_id = :taskId`)
  const cancelWaiting = prepareCancelWaiting(db, changes)
  return ({ organizationId, hierarchy, name, at, createRecord }: Params<'deleteSchedule'>) => {
    const found = find.get(organizationId, hierarchy, name)
    const record = createRecord(found !== undefined)
    if (!records.isFree(record)) return { outcome: 'replied' as const }
    records.write(record)
    if (!found) return { outcome: 'done' as const, isDeleted: false }
    const taskId = Number(found['task_id'])
    retire.run({ at, taskId })
    cancelWaiting(taskId, 'deleted', at)
    changes.noteDue()
    return { outcome: 'done' as const, isDeleted: true }
  }
}

/** Ends the firings of a task that have begun nothing, or wait to be tried again. */
function prepareCancelWaiting(db: DatabaseSync, changes: TaskChanges) {
  const list = db.prepare(`SELECT run_id FROM tasks_runs WHERE task_id = ? AND status IN ('pending', 'running')
    AND status = 'pending' AND (is_queued = 1 OR retry_at IS NOT NULL OR agent_run_ids = '[]')`)
  const cancel =
    db.prepare(`UPDATE tasks_runs SET status = 'cancelled', reason = :reason, finished_at = :at, owner = NULL,
    epoch = epoch + 1, retry_at = NULL, end_id = :endId WHERE run_id = :runId`)
  const nextId = prepareNextLogId(db)
  return (taskId: number, reason: string, at: string): void => {
    for (const { run_id: runId } of list.all(taskId) as { run_id: string }[]) {
      cancel.run({ reason, at, endId: nextId(), runId })
      changes.noteFiring(runId)
    }
  }
}

function prepareList(db: DatabaseSync) {
  const statement = db.prepare(`
    SELECT s.*, r.run_id, r.status, r.ran_at FROM schedules AS s
    LEFT JOIN tasks_runs AS r ON r.n = (SELECT max(n) FROM tasks_runs WHERE schedule_id = s.id)
    WHERE s.organization_id = :organizationId AND ${inScope('s.agent_instance_hierarchy', ':hierarchy')}
      AND s.retired_at IS NULL AND s.id > :afterId AND s.kind IN (SELECT value FROM json_each(:kind))
      AND (:at IS NULL OR (s.paused_at IS NULL AND coalesce(s.next_due_at <= :at, 0)
        AND coalesce(json_extract(s.policy, '$.endAt') >= :at, 1)) = :isDue)
    ORDER BY s.id LIMIT :limit`)
  return ({ organizationId, hierarchy, kind, due, afterId, limit }: Params<'listSchedules'>): ListedSchedule[] => {
    const filter = { organizationId, hierarchy, afterId, limit, kind: JSON.stringify(kind) }
    const rows = statement.all({ ...filter, at: due?.at ?? null, isDue: due?.is === true ? 1 : 0 })
    return rows.map((row) => ({
      schedule: readSchedule(row),
      last:
        row['run_id'] === null
          ? null
          : {
              runId: String(row['run_id']),
              status: row['status'] as NonNullable<ListedSchedule['last']>['status'],
              ranAt: String(row['ran_at']),
            },
    }))
  }
}

/** Takes an id of the logs without writing an item: the place of a firing's end among them. */
export function prepareNextLogId(db: DatabaseSync): () => number {
  const take = db.prepare("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'tasks_logs' RETURNING seq")
  return () => Number(take.get()?.['seq'])
}
