// Lists the context spaces of the caller's tenant.
import { listContextSpaces } from '../contracts/context.list.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'
import { renderSpaceSummary } from './render-space.ts'

export const list = implement(listContextSpaces, {
  async run({ search = null, limit, offset }, { store, principal: { organizationId } }) {
    const page = await store.listContextSpaces({ organizationId, search, limit, offset })
    return renderPage(page, offset, renderSpaceSummary)
  },
})
