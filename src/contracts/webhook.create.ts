// webhook.create: subscribes an address to emissions. The secret is in this one answer; it signs every delivery.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { exampleWebhook, Webhook, WebhookDescription, WebhookEvents, WebhookUrl } from './webhook.ts'

export const createWebhook = defineCommand({
  meta: {
    key: 'webhook.create',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['webhook', 'create'],
    description: 'Subscribes an address to emissions and shows the secret that signs them, once.',
    goal: 'Be told of what happens instead of asking for it.',
    context: 'Each delivery is stored with the change it tells of, and sent at least once.',
  },
  io: {
    inputName: 'CreateWebhookInput',
    outputName: 'CreateWebhookOutput',
    input: z.strictObject({ url: WebhookUrl, events: WebhookEvents, description: WebhookDescription.optional() }),
    output: z.strictObject({ webhook: Webhook, secret: z.string() }),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['admin'] },
  isShownOnce: true,
  sideEffects: { emits: [], audit: ['webhook.created'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'create-basic',
        input: { url: exampleWebhook.url, events: exampleWebhook.events },
        output: { webhook: exampleWebhook, secret: 'whsec_…' },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/webhooks' },
})
