// Subscribes an address to emissions.
import { createWebhook } from '../contracts/webhook.create.ts'
import { checkEvents, checkUrl } from './check-webhook.ts'
import { implement } from './operation.ts'
import { renderWebhook } from './render-webhook.ts'

export const create = implement(createWebhook, {
  async run({ url, events, description = null }, deps, fail) {
    checkUrl(url, 'url', deps, fail)
    checkEvents(events, deps, fail)
    const { organizationId, userId: createdBy } = deps.principal
    const createdAt = deps.now()
    const { webhookId, secret } = deps.createWebhook()
    const webhook = { webhookId, organizationId, url, events: [...new Set(events)], description, createdAt, createdBy }
    const record = deps.record({ resource: webhookId, output: null })
    const { outcome } = await deps.store.createWebhook({ webhook: { ...webhook, secret }, record })
    if (outcome === 'replied')
      fail('SHOWN_ONCE', { detail: 'The webhook was made by an earlier call; rotate its secret to get one.' })
    const none = { agentId: null, previousSecretUntil: null }
    return { webhook: renderWebhook({ ...webhook, ...none, updatedAt: createdAt }), secret }
  },
})
