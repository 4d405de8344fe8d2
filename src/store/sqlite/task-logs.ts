// What firings emitted, and where each of them ended, in one order.
import type { DatabaseSync } from 'node:sqlite'
import type { TaskLogEntry, TaskVerbs } from '../task-verbs.ts'
import { read } from './describe-failure.ts'
import type { SqlRow } from './rows.ts'
import { inScope } from './schedules.ts'
import { firingColumns, firingTables, readFiring } from './task-rows.ts'

type Verbs = Pick<TaskVerbs, 'readFiringLog' | 'readTaskLogs'>

const filter = `s.organization_id = :organizationId AND (:name IS NULL OR s.name = :name)
  AND (:runId IS NULL OR r.run_id = :runId)
  AND EXISTS (SELECT 1 FROM json_each(:hierarchies) WHERE ${inScope('s.agent_instance_hierarchy', 'value')})`

const logFirst = `tasks_logs AS l CROSS JOIN tasks_runs AS r ON r.run_id = l.run_id CROSS JOIN schedules AS s ON s.id = r.schedule_id`

/** How they are found: in order of ids until the page is full, or by the firing or the task that they are of. */
const ways = {
  all: { items: logFirst, ends: firingTables.replace('JOIN', 'CROSS JOIN'), which: 'true' },
  ofFiring: { items: logFirst, ends: firingTables, which: 'r.run_id = :runId' },
  ofName: {
    items: `schedules AS s CROSS JOIN tasks_runs AS r ON r.schedule_id = s.id CROSS JOIN tasks_logs AS l ON l.run_id = r.run_id`,
    ends: `schedules AS s CROSS JOIN tasks_runs AS r ON r.schedule_id = s.id`,
    which: 'true',
  },
}

type Order = 'ASC' | 'DESC'

export function renderTaskLogs(way: keyof typeof ways, order: Order): string {
  const { items, ends, which } = ways[way]
  return `SELECT * FROM (
    SELECT * FROM (SELECT l.id AS at_id, l.seq AS item_seq, l.attempt AS item_attempt, l.is_error, l.value,
        l.created_at AS item_at, ${firingColumns} FROM ${items}
      WHERE ${which} AND l.id > :after AND NOT :runsOnly AND (NOT :errorsOnly OR l.is_error) AND ${filter}
      ORDER BY l.id ${order} LIMIT :limit)
    UNION ALL SELECT * FROM (SELECT r.end_id AS at_id, NULL AS item_seq, NULL, NULL, NULL, NULL, ${firingColumns} FROM ${ends}
      WHERE ${which} AND r.end_id > :after AND (NOT :errorsOnly OR r.had_errors OR r.error IS NOT NULL) AND ${filter}
      ORDER BY r.end_id ${order} LIMIT :limit)) ORDER BY at_id ${order} LIMIT :limit`
}

export function prepareTaskLogs(db: DatabaseSync): Verbs {
  const page = (order: Order) => {
    const prepare = (way: keyof typeof ways) => db.prepare(renderTaskLogs(way, order))
    const [all, ofFiring, ofName] = [prepare('all'), prepare('ofFiring'), prepare('ofName')]
    return (params: Record<string, string | number | null>) =>
      (params['runId'] !== null ? ofFiring : params['name'] !== null ? ofName : all).all(params)
  }
  const oldest = page('ASC')
  const newest = page('DESC')
  const ofFiring = db.prepare(
    'SELECT seq, attempt, is_error, value FROM tasks_logs WHERE run_id = ? AND seq > ? ORDER BY seq',
  )
  return {
    readTaskLogs: ({ hierarchies, runsOnly, errorsOnly, isNewest, ...params }) =>
      read(() => {
        const flags = { runsOnly: runsOnly ? 1 : 0, errorsOnly: errorsOnly ? 1 : 0 }
        const rows = (isNewest ? newest : oldest)({ ...params, ...flags, hierarchies: JSON.stringify(hierarchies) })
        return (isNewest ? rows.toReversed() : rows).map(readEntry)
      }),
    readFiringLog: ({ runId, afterSeq }) =>
      read(() =>
        ofFiring.all(runId, afterSeq).map((row) => ({
          seq: Number(row['seq']),
          attempt: Number(row['attempt']),
          isError: row['is_error'] === 1,
          value: JSON.parse(String(row['value'])) as unknown,
        })),
      ),
  }
}

function readEntry(row: SqlRow): TaskLogEntry {
  const firing = readFiring(row)
  const id = Number(row['at_id'])
  if (row['item_seq'] === null) return { kind: 'end', id, firing }
  return {
    kind: 'item',
    id,
    seq: Number(row['item_seq']),
    attempt: Number(row['item_attempt']),
    isError: row['is_error'] === 1,
    value: JSON.parse(String(row['value'])),
    at: String(row['item_at']),
    firing,
  }
}
