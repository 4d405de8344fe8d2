// Reads one agent.
import { getAgent } from '../contracts/agent.get.ts'
import { renderAgent } from '../core/agent-row.ts'
import { implement } from './operation.ts'

export const get = implement(getAgent, {
  async run({ agentId, includeTools = false }, { store, principal }, fail) {
    const row = await store.getAgent({ organizationId: principal.organizationId, agentId })
    return row ? renderAgent(row, includeTools) : fail('AGENT_NOT_FOUND')
  },
})
