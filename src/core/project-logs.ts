// Log lines of a run, folded from its log. Every line names the event it came from.
import type { LogLevel } from '../contracts/enums.ts'
import type { RunEvent } from '../contracts/run-event.ts'
import type { RunLog } from '../contracts/run.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { describeRefusal } from './conclude.ts'
import { parseTraceparent } from './trace-context.ts'

interface Line {
  readonly level: LogLevel
  readonly message: string
  readonly source?: string
  readonly data?: JsonObject
}

export function projectLogs(events: Iterable<RunEvent>): RunLog[] {
  const logs: RunLog[] = []
  const toolNames = new Map<string, string>()
  const toolSpanIds = new Set<string>()
  let traceId: string | undefined
  for (const event of events) {
    if (event.type === 'run.created') traceId = parseTraceparent(event.data.traceparent ?? '')?.traceId
    if (event.type === 'tool.started' || event.type === 'approval.requested') {
      toolNames.set(event.data.callId, event.data.toolName)
      toolSpanIds.add(event.spanId ?? '')
    }
    const line = renderLine(event, toolNames)
    if (line) logs.push({ ...createLog(event, line, toolSpanIds), ...(traceId !== undefined && { traceId }) })
  }
  return logs
}

/** The step of a line is the call it belongs to; other spans are no steps. */
function createLog(event: RunEvent, line: Line, toolSpanIds: ReadonlySet<string>): RunLog {
  return {
    id: `${event.runId}-${event.seq}`,
    ...(event.spanId !== undefined && {
      ...(toolSpanIds.has(event.spanId) && { stepId: event.spanId }),
      spanId: event.spanId,
    }),
    ...line,
    timestamp: event.at,
  }
}

function renderLine(event: RunEvent, toolNames: ReadonlyMap<string, string>): Line | null {
  switch (event.type) {
    case 'run.recovered':
      return {
        level: 'warn',
        message: `Run taken up again, attempt ${event.data.attempt}`,
        data: { settled: event.data.settled },
      }
    case 'plan.written':
      return { level: 'info', message: event.data.content, source: 'planner' }
    case 'context.compressed': {
      const { tokensBefore, tokensAfter } = event.data
      const message = `What the model is told was shortened from about ${tokensBefore} to ${tokensAfter} tokens`
      return { level: 'info', message, source: 'context', data: { ...event.data } }
    }
    case 'reasoning.completed':
      if (event.data.content === '') return null // the provider keeps it to itself
      return { level: 'debug', message: event.data.content, source: 'reasoning' }
    case 'turn.failed':
      return {
        level: event.data.willRetry ? 'warn' : 'error',
        message: `Model turn failed: ${event.data.message}`,
        source: 'model',
        data: { code: event.data.code, willRetry: event.data.willRetry },
      }
    case 'result.refused':
      return {
        level: 'warn',
        message: `Answer ${event.data.answer} does not fit the result schema: ${describeRefusal(event.data)}`,
        source: 'result',
      }
    case 'tool.failed':
      return {
        level: 'error',
        message: `Tool ${toolNames.get(event.data.callId) ?? ''} failed: ${event.data.message}`,
        source: 'tool',
        data: { code: event.data.code, callId: event.data.callId },
      }
    case 'tool.unknown':
      return {
        level: 'warn',
        message: `Tool ${toolNames.get(event.data.callId) ?? ''}: ${event.data.message}`,
        source: 'tool',
        data: { callId: event.data.callId },
      }
    case 'approval.requested':
    case 'approval.resolved':
      return renderApproval(event, toolNames)
    case 'log': {
      const { level, message, source, data } = event.data
      return { level, message, ...(source !== undefined && { source }), ...(data !== undefined && { data }) }
    }
    case 'run.failed':
      return { level: 'error', message: `Run failed: ${event.data.message}`, data: { code: event.data.code } }
    default:
      return null
  }
}

function renderApproval(
  event: Extract<RunEvent, { type: 'approval.requested' | 'approval.resolved' }>,
  toolNames: ReadonlyMap<string, string>,
): Line {
  const { approvalId, callId, reason } = event.data
  const name = toolNames.get(callId) ?? ''
  const what =
    event.type === 'approval.requested'
      ? `A person is asked about ${name} (${event.data.kind})`
      : `${name} was ${event.data.decision} by ${event.data.by}`
  const message = reason === undefined ? what : `${what}: ${reason}`
  return { level: 'info', message, source: 'approval', data: { approvalId, callId } }
}
