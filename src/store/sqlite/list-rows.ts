// Lists with filters and pages. A null filter selects everything.
import type { DatabaseSync } from 'node:sqlite'
import type { RunRow } from '../../core/run-row.ts'
import type { Emission, Page } from '../record.ts'
import type { Store } from '../store.ts'
import { prepareListAudit } from './list-audit.ts'
import { preparePage } from './prepare-page.ts'
import { readRunRow, type SqlRow } from './rows.ts'

type Lists = Pick<Store, 'listRuns' | 'listAudit' | 'listEmissions' | 'listOpenRuns'>

/** All of it stands in the index `runs_open`: the runs themselves are not read. */
export const findOpen =
  'SELECT id, organization_id, agent_id, session_id, is_paused, is_of_task FROM runs WHERE is_ended = 0 ORDER BY n'

export function prepareLists(db: DatabaseSync): Lists {
  const runs = preparePage(
    db,
    `FROM runs WHERE organization_id = :organizationId
      AND (:agentId IS NULL OR agent_id = :agentId) AND (:userId IS NULL OR user_id = :userId)
      AND (:sessionId IS NULL OR session_id = :sessionId)
      AND (:parentRunId IS NULL OR parent_run_id = :parentRunId)
      AND (:statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)))
      AND (:errorCode IS NULL OR error_code = :errorCode)
      AND (:search IS NULL OR instr(fold(created ->> '$.input.message'), fold(:search)) > 0)
      AND (:startDate IS NULL OR queued_at >= :startDate) AND (:endDate IS NULL OR queued_at < :endDate)`,
    'ORDER BY queued_at DESC, n DESC',
  )
  const listAudit = prepareListAudit(db)
  const emissions = preparePage(
    db,
    'FROM emissions WHERE organization_id = :organizationId AND (:resource IS NULL OR resource = :resource)',
    'ORDER BY id',
  )
  const open = db.prepare(findOpen)

  return {
    async listRuns({ status, ...rest }): Promise<Page<RunRow>> {
      const statuses = status && JSON.stringify(status.statuses)
      return runs({ ...rest, statuses, errorCode: status?.errorCode ?? null }, readRunRow)
    },
    listAudit: async (params) => listAudit(params),
    listEmissions: async (params) => emissions({ ...params }, readEmission),
    listOpenRuns: async () =>
      Array.from(open.iterate(), (row) => ({
        runId: String(row['id']),
        organizationId: String(row['organization_id']),
        agentId: String(row['agent_id']),
        sessionId: row['session_id'] === null ? null : String(row['session_id']),
        isWaiting: row['is_paused'] === 1,
        isOfTask: row['is_of_task'] === 1,
      })),
  }
}

function readEmission(row: SqlRow): Emission {
  return {
    id: Number(row['id']),
    organizationId: String(row['organization_id']),
    key: String(row['key']),
    resource: String(row['resource']),
    at: String(row['at']),
    payload: JSON.parse(String(row['payload'])),
  }
}
