// Reads one agent, with its tools when asked: those in code by name, stored ones as they are now.
import { getAgent } from '../contracts/agent.get.ts'
import { type AgentRow, renderAgent } from '../core/agent-row.ts'
import type { Store } from '../store/store.ts'
import { implement } from './operation.ts'

export const get = implement(getAgent, {
  async run({ agentId, includeTools = false }, { store, principal }, fail) {
    const row = await store.getAgent({ organizationId: principal.organizationId, agentId })
    if (!row) return fail('AGENT_NOT_FOUND')
    return { ...renderAgent(row), ...(includeTools && { tools: await listTools(row, store) }) }
  },
})

async function listTools({ organizationId, definition }: AgentRow, store: Store) {
  const inCode = definition.tools.map(({ name, description }) => ({
    id: name,
    name,
    slug: name,
    description,
    category: 'custom',
  }))
  const { assignments = [] } = definition
  const toolIds = assignments.map(({ toolId }) => toolId)
  const stored = await store.getTools({ organizationId, toolIds })
  const installed = assignments.flatMap(({ toolId: name, installed: from }) =>
    from && stored.every(({ id }) => id !== name)
      ? [{ id: name, name, slug: name, description: '', category: 'custom' }]
      : [],
  )
  return [
    ...inCode,
    ...installed,
    ...stored.map(({ id, name, slug, description, category }) => ({ id, name, slug, description, category })),
  ]
}
