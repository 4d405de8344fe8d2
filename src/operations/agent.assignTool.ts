// Gives an agent a tool, in a new revision.
import { assignTool } from '../contracts/agent.assignTool.ts'
import type { AgentRow } from '../core/agent-row.ts'
import { reviseAgent } from '../core/revise-agent.ts'
import { implement } from './operation.ts'
import { refuseCode } from './refuse-code.ts'

export const assign = implement(assignTool, {
  async run({ agentId, toolId, config, order }, deps, fail) {
    const { store, principal } = deps
    const { organizationId } = principal
    const known = await store.getAgent({ organizationId, agentId })
    if (!known) return fail('AGENT_NOT_FOUND')
    const [tool] = await store.getTools({ organizationId, toolIds: [toolId] })
    if (!tool)
      return fail('TOOL_NOT_FOUND', {
        detail: `There is no tool "${toolId}"; built-in ones are offered with ERRAND_TOOLS.`,
      })
    if (known.origin !== 'api') return refuseCode(known, 'agentId', fail)

    const at = deps.now()
    const assignment = { toolId, order, ...(config && { config }) }
    const change = (agent: AgentRow): AgentRow | 'assigned' => {
      const { assignments = [] } = agent.definition
      if (assignments.some((one) => one.toolId === toolId)) return 'assigned'
      return reviseAgent(agent, { definition: { ...agent.definition, assignments: [...assignments, assignment] } }, at)
    }
    const output = { agentToolId: `${agentId}:${toolId}`, agentId, toolId }
    const createRecord = () => deps.record({ resource: agentId, output })
    const { outcome } = await store.changeAgent({ organizationId, agentId, change, createRecord })
    if (outcome === 'refused') fail('TOOL_ALREADY_ASSIGNED')
    return output
  },
})
