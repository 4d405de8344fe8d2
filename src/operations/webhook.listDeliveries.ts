// Lists what was and is to be delivered.
import { listDeliveries } from '../contracts/webhook.listDeliveries.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'
import { renderDelivery } from './render-webhook.ts'

export const list = implement(listDeliveries, {
  async run({ webhookId = null, status = null, ...page }, { store, principal: { organizationId } }) {
    const found = await store.listDeliveries({ organizationId, webhookId, status, ...page })
    return renderPage(found, page.offset, renderDelivery)
  },
})
