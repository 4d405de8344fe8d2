// Reads one webhook.
import { getWebhook } from '../contracts/webhook.get.ts'
import { implement } from './operation.ts'
import { renderWebhook } from './render-webhook.ts'

export const get = implement(getWebhook, {
  async run({ webhookId }, { store, principal: { organizationId } }, fail) {
    const row = await store.getWebhook({ organizationId, webhookId })
    return row ? renderWebhook(row) : fail('WEBHOOK_NOT_FOUND')
  },
})
