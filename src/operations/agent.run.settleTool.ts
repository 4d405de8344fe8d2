// Writes what a person found out about a call into the log; the run goes on with it as if the tool had said so.
import { settleTool } from '../contracts/agent.run.settleTool.ts'
import type { RunStatus } from '../contracts/enums.ts'
import { implement } from './operation.ts'

export const settle = implement(settleTool, {
  async run({ runId, callId, outcome, output = null, message }, deps, fail) {
    const { organizationId, userId: by } = deps.principal
    const { store } = deps
    const run = await store.getRun({ organizationId, runId })
    if (!run) return fail('RUN_NOT_FOUND')
    const isFailed = outcome === 'failed'
    const approval = await store.getApproval({ organizationId, runId, which: { callId, kind: 'unknown' } })
    const result = await store.resolveApproval({
      organizationId,
      runId,
      approvalId: approval?.approvalId ?? '',
      resolution: {
        decision: 'settled',
        outcome,
        ...(message !== undefined && { reason: message }),
        ...(!isFailed && { output }),
      },
      by,
      at: deps.now(),
      createRecord: (status: RunStatus) => deps.record({ resource: runId, output: { success: true, status } }),
    })
    if (result.outcome === 'resolved') return { success: true, status: result.status }
    if (result.outcome === 'replied') return { success: true, status: run.status }
    const detail = `Nobody is asked about the outcome of call ${callId}; see agent.run.listApprovals.`
    return fail('CALL_NOT_UNKNOWN', { detail })
  },
})
