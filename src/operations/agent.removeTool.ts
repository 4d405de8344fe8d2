// Takes a tool from an agent, in a new revision.
import { removeTool } from '../contracts/agent.removeTool.ts'
import type { AgentRow } from '../core/agent-row.ts'
import { reviseAgent } from '../core/revise-agent.ts'
import { implement } from './operation.ts'
import { refuseCode } from './refuse-code.ts'

export const remove = implement(removeTool, {
  async run({ agentId, toolId }, deps, fail) {
    const { store, principal } = deps
    const { organizationId } = principal
    const known = await store.getAgent({ organizationId, agentId })
    if (!known) return fail('AGENT_NOT_FOUND')
    if (known.origin !== 'api') return refuseCode(known, 'agentId', fail)
    const at = deps.now()
    const change = (agent: AgentRow): AgentRow | 'absent' => {
      const { assignments = [] } = agent.definition
      const left = assignments.filter((one) => one.toolId !== toolId)
      if (left.length === assignments.length) return 'absent'
      return reviseAgent(agent, { definition: { ...agent.definition, assignments: left } }, at)
    }
    const createRecord = () => deps.record({ resource: agentId, output: { success: true } })
    const { outcome } = await store.changeAgent({ organizationId, agentId, change, createRecord })
    return { success: outcome !== 'refused' }
  },
})
