// Everything a run left behind: its log, its emissions and its audit rows.
import type { RunEvent } from '../contracts/run-event.ts'
import type { Audit, Emission } from '../store/record.ts'
import type { Store } from '../store/store.ts'

export interface RunTraces {
  readonly events: RunEvent[]
  readonly types: string[]
  readonly emissions: Emission[]
  readonly audit: Audit[]
}

export async function listTraces(store: Store, runId: string, organizationId = 'default'): Promise<RunTraces> {
  const { events } = await store.readEvents({ runId, after: 0, limit: 10_000, types: null })
  const page = { organizationId, limit: 10_000, offset: 0 }
  const { items: emissions } = await store.listEmissions({ ...page, resource: runId })
  const { items: audit } = await store.listAudit({ ...page, resource: runId })
  return { events, types: events.map((event) => event.type), emissions, audit }
}

/** Spans that were opened and not closed before the terminal event, or closed more than once. */
export function listSpanFaults(events: readonly RunEvent[]): string[] {
  const open = new Map<string, number>()
  const closing = new Set(['turn.completed', 'turn.failed', 'tool.completed', 'tool.failed', 'tool.unknown'])
  for (const { type, spanId = '' } of events) {
    if (type === 'turn.started' || type === 'tool.started') open.set(spanId, 1)
    if (closing.has(type)) open.set(spanId, (open.get(spanId) ?? 0) - 1)
  }
  return [...open].flatMap(([spanId, left]) => (left === 0 ? [] : [spanId]))
}
