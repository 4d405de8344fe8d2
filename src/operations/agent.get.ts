// Reads one agent.
import { getAgent } from '../contracts/agent.get.ts'
import { type AgentRow, renderAgent } from '../core/agent-row.ts'
import { implement } from './operation.ts'

export const get = implement(getAgent, {
  async run({ agentId, includeTools = false }, { store, principal }, fail) {
    const row = await store.getAgent({ organizationId: principal.organizationId, agentId })
    if (!row) return fail('AGENT_NOT_FOUND')
    return { ...renderAgent(row), ...(includeTools && { tools: renderTools(row) }) }
  },
})

function renderTools({ definition }: AgentRow) {
  return definition.tools.map(({ name, description }) => ({
    id: name,
    name,
    slug: name,
    description,
    category: 'custom',
  }))
}
