// A place in a trace as the OpenTelemetry API takes it.
import { type Context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { TraceContext } from '../core/trace-context.ts'

export function toContext({ traceId, spanId, flags }: TraceContext, isRemote = false): Context {
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags, isRemote })
}
