// The events with which a new owner takes a run up: the first start, a start after
// a wait, or a recovery that settles what was left open.
import type { NewRunEvent, Settlement } from '../contracts/run-event.ts'
import { endRun } from './end-run.ts'
import { getLimits, type RunState } from './run-state.ts'

/** Attempts in a row that may die without completing anything before the run is given up. */
const MAX_IDLE_ATTEMPTS = 50

/** `at` is the moment of the takeover, ISO-8601 UTC. */
export function takeOver(state: RunState, at: string): NewRunEvent[] {
  const attempt = state.attempt + 1
  if (state.attempt === 0) {
    const { timeoutMs, deadlineAt: latest } = getLimits(state)
    const own = new Date(Date.parse(at) + timeoutMs).toISOString()
    const deadlineAt = latest !== undefined && latest < own ? latest : own
    return [{ type: 'run.started', at, attempt, data: { attempt, deadlineAt } }]
  }
  if (state.isResumed && state.deadlineAt !== null) {
    return [{ type: 'run.started', at, attempt, data: { attempt, deadlineAt: state.deadlineAt } }]
  }
  if (state.idleAttempts >= MAX_IDLE_ATTEMPTS) {
    const message = `${state.idleAttempts} attempts in a row died before they completed anything`
    return endRun(state, { type: 'run.failed', at, attempt, data: { code: 'RUN_LOST', message, stage: 'start' } })
  }
  const settled = listSettlements(state)
  const events: NewRunEvent[] = [{ type: 'run.recovered', at, attempt, data: { attempt, settled } }]
  if (state.turn) {
    const message = 'the model turn was interrupted; its text so far is void'
    const data = { code: 'INTERRUPTED', message, willRetry: true }
    events.push({ type: 'turn.failed', at, attempt, spanId: state.turn.spanId, data })
  }
  return events
}

function listSettlements(state: RunState): Settlement[] {
  const settled: Settlement[] = []
  if (state.turn) settled.push({ spanId: state.turn.spanId, outcome: 'turn-retried' })
  for (const { spanId, callId, effect, childRunId } of state.openCalls.values()) {
    if (childRunId !== null) continue // the run that works on it goes on by itself
    settled.push({ spanId, callId, outcome: effect === 'once' ? 'outcome-unknown' : 'call-repeated' })
  }
  return settled
}
