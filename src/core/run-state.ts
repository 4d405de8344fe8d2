// The fold of a run's log: all that a run is, rebuilt from its events. Never reads a clock, never does I/O.
import type { Effect, RunStatus } from '../contracts/enums.ts'
import { isTerminal, type RunEvent, type RunEventData, type RunLimits, type Usage } from '../contracts/run-event.ts'

type ProviderMetadata = RunEventData<'tool.started'>['providerMetadata']

/** One piece of what the model said, in the order it said it. */
export type TurnPart =
  | { readonly kind: 'reasoning' | 'text'; readonly text: string; readonly providerMetadata: ProviderMetadata }
  | {
      readonly kind: 'call'
      readonly callId: string
      readonly toolName: string
      readonly input: unknown
      readonly providerMetadata: ProviderMetadata
    }

export interface Turn {
  readonly spanId: string
  readonly startedAt: string
  readonly parts: TurnPart[]
}

/** A tool call that has started and has no outcome yet. */
export interface OpenCall {
  readonly spanId: string
  readonly callId: string
  readonly toolName: string
  readonly input: unknown
  readonly effect: Effect
  readonly startedAt: string
  /** True when an earlier owner of the run started it, so it may have happened. */
  isInterrupted: boolean
}

export type CallOutcome =
  | { readonly kind: 'completed'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly message: string }

/** The state of a run. It belongs to whoever folds it: `applyEvent` changes it in place. */
export interface RunState {
  readonly runId: string
  status: RunStatus
  lastSeq: number
  created: RunEventData<'run.created'>
  attempt: number
  /** Attempts in a row that ended before anything was completed. */
  idleAttempts: number
  deadlineAt: string | null
  usage: Usage
  costUsd: number | null
  /** Model turns that were completed. */
  iterations: number
  /** The model turn in progress. */
  turn: Turn | null
  /** Completed turns, oldest first. */
  turns: Turn[]
  /** Outcomes by callId. */
  outcomes: Map<string, CallOutcome>
  /** Open calls by spanId. */
  openCalls: Map<string, OpenCall>
  /** Failures of the current turn in a row, interruptions by a crash not counted. */
  turnFailures: number
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
    usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 },
    costUsd: null,
    iterations: 0,
    turn: null,
    turns: [],
    outcomes: new Map(),
    openCalls: new Map(),
    turnFailures: 0,
    lastFailure: null,
    isSimulated: false,
  }
}

export function applyEvent(state: RunState, event: RunEvent): void {
  state.lastSeq = event.seq
  if (isTerminal(event)) return applyEnd(state, event)
  if (event.type.startsWith('run.')) return applyStart(state, event)
  if (event.type.startsWith('tool.')) return applyTool(state, event)
  applyTurn(state, event)
}

function applyEnd(state: RunState, event: RunEvent): void {
  state.status = event.type === 'run.completed' ? 'done' : event.type === 'run.failed' ? 'error' : 'cancelled'
}

function applyStart(state: RunState, event: RunEvent): void {
  if (event.type === 'run.started') {
    state.deadlineAt = event.data.deadlineAt
  } else if (event.type !== 'run.recovered') return
  state.status = 'running'
  state.attempt = event.data.attempt
  state.idleAttempts += 1
  for (const call of state.openCalls.values()) call.isInterrupted = true
}

function applyTurn(state: RunState, event: RunEvent): void {
  switch (event.type) {
    case 'turn.started':
      state.turn = { spanId: event.spanId ?? '', startedAt: event.at, parts: [] }
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
    case 'turn.completed':
      if (state.turn) state.turns.push(state.turn)
      state.turn = null
      state.iterations += 1
      state.idleAttempts = 0
      state.turnFailures = 0
      state.lastFailure = null
      addUsage(state, event.data)
      break
    case 'turn.failed':
      state.turn = null
      if (event.data.code !== 'INTERRUPTED') state.turnFailures += 1
      state.lastFailure = { at: event.at, data: event.data }
      break
    default: // deltas, log lines and types of later versions change nothing here
  }
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
      const { callId, toolName, input, effect, providerMetadata } = event.data
      const turn = state.turns.findLast((candidate) => candidate.spanId === event.parentSpanId)
      turn?.parts.push({ kind: 'call', callId, toolName, input, providerMetadata })
      const call = { spanId, callId, toolName, input, effect, startedAt: event.at, isInterrupted: false }
      state.openCalls.set(spanId, call)
      return
    }
    case 'tool.completed':
      state.outcomes.set(event.data.callId, { kind: 'completed', output: event.data.output })
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
  state.openCalls.delete(spanId)
  state.idleAttempts = 0
}
