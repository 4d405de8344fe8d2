// In which trace the work at hand stands: that of the request, of the tool call, or of the span that is active in the
// program around us. With the OpenTelemetry API alone nothing is recorded, and the ids still go through.
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import {
  context,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { parseTraceparent, renderTraceparent, type TraceContext } from '../core/trace-context.ts'
import { toContext } from '../telemetry/otel-context.ts'
import { version } from './version.ts'

export const tracer = trace.getTracer('errand', version)

const current = new AsyncLocalStorage<string>()

/** The `traceparent` of the work at hand; a new one when it stands in no trace. */
export function readTraceparent(): string {
  return current.getStore() ?? readActiveSpan() ?? createTraceparent()
}

export function readTraceId(): string {
  return readTraceparent().slice(3, 35)
}

/** Does work in a trace, for us and for whatever is instrumented with OpenTelemetry. What is no context changes nothing. */
export function runInTrace<T>(traceparent: string, work: () => T): T {
  const place = parseTraceparent(traceparent)
  return place ? context.with(toContext(place), () => current.run(renderTraceparent(place), work)) : work()
}

export interface TracedRequest {
  /** `POST`, or the name of what is called in this process. */
  readonly method: string
  /** The header as it came. */
  readonly traceparent: string | null
}

/** Serves a request in its trace; the span around it is ours unless the program around us has one. */
export async function runRequest(
  { method, traceparent }: TracedRequest,
  serve: () => Promise<{ readonly operation: string | null; readonly status: number }>,
): Promise<void> {
  const active = readActiveSpan()
  if (active) return void (await runInTrace(active, serve))
  const parent = traceparent === null ? null : parseTraceparent(traceparent)
  const span = tracer.startSpan(method, { kind: SpanKind.SERVER }, parent ? toContext(parent, true) : ROOT_CONTEXT)
  const { operation, status } = await runInTrace(readSpan(span) ?? createTraceparent(), serve)
  span.updateName(operation === null ? method : `${method} ${operation}`)
  span.setAttributes({ 'http.request.method': method, 'http.response.status_code': status })
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', String(status))
  span.end()
}

const FLUSH_MS = 2000

/** Sends what the SDK has not sent yet, before the process ends; a collector that does not answer is not waited for. */
export async function flushSpans(): Promise<void> {
  const provider = trace.getTracerProvider()
  const sdk: object = provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider
  if (!('forceFlush' in sdk) || typeof sdk.forceFlush !== 'function') return
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, FLUSH_MS)
  await Promise.race([Promise.resolve(sdk.forceFlush()).catch(() => undefined), late])
  clearTimeout(timer)
}

function readActiveSpan(): string | null {
  const span = trace.getActiveSpan()
  return span ? readSpan(span) : null
}

/** Null of a span that nobody has: without an SDK and without a parent. */
function readSpan(span: Span): string | null {
  const { traceId, spanId, traceFlags } = span.spanContext()
  const place = parseTraceparent(renderTraceparent({ traceId, spanId, flags: traceFlags & 1 }))
  return place && renderTraceparent(place)
}

/** Of a trace that nobody records. */
function createTraceparent(): string {
  const place: TraceContext = {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    flags: 0,
  }
  return renderTraceparent(place)
}
