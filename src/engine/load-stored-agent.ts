// The code of a run whose agent was made through the API: nothing but what its revision names.
import type { Agent } from '../runtime/define-agent.ts'
import type { OpenRun, Store } from '../store/store.ts'

/** What the run loop needs of an agent besides its definition. */
export type RunCode = Pick<Agent, 'tools' | 'model'>

/** Null when the run's agent is defined in code, which is not loaded in this process. */
export async function loadStoredAgent(run: OpenRun, store: Store): Promise<RunCode | null> {
  const definition = await store.getRevision(run)
  return definition?.assignments ? { tools: [], model: null } : null
}
