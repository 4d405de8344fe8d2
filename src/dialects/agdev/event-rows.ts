// The fold of a run's log into rows, one for each span that is shown. A row is there as soon as its span opens, is completed in
// its place, and neither moves nor goes away, also when the deltas of the log are gone.
import type { RunEvent } from '../../contracts/run-event.ts'
import type { JsonObject } from '../../contracts/scalars.ts'

export interface EventRow {
  readonly id: string
  readonly runId: string
  readonly type: 'planning' | 'reasoning' | 'narration' | 'tool_call' | 'context_compression'
  readonly data: JsonObject
  readonly startedAt: string
  /** null while it is open. */
  readonly finishedAt: string | null
}

/** A span that may become a row. */
interface Span {
  readonly id: string
  readonly type: EventRow['type']
  /** Of a text: the turn that writes it. */
  readonly turnSpanId: string | null
  readonly startedAt: string
  data: JsonObject
  finishedAt: string | null
  /** A text is shown when it turns out to be narration; until then what its turn writes behind it waits. */
  isShown: boolean | null
}

/** Takes all events of one log, in order. */
export function foldRows(events: readonly RunEvent[]): EventRow[] {
  const spans = new Map<string, Span>()
  for (const event of events) foldEvent(spans, event)
  const undecided = new Set<string | null>()
  const rows: EventRow[] = []
  const runId = events[0]?.runId ?? ''
  for (const { id, type, data, startedAt, finishedAt, turnSpanId, isShown } of spans.values()) {
    if (isShown === null) undecided.add(turnSpanId)
    if (isShown !== true || undecided.has(turnSpanId)) continue
    rows.push({ id, runId, type, data, startedAt, finishedAt })
  }
  return rows
}

function foldEvent(spans: Map<string, Span>, event: RunEvent): void {
  const { at } = event
  switch (event.type) {
    case 'plan.written':
      return addMoment(spans, event, 'planning', { content: event.data.content })
    case 'context.compressed': {
      const { tokensBefore, tokensAfter } = event.data
      return addMoment(spans, event, 'context_compression', { tokensBefore, tokensAfter })
    }
    case 'reasoning.delta':
    case 'reasoning.completed':
    case 'message.delta':
    case 'message.completed':
      return foldText(spans, event)
    case 'turn.completed':
    case 'turn.failed':
      return closeTurn(spans, event.spanId ?? null, at)
    case 'tool.started':
    case 'tool.completed':
    case 'tool.failed':
    case 'tool.unknown':
      return foldCall(spans, event)
    default:
  }
}

function addMoment(spans: Map<string, Span>, event: RunEvent, type: EventRow['type'], data: JsonObject): void {
  const id = nameSpan(event)
  const times = { startedAt: event.at, finishedAt: event.at }
  spans.set(`${type} ${id}`, { id, type, turnSpanId: null, data, ...times, isShown: true })
}

/** What is a moment by itself has no span. */
function nameSpan({ spanId, runId, seq }: RunEvent): string {
  return spanId ?? `${runId}_${seq}`
}

type TextEvent = Extract<RunEvent, { type: `reasoning.${string}` | `message.${string}` }>

function foldText(spans: Map<string, Span>, event: TextEvent): void {
  const isReasoning = event.type === 'reasoning.delta' || event.type === 'reasoning.completed'
  const type = isReasoning ? 'reasoning' : 'narration'
  const id = nameSpan(event)
  const key = `${type} ${id}`
  const known = spans.get(key)
  if (!known && event.data.content === '') return // nothing was said
  const startedAt = 'startedAt' in event.data ? event.data.startedAt : event.at
  const turnSpanId = event.parentSpanId ?? null
  const span: Span = known ?? {
    id,
    type,
    turnSpanId,
    startedAt,
    data: { content: '' },
    finishedAt: null,
    isShown: null,
  }
  spans.set(key, span)
  const isWhole = event.type === 'reasoning.completed' || event.type === 'message.completed'
  span.data = { content: isWhole ? event.data.content : String(span.data['content']) + event.data.content }
  if (isWhole) span.finishedAt = event.at
  if (isReasoning) span.isShown = true
  else if ('channel' in event.data && event.data.channel === 'narration') span.isShown = true
  else if (isWhole) span.isShown = false // the answer is the result, not an event
}

/** What a turn leaves open will not be written on; a text of which nobody said what it was is not shown. */
function closeTurn(spans: Map<string, Span>, turnSpanId: string | null, at: string): void {
  for (const span of spans.values()) {
    if (span.turnSpanId === null || span.turnSpanId !== turnSpanId) continue
    span.finishedAt ??= at
    span.isShown ??= false
  }
}

type CallEvent = Extract<RunEvent, { type: `tool.${string}` }>

function foldCall(spans: Map<string, Span>, event: CallEvent): void {
  const { callId } = event.data
  const key = `tool_call ${callId}`
  const known = spans.get(key)
  if (event.type === 'tool.started') {
    if (known) return // taken up again
    const { toolName: name, input } = event.data
    const data = { id: callId, name, input }
    const id = event.spanId ?? callId
    spans.set(key, {
      id,
      type: 'tool_call',
      turnSpanId: null,
      startedAt: event.at,
      data,
      finishedAt: null,
      isShown: true,
    })
    return
  }
  if (!known || known.finishedAt !== null) return
  known.finishedAt = event.at
  known.data = { ...known.data, output: renderOutput(event) }
}

function renderOutput(event: Exclude<CallEvent, { type: 'tool.started' }>): unknown {
  if (event.type === 'tool.completed') return event.data.output ?? null
  const { message } = event.data
  const code = event.type === 'tool.unknown' ? 'TOOL_OUTCOME_UNKNOWN' : event.data.code
  return { error: { code: code === 'CANCELLED' ? 'cancelled' : code, message } }
}
