// Runs an exported run as a test: does the agent, as its code is now, still do what it did?
import { diff, type DiffEntry } from 'node:util'
import type { AgentDefinition } from '../../contracts/agent-definition.ts'
import type { RunEvent } from '../../contracts/run-event.ts'
import { type Fixture, readFixture } from '../../core/run-fixture.ts'
import { type Agent, nameModel } from '../../runtime/define-agent.ts'
import { restage } from './restage.ts'
import { renderEnd, renderTranscript } from './transcript.ts'

export interface ReplayOptions {
  /** The agent as its code is now. */
  readonly agent: Agent
  /**
   * `everything` (default): its settings, all that the model is told, and what happened. `course`: only what happened,
   * so that instructions may be reworded.
   */
  readonly compare?: 'everything' | 'course'
}

export interface ReplayedFixture {
  readonly isSame: boolean
  /** Lines that are only in the record begin with `-`, those of the agent as it is now with `+`. */
  readonly diff: string
  /** The log of the agent as it is now. */
  readonly events: readonly RunEvent[]
}

/**
 * Plays an exported run (`errand export`) to an agent: its model, its tools and the people it asked say what is recorded;
 * no model and no tool is called. Throws a TypeError when the fixture is none.
 */
export async function replayFixture(fixture: unknown, { agent, compare }: ReplayOptions): Promise<ReplayedFixture> {
  const record = readFixture(fixture)
  if (!record) throw new TypeError('the fixture is no exported run; write one with: errand export RUN -o FILE')
  const definition = completeDefinition(agent, record)
  const events = await restage(record, agent, definition)
  const isCourse = compare === 'course'
  const before = renderTranscript(record, isCourse)
  const now = renderTranscript({ ...record, definition, events }, isCourse)
  const end = renderEnd(record.events)
  if (end !== null) {
    before.push(end)
    now.push(renderEnd(events) ?? 'goes on where the record ends')
  }
  const entries = diff(now, before)
  return { isSame: entries.every(([kind]) => kind === 0), diff: renderDiff(entries), events }
}

/** The same as a test: rejects with the differences. */
export async function expectReplay(fixture: unknown, options: ReplayOptions): Promise<void> {
  const { isSame, diff: text } = await replayFixture(fixture, options)
  if (isSame) return
  const { agent } = options
  throw new Error(`agent "${agent.id}" no longer does what it did (- recorded, + now):\n${text}`)
}

/** The agent's definition; what a fork was given anew stays as it is recorded, like its input. */
function completeDefinition({ definition, model }: Agent, { definition: recorded, run }: Fixture): AgentDefinition {
  const { changed = [] } = run.forkedFrom ?? {}
  const isKept = model === null || changed.includes('model')
  const own = typeof model === 'string' ? model : model && nameModel(model)
  return {
    ...definition,
    model: isKept || own === null ? recorded.model : own,
    ...(changed.includes('instructions') && { instructions: recorded.instructions }),
  }
}

/** Unchanged lines that are shown before and after a difference. */
const AROUND = 2

function renderDiff(entries: readonly DiffEntry[]): string {
  const isNear = (index: number) =>
    entries.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(([kind]) => kind !== 0)
  const lines = entries.map(([kind, line], index) => {
    if (kind !== 0) return `${kind === 1 ? '+' : '-'} ${line}`
    return isNear(index) ? `  ${line}` : null
  })
  return lines
    .filter((line, index) => line !== null || (index > 0 && lines[index - 1] !== null))
    .map((line) => line ?? '  …')
    .join('\n')
}
