// The fold of a run's log: all that a run is, rebuilt from its events. Never reads a clock, never does I/O.
import type { Effect, RunStatus } from '../contracts/enums.ts'
import {
  isTerminal,
  type RunEvent,
  type RunEventData,
  type RunLimits,
  type TreeUse,
  type Usage,
} from '../contracts/run-event.ts'
import type { Source } from '../contracts/run.ts'
import { applyApproval, type ApprovalState } from './apply-approval.ts'
import { writePlan } from './own-tools.ts'
import { addCall, type Turn } from './turn.ts'

/** A tool call that has started and has no outcome yet. */
export interface OpenCall {
  readonly spanId: string
  readonly callId: string
  readonly toolName: string
  readonly input: unknown
  readonly effect: Effect
  readonly startedAt: string
  /** The run that works on the call; null: the owner of this run does. */
  readonly childRunId: string | null
  /** True when an earlier owner of the run started it, so it may have happened. */
  isInterrupted: boolean
}

/** `turns`: how many there were then; later outputs are told whole. */
export type Compression = RunEventData<'context.compressed'> & { readonly turns: number }

/** The state of a run. It belongs to whoever folds it: `applyEvent` changes it in place. */
export interface RunState extends ApprovalState {
  readonly runId: string
  status: RunStatus
  lastSeq: number
  created: RunEventData<'run.created'>
  attempt: number
  /** Attempts in a row that ended before anything was completed. */
  idleAttempts: number
  deadlineAt: string | null
  /** Since when the run is paused, for a person or for runs it started; nobody works on it. */
  waitingSince: string | null
  /** By how much time spent waiting for a person has moved the deadline, in ms. */
  waitedMs: number
  /** How long the runs that work on calls of the latest turn waited for a person, in ms. */
  childWaitMs: number
  /** True from the end of a wait until an owner takes the run up. */
  isResumed: boolean
  usage: Usage
  costUsd: number | null
  /** Whether it has started other runs. */
  hasChildren: boolean
  /** What runs of its tree have used, by the id of the uppermost; null: to be read before the next model turn. */
  treeUse: ReadonlyMap<string, TreeUse> | null
  /** Model turns that were completed. */
  iterations: number
  /** The model turn in progress. */
  turn: Turn | null
  /** Open calls by spanId. */
  openCalls: Map<string, OpenCall>
  /** Failures of the current turn in a row, interruptions by a crash not counted. */
  turnFailures: number
  /** The fallback model that is asked; null: the agent's own. */
  fallbackModel: string | null
  /** What the run may read; null: it has not been told, or there is nothing. */
  provided: RunEventData<'context.provided'> | null
  /** What it means to do, as it said last; null: it has no plan. */
  plan: string | null
  /** How what the model is told was shortened last; null: it is told everything. */
  compression: Compression | null
  /** The provider has refused what the model was to be told as too long, and it was not shortened since. */
  isTooLong: boolean
  /** Prompt tokens of the latest turn; null: it was shortened since, or there is none. */
  lastPromptTokens: number | null
  /** What was found for its message; null: nothing was looked for, or the search failed. */
  searched: RunEventData<'context.searched'> | null
  /** Why answers do not fit the result schema, by the span of the turn that gave them. */
  refusals: Map<string, RunEventData<'result.refused'>>
  /** The model that is asked does not take the result schema. */
  isSchemaRefused: boolean
  /** What tool calls have named as sources, in the order of their ends. */
  sources: Source[]
  lastFailure: { readonly at: string; readonly data: RunEventData<'turn.failed'> } | null
  isSimulated: boolean
}

export function getLimits(state: RunState): RunLimits {
  return state.created.limits
}

/** Folds a log from its first event. Throws when the first event is not `run.created`: that is no run's log. */
export function foldEvents(events: Iterable<RunEvent>): RunState {
  let state: RunState | null = null
  for (const event of events) {
    if (state) applyEvent(state, event)
    else state = createState(event)
  }
  if (!state) throw new Error('a log without events has no state')
  return state
}

function createState(event: RunEvent): RunState {
  if (event.type !== 'run.created') throw new Error(`run ${event.runId}: log starts with ${event.type}`)
  return {
    runId: event.runId,
    status: 'pending',
    lastSeq: event.seq,
    created: event.data,
    attempt: 0,
    idleAttempts: 0,
    deadlineAt: null,
    waitingSince: null,
    waitedMs: 0,
    childWaitMs: 0,
    isResumed: false,
    usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 },
    costUsd: null,
    hasChildren: false,
    treeUse: null,
    iterations: 0,
    turn: null,
    turns: [],
    outcomes: new Map(),
    openCalls: new Map(),
    approvals: new Map(),
    approvedCalls: new Map(),
    turnFailures: 0,
    fallbackModel: null,
    provided: null,
    plan: null,
    compression: null,
    isTooLong: false,
    lastPromptTokens: null,
    searched: null,
    refusals: new Map(),
    isSchemaRefused: false,
    sources: [],
    lastFailure: null,
    isSimulated: false,
  }
}

export function applyEvent(state: RunState, event: RunEvent): void {
  state.lastSeq = event.seq
  if (isTerminal(event)) return applyEnd(state, event)
  if (event.type === 'run.waiting' || event.type === 'run.delegated') return applyPause(state, event)
  if (event.type === 'run.resumed') return applyResume(state, event)
  if (event.type.startsWith('run.')) return applyStart(state, event)
  if (event.type.startsWith('approval.')) return applyApproval(state, event)
  if (event.type.startsWith('tool.')) return applyTool(state, event)
  if (event.type.startsWith('context.')) return applyContext(state, event)
  applyTurn(state, event)
}

function applyEnd(state: RunState, event: RunEvent): void {
  if (state.status === 'waiting' && state.waitingSince !== null) {
    state.waitedMs += Math.max(0, Date.parse(event.at) - Date.parse(state.waitingSince))
  }
  state.waitingSince = null
  state.status = event.type === 'run.completed' ? 'done' : event.type === 'run.failed' ? 'error' : 'cancelled'
  state.approvals.clear()
  state.approvedCalls.clear()
}

/** Only a person is waited for: a run whose children work is running. */
function applyPause(state: RunState, event: Extract<RunEvent, { type: 'run.waiting' | 'run.delegated' }>): void {
  if (event.type === 'run.waiting') state.status = 'waiting'
  state.waitingSince = event.at
}

function applyResume(state: RunState, event: Extract<RunEvent, { type: 'run.resumed' }>): void {
  const { deadlineAt } = event.data
  state.waitedMs += Date.parse(deadlineAt) - Date.parse(state.deadlineAt ?? deadlineAt)
  state.childWaitMs = 0
  state.status = 'running'
  state.waitingSince = null
  state.deadlineAt = deadlineAt
  state.idleAttempts = 0
  state.isResumed = true
}

function applyStart(state: RunState, event: RunEvent): void {
  if (event.type === 'run.started') {
    state.deadlineAt = event.data.deadlineAt
  } else if (event.type !== 'run.recovered') return
  state.status = 'running'
  state.isResumed = false
  state.attempt = event.data.attempt
  state.idleAttempts += 1
  for (const call of state.openCalls.values()) call.isInterrupted = true
}

function applyContext(state: RunState, event: RunEvent): void {
  if (event.type === 'context.provided') state.provided = event.data
  if (event.type === 'context.searched') state.searched = event.data
  if (event.type !== 'context.compressed') return
  state.compression = { ...event.data, turns: state.turns.length }
  state.lastPromptTokens = null
  state.isTooLong = false
}

function applyTurn(state: RunState, event: RunEvent): void {
  switch (event.type) {
    case 'plan.written':
      applyPlan(state, event)
      break
    case 'budget.checked':
      state.treeUse = new Map(event.data.used.map((use) => [use.runId, use]))
      break
    case 'turn.started':
      state.turn = { spanId: event.spanId ?? '', startedAt: event.at, parts: [] }
      state.childWaitMs = 0
      state.treeUse = null
      state.isSimulated ||= event.data.simulated ?? false
      break
    case 'reasoning.completed':
    case 'message.completed':
      state.turn?.parts.push({
        kind: event.type === 'message.completed' ? 'text' : 'reasoning',
        text: event.data.content,
        providerMetadata: event.data.providerMetadata,
      })
      break
    case 'result.refused':
      state.refusals.set(event.parentSpanId ?? '', event.data)
      break
    case 'turn.completed':
      if (state.turn) state.turns.push(state.turn)
      state.turn = null
      state.iterations += 1
      state.idleAttempts = 0
      state.turnFailures = 0
      state.lastFailure = null
      state.lastPromptTokens = event.data.usage.promptTokens
      addUsage(state, event.data)
      break
    case 'turn.failed':
      state.turn = null
      if (event.data.code !== 'INTERRUPTED') state.turnFailures += 1
      if (event.data.code === 'SCHEMA_REFUSED') state.isSchemaRefused = true
      if (event.data.code === 'PROMPT_TOO_LONG') state.isTooLong = true
      if (event.data.nextModel !== undefined) {
        state.isSchemaRefused = false
        state.fallbackModel = event.data.nextModel
        state.turnFailures = 0
      }
      state.lastFailure = { at: event.at, data: event.data }
      break
    default: // deltas, log lines and types of later versions change nothing here
  }
}

/** For the model it is a call that succeeded at once. */
function applyPlan(
  state: RunState,
  { data, spanId = '', parentSpanId = '' }: Extract<RunEvent, { type: 'plan.written' }>,
) {
  const { content, callId, providerMetadata } = data
  const call = { callId, spanId, toolName: writePlan.name, input: { plan: content }, providerMetadata }
  addCall(state.turns, parentSpanId, call)
  state.outcomes.set(callId, { kind: 'completed', output: 'The plan is written down.' })
  state.plan = content
}

function addUsage(state: RunState, { usage, costUsd }: RunEventData<'turn.completed'>): void {
  state.usage = {
    promptTokens: state.usage.promptTokens + usage.promptTokens,
    completionTokens: state.usage.completionTokens + usage.completionTokens,
    totalTokens: state.usage.totalTokens + usage.totalTokens,
  }
  if (costUsd !== undefined) state.costUsd = (state.costUsd ?? 0) + costUsd
}

function applyTool(state: RunState, event: RunEvent): void {
  const spanId = event.spanId ?? ''
  switch (event.type) {
    case 'tool.started': {
      const { callId, toolName, input, effect, providerMetadata, child } = event.data
      const isKnown = state.approvedCalls.delete(callId)
      if (!isKnown)
        addCall(state.turns, event.parentSpanId ?? '', { callId, spanId, toolName, input, providerMetadata })
      const call = { spanId, callId, toolName, input, effect, startedAt: event.at, isInterrupted: false }
      state.hasChildren ||= child !== undefined
      state.openCalls.set(spanId, { ...call, childRunId: child?.runId ?? null })
      return
    }
    case 'tool.completed':
      state.outcomes.set(event.data.callId, { kind: 'completed', output: event.data.output })
      state.sources.push(...(event.data.sources ?? []))
      break
    case 'tool.failed':
      state.outcomes.set(event.data.callId, { kind: 'failed', code: event.data.code, message: event.data.message })
      break
    case 'tool.unknown':
      state.outcomes.set(event.data.callId, { kind: 'unknown', message: event.data.message })
      break
    default:
      return
  }
  if ('child' in event.data) state.childWaitMs += event.data.child?.waitedMs ?? 0
  state.openCalls.delete(spanId)
  state.idleAttempts = 0
}
