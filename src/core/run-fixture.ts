// A run in a file: read from anything at all, and replayed without a store.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import { RunFixture } from '../contracts/agent.run.export.ts'
import type { RunEvent } from '../contracts/run-event.ts'
import type { Run, RunInput } from '../contracts/run.ts'
import { checkLog } from './check-log.ts'
import { foldRunRow } from './fold-run-row.ts'
import { type Replay, replayRun } from './replay-run.ts'
import { renderRun } from './run-row.ts'
import { isSameJson } from './same-json.ts'

/** A fixture with the types of what it holds. */
export interface Fixture {
  readonly run: Run
  readonly definition: AgentDefinition
  readonly history: readonly { readonly agentId: string; readonly input: RunInput; readonly result: string }[]
  readonly events: readonly RunEvent[]
}

/** Null when the value is not what `agent.run.export` gives. What is inside of definition and events is trusted. */
export function readFixture(value: unknown): Fixture | null {
  const parsed = RunFixture.safeParse(value)
  if (!parsed.success) return null
  const { run, definition, history, events } = parsed.data
  return { run, history, definition: definition as unknown as AgentDefinition, events: events as unknown as RunEvent[] }
}

/** What is wrong with a fixture as `replayRun` and `checkLog` see it; its run must be what its log says. */
export function checkFixture({ run, definition, events }: Fixture): Replay & { readonly faults: readonly string[] } {
  const row = foldRunRow(events)
  const replay = replayRun(events, definition)
  if (!row) return { ...replay, faults: ['its log does not start with run.created'] }
  const isFold = isSameJson(renderRun(row), run)
  const faults = checkLog({ row, events, removed: row.head - events.length })
  return { ...replay, faults: isFold ? faults : [...faults, `run ${run.id}: it is not what its log says`] }
}
