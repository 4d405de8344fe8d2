// OpenTelemetry spans by the GenAI conventions, made from the log: each is sent when the event that closes it is durable,
// with the times of the log. Ids follow from the log (core/trace-context.ts), so a run has one tree of spans whatever
// process saw which part of it.
import { type Attributes, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import { isTerminal, type RunEvent } from '../contracts/run-event.ts'
import { renderResult } from '../core/render-result.ts'
import { locateSpan, parseTraceparent, type TraceContext } from '../core/trace-context.ts'
import { toContext } from './otel-context.ts'
import type { Observer, WatchedRun } from './watch-runs.ts'

export interface SpanDeps {
  readonly tracer: Tracer
  /** Whether messages, arguments and results go along. */
  readonly capturesContent: boolean
}

interface Closed {
  readonly name: string
  readonly kind: SpanKind
  readonly place: TraceContext | null
  readonly parent: TraceContext | null
  readonly startedAt: string
  readonly attributes: Attributes
  readonly error: { readonly type: string; readonly message: string } | null
}

export function createSpanObserver({ tracer, capturesContent }: SpanDeps): Observer {
  return (event, run) => {
    const closed = describeSpan(event, run, capturesContent)
    if (!closed?.place || !closed.parent) return
    const { name, kind, startedAt, attributes, error } = closed
    const options = { kind, startTime: new Date(startedAt), attributes }
    const span = tracer.startSpan(name, options, toContext(closed.parent, isTerminal(event)))
    if (!span.isRecording()) return
    // The API has no way to say an id; SDKs hand out the object they keep. See decision 006.
    Object.assign(span.spanContext(), { spanId: closed.place.spanId })
    if (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message }).setAttribute('error.type', error.type)
    }
    span.end(new Date(event.at))
  }
}

function describeSpan(event: RunEvent, run: WatchedRun, capturesContent: boolean): Closed | null {
  switch (event.type) {
    case 'turn.completed':
    case 'turn.failed':
      return describeTurn(event, run)
    case 'tool.completed':
    case 'tool.failed':
    case 'tool.unknown':
      return describeCall(event, run, capturesContent)
    case 'run.completed':
    case 'run.failed':
    case 'run.cancelled':
      return describeRun(event, run, capturesContent)
    default:
      return null
  }
}

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

function describeTurn(event: EventOf<'turn.completed' | 'turn.failed'>, run: WatchedRun): Closed | null {
  const { runId, created, turn } = run
  if (!turn) return null
  const { provider, model, n } = turn.data
  const attributes: Attributes = {
    ...describeOperation('chat', run),
    'gen_ai.provider.name': providerNames[provider] ?? provider,
    'gen_ai.request.model': model,
    'gen_ai.request.stream': true,
    'errand.turn': n,
  }
  if (event.type === 'turn.completed') {
    attributes['gen_ai.usage.input_tokens'] = event.data.usage.promptTokens
    attributes['gen_ai.usage.output_tokens'] = event.data.usage.completionTokens
    attributes['gen_ai.response.finish_reasons'] = [event.data.finishReason]
  }
  return {
    name: `chat ${model}`,
    kind: SpanKind.CLIENT,
    place: locateSpan(created, runId, turn.spanId),
    parent: locateSpan(created, runId),
    startedAt: turn.at,
    attributes,
    error: event.type === 'turn.failed' ? { type: event.data.code, message: event.data.message } : null,
  }
}

function describeCall(
  event: EventOf<'tool.completed' | 'tool.failed' | 'tool.unknown'>,
  run: WatchedRun,
  capturesContent: boolean,
): Closed | null {
  const { runId, created } = run
  const call = run.callsBySpanId.get(event.spanId ?? '')
  if (!call) return null
  const { toolName, callId, input, child } = call.data
  const attributes: Attributes = {
    ...describeOperation('execute_tool', run),
    'gen_ai.tool.name': toolName,
    'gen_ai.tool.call.id': callId,
    'gen_ai.tool.type': 'function',
    ...(child && { 'errand.child_run.id': child.runId }),
  }
  if (capturesContent) {
    attributes['gen_ai.tool.call.arguments'] = JSON.stringify(input)
    if (event.type === 'tool.completed') attributes['gen_ai.tool.call.result'] = JSON.stringify(event.data.output)
  }
  const code = event.type === 'tool.failed' ? event.data.code : 'OUTCOME_UNKNOWN'
  return {
    name: `execute_tool ${toolName}`,
    kind: SpanKind.INTERNAL,
    place: locateSpan(created, runId, call.spanId),
    parent: locateSpan(created, runId),
    startedAt: call.at,
    attributes,
    error: event.type === 'tool.completed' ? null : { type: code, message: event.data.message },
  }
}

function describeRun(
  event: EventOf<'run.completed' | 'run.failed' | 'run.cancelled'>,
  run: WatchedRun,
  capturesContent: boolean,
): Closed {
  const { runId, created } = run
  const [provider = '', ...model] = created.model.split('/')
  const attributes: Attributes = {
    ...describeOperation('invoke_agent', run),
    'gen_ai.provider.name': providerNames[provider] ?? provider,
    'gen_ai.request.model': model.join('/'),
    'gen_ai.agent.version': created.revisionId,
  }
  if (event.type === 'run.completed') {
    attributes['gen_ai.usage.input_tokens'] = event.data.usage.promptTokens
    attributes['gen_ai.usage.output_tokens'] = event.data.usage.completionTokens
  }
  if (capturesContent) {
    attributes['gen_ai.input.messages'] = renderMessage('user', created.input.message)
    if (event.type === 'run.completed') {
      attributes['gen_ai.output.messages'] = renderMessage('assistant', renderResult(event.data))
    }
  }
  return {
    name: `invoke_agent ${created.agentName}`,
    kind: SpanKind.INTERNAL,
    place: locateSpan(created, runId),
    parent: created.traceparent === undefined ? null : parseTraceparent(created.traceparent),
    startedAt: run.startedAt ?? run.queuedAt,
    attributes,
    error: describeEnd(event),
  }
}

function describeEnd(event: EventOf<'run.completed' | 'run.failed' | 'run.cancelled'>): Closed['error'] {
  if (event.type === 'run.completed') return null
  if (event.type === 'run.failed') return { type: event.data.code, message: event.data.message }
  return { type: 'CANCELLED', message: `cancelled by ${event.data.by}` }
}

function describeOperation(operation: string, { runId, created }: WatchedRun): Attributes {
  return {
    'gen_ai.operation.name': operation,
    'gen_ai.agent.id': created.agentId,
    'gen_ai.agent.name': created.agentName,
    ...(created.sessionId !== undefined && { 'gen_ai.conversation.id': created.sessionId }),
    'errand.run.id': runId,
  }
}

function renderMessage(role: string, content: string): string {
  return JSON.stringify([{ role, parts: [{ type: 'text', content }] }])
}

/** Where the conventions have another name than we. */
const providerNames: Readonly<Record<string, string>> = { google: 'gcp.gemini' }
