// Whether one event of a log is what the state before it calls for.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { NewRunEvent, RunEvent } from '../contracts/run-event.ts'
import type { Action } from './decide.ts'
import { getNextModel } from './next-model.ts'
import { resumeRun } from './resume-run.ts'
import { loadSkill, writePlan } from './own-tools.ts'
import { listTools, mustPlan } from './run-tools.ts'
import type { RunState } from './run-state.ts'
import { isSameJson } from './same-json.ts'

/** A point in a log, before the event that is checked. */
export interface Point {
  readonly state: RunState
  readonly definition: AgentDefinition
  /** What the owner may have decided. */
  readonly decisions: readonly Action[]
  /** Span of the turn that is writing the calls it asks for. */
  readonly askingTurn: string | null
  /** The event starts a call that failed at once. */
  readonly isRefused: boolean
}

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

/** True, what is called for instead, or false when that is what was decided. Take-overs and ends are not checked here. */
export function checkEvent(event: RunEvent, point: Point): boolean | string {
  const { state } = point
  if ((event.attempt ?? state.attempt) !== state.attempt) return `an event of attempt ${state.attempt}`
  switch (event.type) {
    case 'context.provided':
      return point.decisions.some((action) => action.kind === 'searchContext')
    case 'context.searched':
      return state.provided !== null && state.searched === null && state.iterations === 0
    case 'skill.loaded':
      return checkSkill(event, state)
    case 'context.compressed':
      return checkCompression(event, point)
    case 'turn.started':
      return checkTurn(event, point)
    case 'message.completed':
    case 'reasoning.completed':
    case 'message.delta':
    case 'reasoning.delta':
      return state.turn !== null && state.turn.spanId === event.parentSpanId
    case 'turn.completed':
      return state.turn !== null && state.turn.spanId === event.spanId
    case 'turn.failed':
      return state.turn !== null && state.turn.spanId === event.spanId && checkFailure(event, point)
    case 'plan.written':
      return checkPlan(event, point)
    case 'tool.started':
      return checkStart(event, point)
    case 'tool.completed':
    case 'tool.failed':
    case 'tool.unknown':
      return checkOutcome(event, state)
    case 'approval.requested':
      return checkRequest(event, point)
    case 'approval.resolved':
      return state.approvals.has(event.data.approvalId) || `nothing: nobody asks for ${event.data.approvalId}`
    case 'run.waiting':
    case 'run.delegated':
    case 'budget.checked':
    case 'result.refused':
      return point.decisions.some((action) => isDecided(event, action))
    case 'run.resumed':
      return isSameEvent(event, resumeRun(state, event.at)[0] ?? null)
    case 'run.created':
    case 'run.completed':
    case 'run.failed':
    case 'run.cancelled':
    case 'run.started':
    case 'run.recovered':
      return false
    default: // log lines, and types of later versions
      return true
  }
}

type DecidedEvent = EventOf<'run.waiting' | 'run.delegated' | 'budget.checked' | 'result.refused'>

/** Whether the event is all that the action does. */
function isDecided({ type, data, parentSpanId }: DecidedEvent, action: Action): boolean {
  switch (type) {
    case 'run.waiting':
      return action.kind === 'wait' && isSameJson(action.approvalIds, data.approvalIds)
    case 'run.delegated':
      return action.kind === 'delegate' && isSameJson(action.childRunIds, data.childRunIds)
    case 'budget.checked': {
      const runIds = data.used.map(({ runId }) => runId)
      return action.kind === 'checkBudget' && isSameJson(action.runIds, runIds)
    }
    case 'result.refused':
      return action.kind === 'refuse' && action.turnSpanId === parentSpanId && isSameJson(action.refusal, data)
  }
}

/** Whether an event of a log is the one that was expected. An event that names no attempt may be of any. */
export function isSameEvent(event: RunEvent, expected: NewRunEvent | null): boolean {
  if (expected === null) return false
  const pick = ({ type, at, spanId, data }: NewRunEvent) => [type, at, spanId, data]
  const isSameAttempt = event.attempt === undefined || event.attempt === expected.attempt
  return isSameAttempt && isSameJson(pick(event), pick(expected))
}

/** The owner knows the window of the model, so that it alone can say when; never twice before a turn, and never of the last turn. */
function checkCompression({ data }: EventOf<'context.compressed'>, { state, decisions }: Point): boolean | string {
  if (!decisions.some((action) => action.kind === 'callModel')) return false
  const { compression, lastPromptTokens, turns, isTooLong } = state
  if (compression && lastPromptTokens === null && !isTooLong)
    return 'ask the model: its context has been shortened since the last turn'
  const isOrdered = data.shortenedTurns >= (compression?.shortenedTurns ?? 0)
  return (isOrdered && data.shortenedTurns <= Math.max(0, turns.length - 1)) || 'keep the last turn as it is'
}

function checkTurn({ data }: EventOf<'turn.started'>, { state, definition, decisions }: Point): boolean | string {
  const model = state.fallbackModel ?? definition.model
  if (!decisions.some((action) => action.kind === 'callModel' && action.n === data.n)) return false
  return `${data.provider}/${data.model}` === model || `ask ${model}`
}

/** A model that is given up is followed by the next one, as long as there is one. */
function checkFailure({ data }: EventOf<'turn.failed'>, { state, definition }: Point): boolean | string {
  if (data.willRetry && data.nextModel === undefined) return true
  const next = getNextModel(definition, state.fallbackModel ?? definition.model)
  if (data.nextModel === next) return true
  return next === undefined ? 'fail: there is no other model to ask' : `ask ${next} instead`
}

function checkPlan({ parentSpanId }: EventOf<'plan.written'>, { askingTurn, definition, state }: Point) {
  if (parentSpanId !== askingTurn) return false
  return listTools(definition, state).includes(writePlan) || 'nothing: the agent does not plan'
}

function checkStart(event: EventOf<'tool.started'>, point: Point): boolean | string {
  const { callId, toolName, input, effect, child } = event.data
  if (point.state.approvedCalls.has(callId) || event.parentSpanId !== point.askingTurn) {
    return point.decisions.some(
      (action) =>
        action.kind === 'startApproved' &&
        action.calls.some((call) => isSameJson([call.callId, call.input], [callId, input])),
    )
  }
  if (mustPlan(point.definition, point.state) && !point.isRefused) return `write a plan before ${toolName} starts`
  if (point.definition.assignments) return true // stored tools are not frozen in a revision
  const { approval, agentId, effect: declared = 'pure' } = findTool(point, toolName)
  if (effect !== declared) return `start ${toolName} with effect ${declared}`
  if (child?.agentId !== agentId && !point.isRefused) return `start ${toolName} by ${agentId ?? 'code'}`
  const isFree = approval === undefined || approval === 'sometimes' || point.isRefused
  return isFree || `ask a person before ${toolName} runs`
}

function checkRequest(event: EventOf<'approval.requested'>, point: Point): boolean | string {
  const { kind, callId, toolName } = event.data
  if (kind === 'unknown') {
    return point.decisions.some(
      (action) => action.kind === 'askOutcome' && action.calls.some((call) => call.callId === callId),
    )
  }
  if (event.parentSpanId !== point.askingTurn) return false
  if (mustPlan(point.definition, point.state)) return `write a plan before ${toolName} is asked for`
  if (point.definition.assignments) return true // stored tools are not frozen in a revision
  const { approval } = findTool(point, toolName)
  const expected = approval === undefined ? null : approval === 'question' ? 'question' : 'approval'
  return kind === expected || (expected === null ? `start ${toolName} without asking` : `ask for ${expected}`)
}

function checkOutcome(
  { type, spanId = '', data }: EventOf<`tool.${'completed' | 'failed' | 'unknown'}`>,
  state: RunState,
) {
  const call = state.openCalls.get(spanId)
  if (call?.callId !== data.callId) return `nothing: call ${data.callId} is not open`
  const childRunId = 'child' in data ? data.child?.runId : undefined
  if ((childRunId ?? null) !== call.childRunId) return `the end of ${call.childRunId ?? `call ${call.callId}`}`
  return type !== 'tool.unknown' || call.effect === 'once' || `run the ${call.effect} call ${data.callId} again`
}

function checkSkill(
  { data, spanId = '' }: EventOf<'skill.loaded'>,
  { provided, openCalls }: RunState,
): boolean | string {
  const isKnown = provided?.skills.some(({ id }) => id === data.skillId) ?? false
  if (!isKnown) return `nothing: the run was not told of the skill ${data.skillId}`
  return data.stage === 'listed' || openCalls.get(spanId)?.toolName === loadSkill.name || 'a call of load_skill first'
}

function findTool({ definition, state }: Point, name: string): Partial<AgentDefinition['tools'][number]> {
  return listTools(definition, state).find((tool) => tool.name === name) ?? {}
}
