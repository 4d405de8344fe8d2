// Makes agents defined in code known: their definition to the store, their functions to the engine.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { Engine } from '../engine/engine.ts'
import type { Models } from '../models/registry.ts'
import type { Agent } from '../runtime/define-agent.ts'
import type { AgentDraft, Store } from '../store/store.ts'
import { ROOT } from './credentials.ts'

export interface RegisterDeps {
  readonly store: Store
  readonly engine: Engine
  readonly models: Models
  now(): string
}

/** Registers the agents of this installation; agents of earlier code that are gone from it become archived. */
export async function registerAgents(agents: readonly Agent[], deps: RegisterDeps): Promise<void> {
  const { organizationId } = ROOT
  const at = deps.now()
  const ids = agents.map((agent) => agent.id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new Error(`two agents have the id "${twice}"; give one of them another`)
  await deps.store.archiveOtherAgents({ organizationId, keepIds: ids, at })
  const drafts = agents.map((agent) => draftAgent(agent, agent.id, false, deps.models))
  await deps.store.saveAgents({ organizationId, drafts, at })
  for (const agent of agents) deps.engine.load({ agentId: agent.id, agent })
}

/** Registers an agent object that is run without being part of the installation; answers the id of its runs' agent. */
export async function registerAdHocAgent(agent: Agent, deps: RegisterDeps): Promise<string> {
  const agentId = `adhoc-${agent.id}`.slice(0, 100)
  const drafts = [draftAgent(agent, agentId, true, deps.models)]
  await deps.store.saveAgents({ organizationId: ROOT.organizationId, drafts, at: deps.now() })
  deps.engine.load({ agentId, agent })
  return agentId
}

function draftAgent(agent: Agent, id: string, isAdHoc: boolean, models: Models): AgentDraft {
  const { name, description, tags } = agent
  return { id, name, slug: id, description, tags, isAdHoc, definition: completeDefinition(agent, models) }
}

function completeDefinition({ model, definition }: Agent, models: Models): AgentDefinition {
  if (typeof model === 'string') return { model, ...definition }
  if (model === null) return { model: models.defaultModel(), ...definition }
  return { model: `${model.provider}/${model.modelId}`, ...definition }
}
