// Logs of runs for tests: short events in, numbered events with all that an envelope needs out.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { NewRunEvent, RunEvent, RunEventData, RunEventType } from '../contracts/run-event.ts'

export const START_MS = Date.UTC(2026, 0, 5, 9)

/** The moment `ms` after the start, ISO-8601 UTC. */
export function moment(ms: number): string {
  return new Date(START_MS + ms).toISOString()
}

export function createdData(change: Partial<RunEventData<'run.created'>> = {}): RunEventData<'run.created'> {
  return {
    organizationId: 'default',
    agentId: 'agent',
    agentName: 'Agent',
    model: 'sim/script',
    revisionId: 'agent-r1',
    input: { message: 'Hello' },
    origin: { kind: 'api' },
    limits: { timeoutMs: 60_000, maxIterations: 25 },
    resultType: 'text',
    userId: 'root',
    ...change,
  }
}

export function createDefinition(change: Partial<AgentDefinition> = {}): AgentDefinition {
  return {
    model: 'sim/script',
    instructions: 'Answer.',
    resultType: 'text',
    tools: [],
    toolChoice: 'auto',
    maxIterations: 25,
    timeoutMs: 60_000,
    onUnknown: 'tell-model',
    ...change,
  }
}

/** A short event: type, data, span and parent span. It happens one second after the one before, or at `atMs`. */
export interface ShortEvent<T extends RunEventType = RunEventType> {
  readonly type: T
  readonly data: RunEventData<T>
  readonly spanId?: string
  readonly parentSpanId?: string
  readonly atMs?: number
}

export function event<T extends RunEventType>(
  type: T,
  data: RunEventData<T>,
  envelope: Omit<ShortEvent, 'type' | 'data'> = {},
): ShortEvent<T> {
  return { type, data, ...envelope }
}

/** Numbers the events from `firstSeq` and gives each a moment. */
export function logOf(events: readonly ShortEvent[], firstSeq = 1): RunEvent[] {
  return events.map(({ atMs, ...rest }, index): RunEvent => {
    const seq = firstSeq + index
    return { v: 1, runId: 'run_1', seq, at: moment(atMs ?? (seq - 1) * 1000), ...rest } as RunEvent
  })
}

/** The events as they are before a store numbers them. */
export function withoutNumbers(events: readonly RunEvent[]): NewRunEvent[] {
  return events.map(({ v: _v, runId: _runId, seq: _seq, ...rest }) => rest as NewRunEvent)
}

export const created = (change: Partial<RunEventData<'run.created'>> = {}) => event('run.created', createdData(change))
export const started = () => event('run.started', { attempt: 1, deadlineAt: moment(60_000) })
export const recovered = (attempt: number) => event('run.recovered', { attempt, settled: [] })
export const turnStarted = (spanId: string, n = 1) =>
  event('turn.started', { n, provider: 'sim', model: 'script' }, { spanId })
export const message = (turnSpanId: string, content: string, channel: 'final' | 'narration' = 'final') =>
  event(
    'message.completed',
    { messageId: `msg_${content}`, channel, content, startedAt: moment(0) },
    { spanId: `span_${content}`, parentSpanId: turnSpanId },
  )
export const turnCompleted = (spanId: string, tokens = 3, costUsd?: number) =>
  event(
    'turn.completed',
    {
      usage: { promptTokens: tokens, completionTokens: 1, totalTokens: tokens + 1 },
      ...(costUsd !== undefined && { costUsd }),
      finishReason: 'stop',
    },
    { spanId },
  )
export const turnFailed = (spanId: string, change: Partial<RunEventData<'turn.failed'>> = {}) =>
  event('turn.failed', { code: 'MODEL_FAILED', message: 'it broke', willRetry: true, ...change }, { spanId })
export const toolStarted = (callId: string, turnSpanId: string, effect: 'pure' | 'idempotent' | 'once' = 'once') =>
  event(
    'tool.started',
    { callId, toolName: 'look', input: { q: callId }, effect },
    { spanId: `span_${callId}`, parentSpanId: turnSpanId },
  )
export const toolCompleted = (callId: string, output: unknown = 'found') =>
  event('tool.completed', { callId, output, durationMs: 5 }, { spanId: `span_${callId}` })
export const toolFailed = (callId: string, code = 'TOOL_EXECUTION_ERROR') =>
  event('tool.failed', { callId, code, message: 'no luck', retryable: false }, { spanId: `span_${callId}` })
export const toolUnknown = (callId: string) =>
  event('tool.unknown', { callId, message: 'nobody knows' }, { spanId: `span_${callId}` })

/** Asks a person about a call, as approval `appr_…` of that call. */
export const requested = (callId: string, turnSpanId: string, kind: 'approval' | 'question' | 'unknown' = 'approval') =>
  event(
    'approval.requested',
    { approvalId: `appr_${callId}`, kind, callId, toolName: 'look', input: { q: callId }, effect: 'once' },
    { spanId: `span_${callId}`, parentSpanId: turnSpanId },
  )
export const resolved = (
  callId: string,
  change: Partial<RunEventData<'approval.resolved'>> & Pick<RunEventData<'approval.resolved'>, 'decision'>,
) =>
  event(
    'approval.resolved',
    { approvalId: `appr_${callId}`, callId, by: 'ada', ...change },
    { spanId: `span_${callId}` },
  )
export const waiting = (...callIds: string[]) =>
  event('run.waiting', { approvalIds: callIds.map((callId) => `appr_${callId}`) })
export const resumed = (deadlineMs = 60_000) => event('run.resumed', { deadlineAt: moment(deadlineMs) })
