// Lists the runs of the caller's tenant.
import { listRuns } from '../contracts/agent.run.list.ts'
import { implement } from './operation.ts'
import { readRunFilter, renderListed } from './read-run-filter.ts'
import { renderPage } from './render-page.ts'

export const list = implement(listRuns, {
  async run({ limit, offset, ...asked }, { store, principal }) {
    const filter = readRunFilter(asked, principal.organizationId)
    return renderPage(await store.listRuns({ ...filter, limit, offset }), offset, renderListed)
  },
})
