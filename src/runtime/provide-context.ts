// Before the first model turn: what the run may read, and what was found for its message. A failed search is a log line.
import type { NewRunEvent } from '../contracts/run-event.ts'
import { describeThrown } from './describe-thrown.ts'
import { type ActiveRun, type RuntimeDeps, stamp } from './ports.ts'

/** All in one write: a crash leaves all of it or nothing. */
export async function provideContext(run: ActiveRun, { clock }: RuntimeDeps): Promise<void> {
  if (!(await run.whenDurable())) return
  const { message: query } = run.state.created.input
  const provided = await run.context.describe()
  if (!provided) return
  const searched = provided.sources.length > 0 ? await search(run, query) : null
  const envelope = stamp(run, clock)
  const skills = provided.skills.map(({ id: skillId, name: skillName, description, version }): NewRunEvent => {
    const data = {
      skillId,
      skillName,
      ...(version !== undefined && { version }),
      description,
      stage: 'listed' as const,
    }
    return { type: 'skill.loaded', ...envelope, data }
  })
  const found: NewRunEvent[] = searched ? [{ ...envelope, ...searched }] : []
  await run.append([{ type: 'context.provided', ...envelope, data: provided }, ...skills, ...found])
}

/** How the log line of a search that failed begins. */
export const SEARCH_FAILED = 'the documents could not be searched: '

type Found =
  | Pick<Extract<NewRunEvent, { type: 'context.searched' }>, 'type' | 'data'>
  | Pick<Extract<NewRunEvent, { type: 'log' }>, 'type' | 'data'>

async function search(run: ActiveRun, query: string): Promise<Found | null> {
  try {
    const data = await run.context.search(query)
    return data && { type: 'context.searched', data }
  } catch (error) {
    const message = SEARCH_FAILED + describeThrown(error)
    return { type: 'log', data: { level: 'error', message, source: 'context' } }
  }
}
