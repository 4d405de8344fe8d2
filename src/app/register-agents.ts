// Makes agents defined in code known: their definition to the store, their functions to the engine.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { Engine } from '../engine/engine.ts'
import type { Models } from '../models/registry.ts'
import type { Agent } from '../runtime/define-agent.ts'
import type { AgentDraft, Store } from '../store/store.ts'
import { ROOT } from './credentials.ts'
import { ConfigError } from './env.ts'

export interface RegisterDeps {
  readonly store: Store
  readonly engine: Engine
  readonly models: Models
  now(): string
}

/** Registers agents defined in code. Of an installation these are all: agents of earlier code that are gone become archived. */
export async function registerAgents(
  agents: readonly Agent[],
  isInstallation: boolean,
  deps: RegisterDeps,
): Promise<void> {
  const { organizationId } = ROOT
  const at = deps.now()
  const ids = agents.map((agent) => agent.id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new ConfigError(`two agents have the id "${twice}"; give one of them another`)
  if (isInstallation) await deps.store.archiveOtherAgents({ organizationId, keepIds: ids, at })
  const drafts = agents.map((agent) => draftAgent(agent, agent.id, false, deps.models))
  await deps.store.saveAgents({ organizationId, drafts, at })
  for (const agent of agents) deps.engine.load({ agentId: agent.id, agent })
}

/** Registers an agent object that is run without being part of the installation. `agentId` names it in its runs. */
export async function registerAdHocAgent(agent: Agent, agentId: string, deps: RegisterDeps): Promise<void> {
  const drafts = [draftAgent(agent, agentId, true, deps.models)]
  await deps.store.saveAgents({ organizationId: ROOT.organizationId, drafts, at: deps.now() })
  deps.engine.load({ agentId, agent })
}

function draftAgent(agent: Agent, id: string, isAdHoc: boolean, models: Models): AgentDraft {
  const { name, description, tags } = agent
  return { id, name, slug: id, description, tags, isAdHoc, definition: completeDefinition(agent, models) }
}

function completeDefinition({ model, definition }: Agent, models: Models): AgentDefinition {
  if (typeof model === 'string') return { model, ...definition }
  if (model === null) return { model: models.defaultModel(), ...definition }
  return { model: `${model.provider.split('.')[0]}/${model.modelId}`, ...definition }
}
