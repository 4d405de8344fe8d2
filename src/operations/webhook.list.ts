// Lists the webhooks of a tenant.
import { listWebhooks } from '../contracts/webhook.list.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'
import { renderWebhook } from './render-webhook.ts'

export const list = implement(listWebhooks, {
  async run({ agentId = null, limit, offset }, { store, principal: { organizationId } }) {
    return renderPage(await store.listWebhooks({ organizationId, agentId, limit, offset }), offset, renderWebhook)
  },
})
