// Lists the revisions of an agent, newest first.
import { listRevisions } from '../contracts/agent.listRevisions.ts'
import { renderRevision } from '../core/agent-row.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'

export const list = implement(listRevisions, {
  async run({ agentId, limit, offset }, { store, principal }, fail) {
    const { organizationId } = principal
    if (!(await store.getAgent({ organizationId, agentId }))) return fail('AGENT_NOT_FOUND')
    return renderPage(await store.listRevisions({ organizationId, agentId, limit, offset }), offset, renderRevision)
  },
})
