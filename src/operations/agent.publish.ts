// Makes one revision of an agent the one that new runs use.
import { publishAgent } from '../contracts/agent.publish.ts'
import { type AgentRow, renderAgentSummary } from '../core/agent-row.ts'
import { implement } from './operation.ts'

export const publish = implement(publishAgent, {
  async run({ agentId, revisionId }, deps, fail) {
    const { store, principal } = deps
    const { organizationId } = principal
    const known = await store.getAgent({ organizationId, agentId })
    if (!known) return fail('AGENT_NOT_FOUND')
    if (revisionId !== undefined && !(await store.getRevision({ organizationId, agentId, revisionId }))) {
      fail('REVISION_NOT_FOUND', { detail: `"${revisionId}" is no revision of agent "${agentId}".` })
    }
    const at = deps.now()
    const change = (agent: AgentRow): AgentRow => ({
      ...agent,
      publishedRevisionId: revisionId ?? agent.latestRevisionId,
      lastPublishedAt: at,
      updatedAt: at,
    })
    const createRecord = (agent: AgentRow) =>
      deps.record({ resource: agentId, output: renderOutput(agent, at), payload: renderAgentSummary(agent) })
    const result = await store.changeAgent({ organizationId, agentId, change, createRecord })
    return renderOutput(result.outcome === 'changed' ? result.row : known, at)
  },
})

function renderOutput({ id, latestRevisionId, publishedRevisionId, lastPublishedAt }: AgentRow, at: string) {
  return {
    id,
    publishedRevisionId: publishedRevisionId ?? latestRevisionId,
    lastPublishedAt: lastPublishedAt ?? at,
    hasChanges: latestRevisionId !== publishedRevisionId,
  }
}
