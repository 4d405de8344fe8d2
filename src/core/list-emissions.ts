// Which outward notices a batch of events makes. Emissions follow from the log and from nothing else.
import type { NewRunEvent } from '../contracts/run-event.ts'

const emissionKeys: Partial<Record<NewRunEvent['type'], string>> = {
  'run.created': 'run.started',
  'run.completed': 'run.completed',
  'run.failed': 'run.failed',
  'run.cancelled': 'run.cancelled',
}

export function listEmissions(events: readonly NewRunEvent[]): string[] {
  return events.flatMap((event) => emissionKeys[event.type] ?? [])
}
