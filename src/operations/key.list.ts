// Lists the API keys of a tenant.
import { listKeys } from '../contracts/key.list.ts'
import { implement } from './operation.ts'
import { renderKey } from './render-key.ts'
import { renderPage } from './render-page.ts'

export const list = implement(listKeys, {
  async run({ limit, offset }, { store, principal: { organizationId } }) {
    return renderPage(await store.listKeys({ organizationId, limit, offset }), offset, renderKey)
  },
})
