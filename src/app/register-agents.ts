// Makes agents defined in code known: their definition to the store, their functions to the engine.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { Engine } from '../engine/engine.ts'
import type { Models } from '../models/registry.ts'
import type { SpaceKeeper } from '../spaces/space-keeper.ts'
import { type Agent, nameModel } from '../runtime/define-agent.ts'
import type { AgentDraft, Store } from '../store/store.ts'
import { ROOT } from './credentials.ts'
import { ConfigError } from './env.ts'

export interface RegisterDeps {
  readonly store: Store
  readonly engine: Engine
  readonly models: Models
  readonly spaces: SpaceKeeper
  now(): string
  readonly onError: (error: unknown) => void
}

/** An agent names a context space that is not there. */
export class SpaceMissingError extends ConfigError {}

/** Registers agents defined in code. Of an installation these are all: agents of earlier code that are gone become archived. */
export async function registerAgents(
  agents: readonly Agent[],
  isInstallation: boolean,
  deps: RegisterDeps,
): Promise<void> {
  const { organizationId } = ROOT
  const at = deps.now()
  const all = listFamily(agents)
  const ids = all.map((agent) => agent.id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new ConfigError(`two agents have the id "${twice}"; give one of them another`)
  if (isInstallation) await deps.store.archiveOtherAgents({ organizationId, keepIds: ids, at })
  await registerSpaces(all, deps)
  const drafts = all.map((agent) => draftAgent(agent, ({ id }) => id, 'code', deps.models))
  const saved = await deps.store.saveAgents({ organizationId, drafts, at })
  if (saved.outcome === 'id-taken') {
    const message = `the agent "${saved.agentId}" was made through the API; give the one in code another id`
    throw new ConfigError(message)
  }
  for (const agent of all) deps.engine.load({ agentId: agent.id, agent })
}

/** Agents and those among their tools, each once. */
export function listFamily(agents: readonly Agent[]): Agent[] {
  const seen = new Set<Agent>()
  const visit = (agent: Agent): void => {
    if (seen.has(agent)) return
    seen.add(agent)
    agent.agents.forEach(visit)
  }
  agents.forEach(visit)
  return [...seen]
}

/** Registers agent objects that are run without being part of the installation. The ids name them in their runs. */
export async function registerAdHocAgents(ids: ReadonlyMap<Agent, string>, deps: RegisterDeps): Promise<void> {
  const idOf = (agent: Agent) => ids.get(agent) ?? agent.id
  await registerSpaces([...ids.keys()], deps)
  const drafts = [...ids.keys()].map((agent) => draftAgent(agent, idOf, 'adhoc', deps.models))
  const { organizationId } = ROOT
  const saved = await deps.store.saveAgents({ organizationId, drafts, at: deps.now() })
  if (saved.outcome === 'id-taken')
    throw new Error(`the id "${saved.agentId}" belongs to an agent made through the API`)
  for (const [agent, agentId] of ids) deps.engine.load({ agentId, agent })
}

/** Makes the context spaces of agents known and begins to read them; their runs wait for that. */
async function registerSpaces(
  agents: readonly Agent[],
  { store, spaces, onError, ...deps }: RegisterDeps,
): Promise<void> {
  const { organizationId } = ROOT
  const all = [...new Map(agents.flatMap((agent) => agent.contextSpaces).map((space) => [space.id, space])).values()]
  const rows = all.map(({ kind: _kind, ...space }) => ({ ...space, organizationId, origin: 'code' as const }))
  const saved = await store.saveContextSpaces({ spaces: rows, at: deps.now() })
  if (saved.outcome === 'taken') {
    const id = `the id or the name of the context space "${saved.contextSpaceId}"`
    throw new ConfigError(`${id} belongs to one made through the API; give the one in code another`)
  }
  for (const agent of agents) {
    for (const contextSpaceId of agent.definition.contextSpaceIds ?? []) {
      if (await store.getContextSpace({ organizationId, contextSpaceId })) continue
      throw new SpaceMissingError(`agent "${agent.id}": there is no context space "${contextSpaceId}"`)
    }
  }
  for (const { id } of all) {
    void spaces.sync({ organizationId, contextSpaceId: id, sourceId: null }).catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === 'AbortError')) onError(error) // else the process stops
    })
  }
}

/** `idOf` names an agent in its runs, and as what its callers call. */
function draftAgent(
  agent: Agent,
  idOf: (agent: Agent) => string,
  origin: AgentDraft['origin'],
  models: Models,
): AgentDraft {
  const { name, description, tags, agents } = agent
  const id = idOf(agent)
  const { tools, ...definition } = completeDefinition(agent, models)
  const named = tools.map((tool) => {
    const callee = agents.find((candidate) => candidate.id === tool.agentId)
    return callee ? { ...tool, agentId: idOf(callee) } : tool
  })
  return { id, name, slug: id, description, tags, origin, definition: { ...definition, tools: named } }
}

function completeDefinition({ model, definition }: Agent, models: Models): AgentDefinition {
  if (typeof model === 'string') return { model, ...definition }
  if (model === null) return { model: models.defaultModel(), ...definition }
  return { model: nameModel(model), ...definition }
}
