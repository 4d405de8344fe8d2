// The last events of a run: whatever is open is closed first, then exactly one terminal event.
import type { NewRunEvent, RunEventData } from '../contracts/run-event.ts'
import type { InFlight } from '../contracts/run.ts'
import type { RunState } from './run-state.ts'

type NewTerminalEvent = Extract<NewRunEvent, { type: 'run.completed' | 'run.failed' | 'run.cancelled' }>

/** Closes every open span for the reason of `terminal`, then ends the run with it. */
export function endRun(state: RunState, terminal: NewTerminalEvent): NewRunEvent[] {
  const { at, attempt } = terminal
  const { code, message } = describeEnd(terminal)
  const closing: NewRunEvent[] = []
  const span = (spanId: string) => ({ at, spanId, ...(attempt !== undefined && { attempt }) })
  for (const { spanId, callId } of state.openCalls.values()) {
    closing.push({ type: 'tool.failed', ...span(spanId), data: { callId, code, message, retryable: false } })
  }
  if (state.turn) {
    closing.push({ type: 'turn.failed', ...span(state.turn.spanId), data: { code, message, willRetry: false } })
  }
  return [...closing, terminal]
}

/** The events of a cancel. `by` names who asked. */
export function cancelRun(state: RunState, cancel: { at: string; by: string; reason: string | null }): NewRunEvent[] {
  const data: RunEventData<'run.cancelled'> = {
    by: cancel.by,
    ...(cancel.reason !== null && { reason: cancel.reason }),
    inFlight: listInFlight(state),
  }
  const attempt = state.attempt > 0 ? { attempt: state.attempt } : {}
  return endRun(state, { type: 'run.cancelled', at: cancel.at, ...attempt, data })
}

function describeEnd(terminal: NewTerminalEvent): { code: string; message: string } {
  if (terminal.type === 'run.failed') return terminal.data
  if (terminal.type === 'run.cancelled') return { code: 'CANCELLED', message: 'the run was cancelled' }
  return { code: 'INTERNAL_ERROR', message: 'the run ended before this did' }
}

/** What the run is doing, a model turn before the calls. */
export function listInFlight(state: RunState): InFlight[] {
  const calls = [...state.openCalls.values()].map(({ spanId, callId, toolName, startedAt: since }): InFlight => ({
    spanId,
    kind: 'tool',
    callId,
    toolName,
    since,
  }))
  return state.turn ? [{ spanId: state.turn.spanId, kind: 'turn', since: state.turn.startedAt }, ...calls] : calls
}
