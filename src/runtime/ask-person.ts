// What a run asks a person in the middle of its work, and how calls start that a person has allowed.
import type { NewRunEvent } from '../contracts/run-event.ts'
import type { Approval } from '../core/apply-approval.ts'
import type { Action } from '../core/decide.ts'
import { type ActiveRun, type RuntimeDeps, stamp } from './ports.ts'

export function startApproved(run: ActiveRun, calls: readonly Approval[], { clock }: RuntimeDeps): NewRunEvent[] {
  return calls.map(({ spanId, turnSpanId, callId, toolName, input, effect, providerMetadata }) => ({
    type: 'tool.started',
    ...stamp(run, clock),
    spanId,
    parentSpanId: turnSpanId,
    data: { callId, toolName, input, effect, ...(providerMetadata && { providerMetadata }) },
  }))
}

/** Only a `once` call is ever left with an unknown outcome. */
export function askOutcomes(
  run: ActiveRun,
  { calls, turnSpanId }: Extract<Action, { kind: 'askOutcome' }>,
  { clock, ids }: RuntimeDeps,
): NewRunEvent[] {
  return calls.map(({ spanId, callId, toolName, input }) => ({
    type: 'approval.requested',
    ...stamp(run, clock),
    spanId,
    parentSpanId: turnSpanId,
    data: {
      approvalId: ids.create('appr'),
      kind: 'unknown',
      callId,
      toolName,
      input,
      effect: 'once',
      reason: 'a crash left the outcome of this call unknown',
    },
  }))
}
