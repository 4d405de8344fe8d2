// Lists the agents of the caller's tenant.
import { listAgents } from '../contracts/agent.list.ts'
import { renderAgentSummary } from '../core/agent-row.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'

export const list = implement(listAgents, {
  async run({ status, modelProvider, search, limit, offset }, { store, principal }) {
    const page = await store.listAgents({
      organizationId: principal.organizationId,
      status: status ?? null,
      modelProvider: modelProvider ?? null,
      search: search ?? null,
      limit,
      offset,
    })
    return renderPage(page, offset, renderAgentSummary)
  },
})
