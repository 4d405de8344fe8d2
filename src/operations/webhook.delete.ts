// Ends a webhook, with all its deliveries.
import { deleteWebhook } from '../contracts/webhook.delete.ts'
import { implement } from './operation.ts'

export const remove = implement(deleteWebhook, {
  async run({ webhookId }, deps, fail) {
    const { organizationId } = deps.principal
    const output = { webhookId }
    const record = deps.record({ resource: webhookId, output })
    const { outcome } = await deps.store.deleteWebhook({ organizationId, webhookId, record })
    return outcome === 'missing' ? fail('WEBHOOK_NOT_FOUND') : output
  },
})
