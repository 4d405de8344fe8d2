// Lists the tools of the caller's tenant.
import { listTools } from '../contracts/agent.tool.list.ts'
import { renderToolSummary } from '../core/tool-row.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'

export const list = implement(listTools, {
  async run({ category = null, status = null, search = null, limit, offset }, { store, principal }) {
    const { organizationId } = principal
    const page = await store.listTools({ organizationId, category, status, search, limit, offset })
    return renderPage(page, offset, renderToolSummary)
  },
})
