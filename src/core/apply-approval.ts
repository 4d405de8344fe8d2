// What is asked of a person and what became of it, folded from the log.
import type { ApprovalKind, Effect } from '../contracts/enums.ts'
import type { RunEvent, RunEventData } from '../contracts/run-event.ts'
import { addCall, type CallOutcome, type Turn } from './turn.ts'

/** Something a person is asked about a call. */
export interface Approval {
  readonly approvalId: string
  readonly kind: ApprovalKind
  readonly callId: string
  readonly spanId: string
  /** Span of the turn that asked for the call. */
  readonly turnSpanId: string
  readonly toolName: string
  readonly input: unknown
  readonly effect: Effect
  readonly providerMetadata: RunEventData<'tool.started'>['providerMetadata']
}

/** The part of a run's state that answers change. */
export interface ApprovalState {
  /** Completed turns, oldest first. */
  turns: Turn[]
  /** Outcomes by callId. */
  outcomes: Map<string, CallOutcome>
  /** What was asked and not answered yet, by approvalId. */
  approvals: Map<string, Approval>
  /** Calls that were approved and have not started, by callId. */
  approvedCalls: Map<string, Approval>
}

export function applyApproval(state: ApprovalState, event: RunEvent): void {
  if (event.type === 'approval.requested') return applyRequest(state, event)
  if (event.type !== 'approval.resolved') return
  const approval = state.approvals.get(event.data.approvalId)
  if (!approval) return
  state.approvals.delete(approval.approvalId)
  if (event.data.decision === 'approved') return approve(state, approval, event.data.input)
  state.outcomes.set(approval.callId, readOutcome(event.data))
}

function applyRequest(state: ApprovalState, event: Extract<RunEvent, { type: 'approval.requested' }>): void {
  const { spanId = '', parentSpanId: turnSpanId = '' } = event
  const { approvalId, kind, callId, toolName, input, effect, providerMetadata } = event.data
  const call = { callId, spanId, toolName, input, providerMetadata }
  state.approvals.set(approvalId, { approvalId, kind, turnSpanId, effect, ...call })
  if (kind === 'unknown') return // its call is part of the turn already
  addCall(state.turns, turnSpanId, call)
}

/** Arguments that a person changed are what the model sees from then on. */
function approve(state: ApprovalState, approval: Approval, edited: unknown): void {
  const input = edited ?? approval.input
  state.approvedCalls.set(approval.callId, { ...approval, input })
  const turn = state.turns.findLast((candidate) => candidate.spanId === approval.turnSpanId)
  turn?.parts.forEach((part, index, parts) => {
    if (part.kind === 'call' && part.callId === approval.callId) parts[index] = { ...part, input }
  })
}

function readOutcome({ decision, outcome, reason, output = null }: RunEventData<'approval.resolved'>): CallOutcome {
  if (decision === 'rejected') {
    return { kind: 'failed', code: 'APPROVAL_REJECTED', message: reason ?? 'a person did not allow this call' }
  }
  if (outcome !== 'failed') return { kind: 'completed', output }
  return { kind: 'failed', code: 'TOOL_EXECUTION_ERROR', message: reason ?? 'a person found that the call failed' }
}
