// The end of a pause: once nothing is asked, or no run that works on a call is left, the run goes on.
import type { NewRunEvent } from '../contracts/run-event.ts'
import type { RunState } from './run-state.ts'

/** The events that end the pause at the moment `at`; none while something is missing or the run is not paused. */
export function resumeRun(state: RunState, at: string): NewRunEvent[] {
  const { waitingSince, deadlineAt, attempt, status, approvals, openCalls, childWaitMs } = state
  if (waitingSince === null || deadlineAt === null) return []
  const isForPerson = status === 'waiting'
  if (isForPerson ? approvals.size > 0 : openCalls.size > 0) return []
  const pausedMs = Math.max(0, Date.parse(at) - Date.parse(waitingSince))
  // The work of other runs takes time of this one; what they waited for a person does not.
  const waitedMs = isForPerson ? pausedMs : Math.min(pausedMs, childWaitMs)
  const data = { deadlineAt: new Date(Date.parse(deadlineAt) + waitedMs).toISOString() }
  return [{ type: 'run.resumed', at, attempt, data }]
}
