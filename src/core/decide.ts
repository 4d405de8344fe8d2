// What a run does next. Pure: the same log and the same moment give the same action.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { RunEventData } from '../contracts/run-event.ts'
import type { Approval } from './apply-approval.ts'
import { findExcess, listUnread } from './budget.ts'
import { conclude, type Conclusion } from './conclude.ts'
import { getLimits, type OpenCall, type RunState } from './run-state.ts'
import type { CallPart, Turn } from './turn.ts'

export type Action =
  /** Ask the model for turn `n`, not before `notBeforeMs` (epoch ms). */
  | { readonly kind: 'callModel'; readonly n: number; readonly notBeforeMs: number }
  /** Tell the run what it may read, and search that for its message. */
  | { readonly kind: 'searchContext' }
  /** Read what these runs and all below them have used; the next turn depends on it. */
  | { readonly kind: 'checkBudget'; readonly runIds: readonly string[] }
  /** Run these calls; those that are `isInterrupted` and `once` are settled, never run. */
  | { readonly kind: 'callTools'; readonly calls: readonly OpenCall[] }
  /** Write that these approved calls start; then they are open. */
  | { readonly kind: 'startApproved'; readonly calls: readonly Approval[] }
  /** Ask a person what became of these calls. */
  | { readonly kind: 'askOutcome'; readonly calls: readonly CallPart[]; readonly turnSpanId: string }
  /** Pause until these runs, which work on calls, have ended. */
  | { readonly kind: 'delegate'; readonly childRunIds: readonly string[] }
  /** Pause until a person has answered. */
  | { readonly kind: 'wait'; readonly approvalIds: readonly string[] }
  | Conclusion
  /** The run has ended or is paused; nothing is left to do. */
  | { readonly kind: 'stop' }

export function decide(state: RunState, definition: AgentDefinition, nowMs: number): Action {
  if (state.status !== 'running' || state.waitingSince !== null) return { kind: 'stop' }
  if (state.deadlineAt !== null && nowMs >= Date.parse(state.deadlineAt)) {
    const limit = `the run reached its time limit of ${getLimits(state).timeoutMs} ms`
    return fail('RUN_TIMEOUT', limit, 'limit')
  }
  if (mustSearch(state, definition)) return { kind: 'searchContext' }
  const missing = findMissing(state, definition)
  if (missing) return missing
  if (state.approvedCalls.size > 0) return { kind: 'startApproved', calls: [...state.approvedCalls.values()] }
  const calls = [...state.openCalls.values()]
  const own = calls.filter((call) => call.childRunId === null)
  if (own.length > 0) return { kind: 'callTools', calls: own }
  const paused = settleUnknown(state, definition) ?? waitForAnswers(state) ?? waitForChildren(calls)
  if (paused) return paused
  const failure = state.lastFailure
  if (failure && !failure.data.willRetry) return fail(failure.data.code, failure.data.message, 'model')
  const last = state.turns.at(-1)
  const conclusion = !failure && last && !hasCalls(last) ? conclude(state, definition, last) : null
  return conclusion ?? checkLimits(state) ?? callModel(state)
}

/** Once, before the first model turn. */
function mustSearch({ provided, iterations }: RunState, { contextSpaceIds = [] }: AgentDefinition): boolean {
  return contextSpaceIds.length > 0 && provided === null && iterations === 0
}

/** The end of a run that must have documents and was given none. */
function findMissing(
  { searched, iterations }: RunState,
  { grounding, contextSpaceIds = [] }: AgentDefinition,
): Action | null {
  const isThere = (searched?.results.length ?? 0) > 0
  if (grounding?.mode !== 'required' || contextSpaceIds.length === 0 || isThere || iterations > 0) return null
  if (grounding.nothingFound !== undefined) return { kind: 'finish', text: grounding.nothingFound, value: null }
  return fail(
    'CONTEXT_NOT_FOUND',
    'no document was found that fits the message, and the agent answers from documents alone',
    'start',
  )
}

function callModel(state: RunState): Action {
  const failure = state.lastFailure
  const notBeforeMs = failure ? Date.parse(failure.at) + (failure.data.retryAfterMs ?? 0) : 0
  return { kind: 'callModel', n: state.iterations + 1, notBeforeMs }
}

function checkLimits(state: RunState): Action | null {
  const { maxIterations } = getLimits(state)
  if (state.iterations >= maxIterations) {
    const message = `the run reached its limit of ${maxIterations} model turns without an answer`
    return fail('RUN_MAX_ITERATIONS', message, 'limit')
  }
  const runIds = listUnread(state)
  if (runIds.length > 0) return { kind: 'checkBudget', runIds }
  const excess = findExcess(state)
  return excess === null ? null : fail('RUN_BUDGET_EXCEEDED', excess, 'limit')
}

function fail(code: string, message: string, stage: RunEventData<'run.failed'>['stage']): Action {
  return { kind: 'fail', failure: { code, message, stage } }
}

function hasCalls(turn: Turn): boolean {
  return turn.parts.some((part) => part.kind === 'call')
}

/** What the agent wants done about calls of the latest turn whose outcome is unknown; null when the model is told. */
function settleUnknown(state: RunState, { onUnknown }: AgentDefinition): Action | null {
  const last = state.turns.at(-1)
  const asked = new Set([...state.approvals.values()].map(({ callId }) => callId))
  const calls = (last?.parts ?? []).filter(
    (part): part is CallPart =>
      part.kind === 'call' && state.outcomes.get(part.callId)?.kind === 'unknown' && !asked.has(part.callId),
  )
  const [unknown] = calls
  if (!last || !unknown || onUnknown === 'tell-model') return null
  if (onUnknown === 'ask') return { kind: 'askOutcome', calls, turnSpanId: last.spanId }
  const message = `the outcome of a call to ${unknown.toolName} (${unknown.callId}) is unknown after a crash`
  return fail('TOOL_OUTCOME_UNKNOWN', message, 'tool')
}

function waitForChildren(calls: readonly OpenCall[]): Action | null {
  const childRunIds = calls.flatMap(({ childRunId }) => childRunId ?? [])
  return childRunIds.length > 0 ? { kind: 'delegate', childRunIds } : null
}

function waitForAnswers({ approvals }: RunState): Action | null {
  return approvals.size > 0 ? { kind: 'wait', approvalIds: [...approvals.keys()] } : null
}
