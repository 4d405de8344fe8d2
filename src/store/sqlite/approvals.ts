// What is asked of people, across runs: a table kept from the events that are appended, and its reads.
import type { DatabaseSync } from 'node:sqlite'
import type { ApprovalKind } from '../../contracts/enums.ts'
import { isTerminal, type NewRunEvent } from '../../contracts/run-event.ts'
import type { ApprovalRow } from '../approval-verbs.ts'
import type { Store } from '../store.ts'
import { preparePage } from './prepare-page.ts'
import type { SqlRow } from './rows.ts'

/** Brings the table up to date with one event of a run. Called for every event, in the transaction that appends it. */
export type ProjectApproval = (runId: string, event: NewRunEvent) => void

export function prepareProjectApproval(db: DatabaseSync): ProjectApproval {
  const insert = db.prepare(`
    INSERT INTO approvals (id, organization_id, run_id, kind, call_id, tool_name, input, reason, requested_at)
    SELECT ?, organization_id, id, ?, ?, ?, ?, ?, ? FROM runs WHERE id = ?`)
  const resolve = db.prepare("UPDATE approvals SET status = 'resolved' WHERE run_id = ? AND id = ?")
  const close = db.prepare("UPDATE approvals SET status = 'void' WHERE run_id = ? AND status = 'pending'")
  return (runId, event) => {
    if (event.type === 'approval.requested') {
      const { approvalId, kind, callId, toolName, input = null, reason = null } = event.data
      insert.run(approvalId, kind, callId, toolName, JSON.stringify(input), reason, event.at, runId)
    } else if (event.type === 'approval.resolved') resolve.run(runId, event.data.approvalId)
    else if (isTerminal(event)) close.run(runId)
  }
}

export function prepareApprovals(db: DatabaseSync): Pick<Store, 'getApproval' | 'listApprovals'> {
  const from =
    'FROM approvals JOIN runs ON runs.id = approvals.run_id WHERE approvals.organization_id = :organizationId'
  const columns = 'approvals.*, runs.created'
  const pending = preparePage(
    db,
    `${from} AND approvals.status = 'pending'
      AND (:runId IS NULL OR run_id = :runId) AND (:kind IS NULL OR kind = :kind)`,
    'ORDER BY approvals.n',
    columns,
  )
  const one = db.prepare(`
    SELECT ${columns} ${from} AND run_id = :runId AND (:approvalId IS NULL OR approvals.id = :approvalId)
      AND (:callId IS NULL OR call_id = :callId) AND (:kind IS NULL OR kind = :kind)
    ORDER BY approvals.n DESC LIMIT 1`)
  return {
    async getApproval({ organizationId, runId, which }) {
      const row = one.get({ organizationId, runId, approvalId: null, callId: null, kind: null, ...which })
      return row ? readApproval(row) : null
    },
    listApprovals: async (params) => pending({ ...params }, readApproval),
  }
}

function readApproval(row: SqlRow): ApprovalRow {
  const created = JSON.parse(String(row['created'])) as { agentId: string; agentName: string }
  return {
    approvalId: String(row['id']),
    runId: String(row['run_id']),
    agentId: created.agentId,
    agentName: created.agentName,
    kind: String(row['kind']) as ApprovalKind,
    callId: String(row['call_id']),
    toolName: String(row['tool_name']),
    input: JSON.parse(String(row['input'])),
    reason: row['reason'] === null ? null : String(row['reason']),
    requestedAt: String(row['requested_at']),
    status: String(row['status']) as ApprovalRow['status'],
  }
}
