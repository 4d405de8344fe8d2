// webhook.update: changes the address, the emissions or the description of a webhook.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Id } from './scalars.ts'
import { exampleWebhook, Webhook, WEBHOOK_NOT_FOUND, WebhookDescription, WebhookEvents, WebhookUrl } from './webhook.ts'

export const updateWebhook = defineCommand({
  isIdempotent: true,
  meta: {
    key: 'webhook.update',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['webhook', 'update'],
    description: 'Changes a webhook; what is left out stays as it is.',
    goal: 'Move a receiver, or have it told of more or less.',
    context: 'What is not delivered yet goes to the new address.',
  },
  io: {
    inputName: 'UpdateWebhookInput',
    outputName: 'UpdateWebhookOutput',
    input: z.strictObject({
      webhookId: Id,
      url: WebhookUrl.optional(),
      events: WebhookEvents.optional(),
      description: WebhookDescription.optional(),
    }),
    output: Webhook,
    errors: { WEBHOOK_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [], audit: ['webhook.updated'] },
  acceptance: {
    scenarios: [
      {
        key: 'update-webhook-unknown',
        given: ['The tenant has no such webhook'],
        when: ['An administrator names it'],
        then: ['WEBHOOK_NOT_FOUND is returned'],
        expects: { error: 'WEBHOOK_NOT_FOUND' },
        play: { input: { webhookId: 'nowhere' } },
      },
    ],
    examples: [
      { key: 'update-basic', input: { webhookId: 'hook-123', events: exampleWebhook.events }, output: exampleWebhook },
    ],
  },
  http: { method: 'PATCH', path: '/v1/webhooks/{webhookId}' },
  cli: { positionals: ['webhookId'] },
})
