// The end of a wait: once nothing is asked any more, the run goes on, with the time it waited added to its deadline.
import type { NewRunEvent } from '../contracts/run-event.ts'
import type { RunState } from './run-state.ts'

/** The events that end the wait at the moment `at`; none while an answer is missing or the run does not wait. */
export function resumeRun(state: RunState, at: string): NewRunEvent[] {
  const { waitingSince, deadlineAt, attempt } = state
  if (waitingSince === null || deadlineAt === null || state.approvals.size > 0) return []
  const waitedMs = Math.max(0, Date.parse(at) - Date.parse(waitingSince))
  const data = { deadlineAt: new Date(Date.parse(deadlineAt) + waitedMs).toISOString() }
  return [{ type: 'run.resumed', at, attempt, data }]
}
