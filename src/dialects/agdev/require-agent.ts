// The agent that a path of the run API names. What is archived is not there.
import type { AgentRow } from '../../core/agent-row.ts'
import type { DialectRequest, Refusal } from '../../operations/dialect-route.ts'

export async function requireAgent(request: DialectRequest): Promise<{ ok: true; agent: AgentRow } | Refusal> {
  const { store, principal, params } = request
  const agentId = params['agentId'] ?? ''
  const agent = await store.getAgent({ organizationId: principal.organizationId, agentId })
  return agent && agent.status !== 'archived' ? { ok: true, agent } : request.refuse('AGENT_NOT_FOUND')
}
