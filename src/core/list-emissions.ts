// Which outward notices a batch of events makes. Emissions follow from the log and from nothing else.
import { runCancelled, runCompleted, runFailed, runStarted } from '../contracts/emissions.ts'
import type { NewRunEvent } from '../contracts/run-event.ts'

const emissionKeys: Partial<Record<NewRunEvent['type'], string>> = {
  'run.created': runStarted.key,
  'run.completed': runCompleted.key,
  'run.failed': runFailed.key,
  'run.cancelled': runCancelled.key,
}

export function listEmissions(events: readonly NewRunEvent[]): string[] {
  return events.flatMap((event) => emissionKeys[event.type] ?? [])
}
