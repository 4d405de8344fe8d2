// The row of a run, folded from its log alone.
import type { RunEvent } from '../contracts/run-event.ts'
import type { Source } from '../contracts/run.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { foldRowChange } from './row-change.ts'
import type { RunRow } from './run-row.ts'

/** Null when the log does not start with `run.created`. Who owned the run is not in its log. */
export function foldRunRow(events: readonly RunEvent[]): RunRow | null {
  const [first] = events
  const last = events.at(-1)
  if (first?.type !== 'run.created' || !last) return null
  const { isEnded: _isEnded, status, attempt, output, sources, ...change } = foldRowChange(events)
  return {
    id: first.runId,
    created: first.data,
    epoch: 0,
    head: last.seq,
    owner: null,
    queuedAt: first.at,
    updatedAt: last.at,
    status: status ?? 'pending',
    attempt: attempt ?? 0,
    output: output === null ? null : (JSON.parse(output) as JsonObject),
    sources: sources === null ? [] : (JSON.parse(sources) as Source[]),
    ...change,
  }
}
