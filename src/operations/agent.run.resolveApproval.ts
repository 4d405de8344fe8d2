// Writes a person's answer into the log of a run; a run that waits for nothing more goes on.
import { resolveApproval } from '../contracts/agent.run.resolveApproval.ts'
import type { RunStatus } from '../contracts/enums.ts'
import { validateJson } from '../core/validate-json.ts'
import type { InputOf } from '../spec/contract.ts'
import type { Issue } from '../spec/issues.ts'
import type { ApprovalRow, Resolution } from '../store/approval-verbs.ts'
import { type CallDeps, implement } from './operation.ts'

type Input = InputOf<typeof resolveApproval>

export const resolve = implement(resolveApproval, {
  async run(input, deps, fail) {
    const { runId, approvalId } = input
    const { organizationId, userId: by } = deps.principal
    const run = await deps.store.getRun({ organizationId, runId })
    if (!run) return fail('RUN_NOT_FOUND')
    const approval = await deps.store.getApproval({ organizationId, runId, which: { approvalId } })
    if (!approval) return fail('APPROVAL_NOT_FOUND')
    const { agentId, revisionId } = run.created
    const revision = await deps.store.getRevision({ organizationId, agentId, revisionId })
    const schema = revision?.tools.find((tool) => tool.name === approval.toolName)?.inputSchema ?? {}
    const issues = [...listDecisionIssues(input, approval), ...listInputIssues(input, schema)]
    if (issues[0]) fail('INPUT_INVALID', { detail: `${issues[0].pointer}: ${issues[0].message}`, issues })
    const resolution = renderResolution(input)
    const createRecord = (status: RunStatus) => deps.record({ resource: runId, output: { success: true, status } })
    const result = await deps.store.resolveApproval({
      ...params(deps),
      runId,
      approvalId,
      by,
      resolution,
      createRecord,
    })
    switch (result.outcome) {
      case 'resolved':
        return { success: true, status: result.status }
      case 'replied': // the answer kept for the key takes its place
        return { success: true, status: run.status }
      case 'missing-run':
        return fail('RUN_NOT_FOUND')
      case 'missing-approval':
        return fail('APPROVAL_NOT_FOUND')
      case 'already-resolved':
        return fail('APPROVAL_ALREADY_RESOLVED', { detail: `Approval ${approvalId} has been resolved before.` })
      case 'ended':
        return fail('APPROVAL_ALREADY_RESOLVED', { detail: `Run ${runId} ended before anybody answered.` })
    }
  },
})

const params = (deps: CallDeps) => ({ organizationId: deps.principal.organizationId, at: deps.now() })

const fitting = { approval: ['approve', 'reject'], question: ['answer'], unknown: [] } as const

/** The decision must fit what is asked, and bring what it needs and nothing else. */
function listDecisionIssues({ decision, input, answer }: Input, { kind, callId }: ApprovalRow): Issue[] {
  const issue = (pointer: string, message: string): Issue => ({ pointer, code: 'custom', message })
  const fits: readonly string[] = fitting[kind]
  if (kind === 'unknown') {
    return [issue('/decision', `the outcome of call ${callId} is asked; settle it with agent.run.settleTool`)]
  }
  if (!fits.includes(decision)) return [issue('/decision', `${kind} takes ${fits.join(' or ')}, not ${decision}`)]
  const issues: Issue[] = []
  if (input && decision !== 'approve') issues.push(issue('/input', 'only approve takes arguments'))
  if (answer !== undefined && decision !== 'answer') issues.push(issue('/answer', 'only answer takes an answer'))
  if (answer === undefined && decision === 'answer') issues.push(issue('/answer', 'answer needs an answer'))
  return issues
}

function listInputIssues({ input, decision }: Input, schema: Parameters<typeof validateJson>[0]): Issue[] {
  if (!input || decision !== 'approve') return []
  return validateJson(schema, input).map((issue) => ({ ...issue, pointer: `/input${issue.pointer}` }))
}

function renderResolution({ decision, reason, input, answer }: Input): Resolution {
  const why = reason === undefined ? {} : { reason }
  if (decision === 'reject') return { decision: 'rejected', ...why }
  if (decision === 'answer') return { decision: 'answered', ...why, output: { answer } }
  return { decision: 'approved', ...why, ...(input && { input }) }
}
