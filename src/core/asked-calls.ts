// Which events a turn writes together with its end: the plan it makes and the calls it asks for.
import type { RunEvent } from '../contracts/run-event.ts'

/** Whether the event is one of those: a plan, a start, a request to a person, or the refusal of the start right before it. */
export function isAskedBy(turnSpanId: string, event: RunEvent, before: RunEvent | undefined): boolean {
  if (event.type === 'tool.failed') return before?.type === 'tool.started' && before.spanId === event.spanId
  if (event.parentSpanId !== turnSpanId) return false
  if (event.type === 'plan.written') return true
  return event.type === 'tool.started' || (event.type === 'approval.requested' && event.data.kind !== 'unknown')
}
