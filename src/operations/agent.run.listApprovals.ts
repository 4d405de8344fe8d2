// Lists what people are asked in the caller's tenant and have not answered.
import { listApprovals } from '../contracts/agent.run.listApprovals.ts'
import { omitAbsent } from '../core/run-row.ts'
import type { ApprovalRow } from '../store/approval-verbs.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'

export const listPending = implement(listApprovals, {
  async run({ runId = null, kind = null, limit, offset }, { store, principal }) {
    const { organizationId } = principal
    return renderPage(await store.listApprovals({ organizationId, runId, kind, limit, offset }), offset, renderItem)
  },
})

function renderItem({ status: _status, input, ...row }: ApprovalRow) {
  return { ...omitAbsent(row), input }
}
