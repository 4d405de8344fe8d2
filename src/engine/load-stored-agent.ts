// The code of a run whose agent was made through the API: the stored tools that its revision names, as they are now.
import type { Agent } from '../runtime/define-agent.ts'
import { createStoredTool, type StoredToolDeps } from '../runtime/stored-tool.ts'
import type { OpenRun, Store } from '../store/store.ts'

/** What the run loop needs of an agent besides its definition. */
export interface RunCode extends Pick<Agent, 'tools' | 'model'> {
  /** Tools that are not to be used any more, by name. */
  readonly deprecatedTools?: readonly string[]
}

/** Null when something is missing in this process: the code of an agent in code, or the function of a stored tool. */
export async function loadStoredAgent(run: OpenRun, store: Store, deps: StoredToolDeps): Promise<RunCode | null> {
  const row = await store.getRun(run)
  const assignments = row && (await store.getRevision(row.created))?.assignments
  if (!assignments) return null
  const { organizationId } = run
  const ordered = assignments.toSorted((one, other) => one.order - other.order)
  const rows = await store.getTools({ organizationId, toolIds: ordered.map(({ toolId }) => toolId) })
  const offered = rows.filter(({ status }) => status === 'active' || status === 'deprecated')
  const tools = ordered.flatMap(({ toolId, installed, config = {} }) => {
    if (installed) return [deps.findFunction(organizationId, toolId) ?? deps.findBuiltIn(organizationId, toolId)]
    const row = offered.find(({ id }) => id === toolId)
    return row ? [createStoredTool(row, config, deps)] : []
  })
  if (tools.includes(null)) return null
  const deprecatedTools = offered.filter(({ status }) => status === 'deprecated').map(({ slug }) => slug)
  return { tools: tools.filter((tool) => tool !== null), model: null, deprecatedTools }
}
