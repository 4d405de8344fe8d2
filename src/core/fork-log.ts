// The events that a fork takes over from the log of the run it comes from.
//
// 1. A turn is taken over whole, with the calls it asked for, if all of it was in the log at `seq`. A turn in progress,
//    a failed one and a final answer are not: there the model is asked again.
// 2. What became of a call is taken over if it was in the log at `seq`; of a `once` call that has started, whatever is
//    known now, for it must not happen twice; likewise of a call of an agent, whose run did things of its own. Other calls
//    that were open at `seq` run again. A turn whose agent's call has no outcome yet is not taken over.
// 3. What the run was given to read is taken over as a whole, or searched anew: then when it was not in the log at `seq`, or
//    when the fork asks something else and takes no turn over.
// 4. Outputs that are given take the place of what became of their calls.
import { deltaTypes, isTerminal, type NewRunEvent, type RunEvent, type RunEventData } from '../contracts/run-event.ts'
import { isAskedBy } from './asked-calls.ts'

export interface ForkParams {
  readonly seq: number
  /** The fork has another message than the original. */
  readonly hasNewMessage: boolean
  /** Outputs by callId. */
  readonly toolOutputs: Readonly<Record<string, unknown>>
  /** Who forks. */
  readonly by: string
  /** The moment of the fork, ISO-8601 UTC. */
  readonly at: string
}

export interface ForkLog {
  /** What stands in the new log behind `run.created`. Turns cost nothing here: the original paid for them. */
  readonly events: readonly NewRunEvent[]
  /** Tool names of the calls that were taken over, by callId. */
  readonly toolNamesById: ReadonlyMap<string, string>
}

interface TakenCall {
  readonly callId: string
  readonly spanId: string
  readonly toolName: string
  /** What a person was asked before it could run. */
  readonly approvalId: string | null
  /** The call has started, and that is taken over. */
  readonly isStarted: boolean
  /** Whatever is known of it is taken over. */
  readonly isOver: boolean
}

export function forkLog(log: readonly RunEvent[], { seq, hasNewMessage, toolOutputs, by, at }: ForkParams): ForkLog {
  const events = withoutEnd(log).filter(isOfUse)
  const turnSpans = listTurnSpans(events, seq, (callId) => Object.hasOwn(toolOutputs, callId))
  const callsById = findCalls(events, turnSpans, seq)
  const contextEnd = events.findLast(isOfContext)?.seq ?? 0
  const hasContext = contextEnd <= seq && !(hasNewMessage && turnSpans.size === 0)
  const callSpans = new Set([...callsById.values()].map(({ spanId }) => spanId))
  const taken = events.filter((event) => {
    if (isOfContext(event)) return hasContext
    if (event.type === 'skill.loaded') return event.seq <= seq && callSpans.has(String(event.spanId))
    if (/^(turn|message|reasoning|plan|result)\./.test(event.type)) return turnSpans.has(turnOf(event))
    if (isOfCall(event)) {
      const call = callsById.get(event.data.callId)
      const isGiven = call && Object.hasOwn(toolOutputs, call.callId)
      return call && (event.seq <= seq || call.isOver) && !(isGiven && isReplaced(event, call))
    }
    return event.seq <= seq
  })
  const given = [...callsById.values()].filter(({ callId }) => Object.hasOwn(toolOutputs, callId))
  const answers = given.map((call) => giveOutput(call, toolOutputs[call.callId], by))
  return {
    events: [...taken.map(withoutOthers), ...answers].map((event) => restamp(event, at)),
    toolNamesById: new Map([...callsById.values()].map(({ callId, toolName }) => [callId, toolName])),
  }
}

/** Without the terminal event and what was closed with it: those calls may have happened or not. */
export function withoutEnd(log: readonly RunEvent[]): readonly RunEvent[] {
  const end = log.findIndex(isTerminal)
  const terminal = log[end]
  if (!terminal) return log
  const code = terminal.type === 'run.failed' ? terminal.data.code : 'CANCELLED'
  const last = log.findLastIndex((event, index) => index < end && !isClosedWith(event, code))
  return log.slice(0, last + 1)
}

function isClosedWith(event: RunEvent, code: string): boolean {
  return (event.type === 'tool.failed' || event.type === 'turn.failed') && event.data.code === code
}

/** Where the run stood with its owner, and pieces of texts that are there as a whole, mean nothing to another run. */
function isOfUse({ type }: RunEvent): boolean {
  return !/^(run|budget)\./.test(type) && !(deltaTypes as readonly string[]).includes(type)
}

/** Of what the run was given to read before its first turn; it came in one write. */
function isOfContext({ type, data }: RunEvent): boolean {
  if (type === 'skill.loaded') return data.stage === 'listed'
  return type === 'context.provided' || type === 'context.searched' || (type === 'log' && data.source === 'context')
}

/** Spans of the turns that are taken over. */
function listTurnSpans(events: readonly RunEvent[], seq: number, isGiven: (callId: string) => boolean): Set<string> {
  const isUnsettled = (event: RunEvent) =>
    event.type === 'tool.started' &&
    event.data.child !== undefined &&
    !isGiven(event.data.callId) &&
    !events.some((other) => other.spanId === event.spanId && 'child' in other.data && other.type !== 'tool.started')
  const spans = new Set<string>()
  for (const [index, { type, spanId = '' }] of events.entries()) {
    if (type !== 'turn.completed') continue
    let end = index
    while (end + 1 < events.length && isAskedBy(spanId, events[end + 1] as RunEvent, events[end])) end += 1
    const isWhole = end > index && (events[end] as RunEvent).seq <= seq
    const isOpen = events.some((event) => event.parentSpanId === spanId && isUnsettled(event))
    if (isWhole && !isOpen) spans.add(spanId)
  }
  return spans
}

type CallEvent = Extract<RunEvent, { data: { callId: string } }>

function isOfCall(event: RunEvent): event is CallEvent {
  return 'callId' in event.data
}

function turnOf({ type, spanId = '', parentSpanId = '' }: RunEvent): string {
  return type.startsWith('turn.') ? spanId : parentSpanId
}

function findCalls(events: readonly RunEvent[], turnSpans: ReadonlySet<string>, seq: number): Map<string, TakenCall> {
  const callsById = new Map<string, TakenCall>()
  for (const event of events) {
    if (event.type !== 'tool.started' && event.type !== 'approval.requested') continue
    const { spanId = '', parentSpanId = '' } = event
    const { callId, toolName, effect } = event.data
    if (!turnSpans.has(parentSpanId)) continue
    const known = callsById.get(callId)
    const isAsked = event.type === 'approval.requested' && event.data.kind !== 'unknown'
    const approvalId = isAsked ? event.data.approvalId : (known?.approvalId ?? null)
    const hasStarted = event.type === 'tool.started'
    const isOver = known?.isOver === true || (hasStarted && (effect === 'once' || event.data.child !== undefined))
    const isStarted = known?.isStarted === true || (hasStarted && (event.seq <= seq || isOver))
    callsById.set(callId, { callId, spanId, toolName, approvalId, isStarted, isOver })
  }
  return callsById
}

/** Whether the event says what became of a call whose output is given. */
function isReplaced(event: CallEvent, call: TakenCall): boolean {
  if (event.type === 'tool.started') return false
  if (event.type === 'approval.requested') return event.data.kind === 'unknown'
  return !(event.type === 'approval.resolved' && call.isStarted && event.data.approvalId === call.approvalId)
}

function giveOutput({ callId, spanId, approvalId, isStarted }: TakenCall, output: unknown, by: string): NewRunEvent {
  if (isStarted || approvalId === null) {
    return { type: 'tool.completed', at: '', spanId, data: { callId, output, durationMs: 0 } }
  }
  const data: RunEventData<'approval.resolved'> = {
    approvalId,
    callId,
    decision: 'settled',
    by,
    outcome: 'completed',
    output,
  }
  return { type: 'approval.resolved', at: '', spanId, data }
}

/** Without what the turn cost, and without the run that worked on a call: both belong to the original. */
function withoutOthers(event: RunEvent): NewRunEvent {
  if (event.type === 'turn.completed') {
    const usage = { promptTokens: 0, completionTokens: 0, totalTokens: 0 }
    return { ...event, data: { ...event.data, usage, ...(event.data.costUsd !== undefined && { costUsd: 0 }) } }
  }
  if (!('child' in event.data)) return event
  const { child: _child, ...data } = event.data
  return { ...event, data } as NewRunEvent
}

/** An event of a new log: the moment is that of the fork, and no attempt has been made yet. */
function restamp({ type, spanId, parentSpanId, data }: NewRunEvent, at: string): NewRunEvent {
  return {
    type,
    at,
    ...(spanId !== undefined && { spanId }),
    ...(parentSpanId !== undefined && { parentSpanId }),
    data,
  } as NewRunEvent
}
