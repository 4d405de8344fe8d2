// webhook.get: one webhook, without its secret.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Id } from './scalars.ts'
import { exampleWebhook, Webhook, WEBHOOK_NOT_FOUND } from './webhook.ts'

export const getWebhook = defineQuery({
  meta: {
    key: 'webhook.get',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['webhook', 'get'],
    description: 'Reads one webhook, without its secret.',
    goal: 'See what an address is told of.',
    context: 'Used by the webhook page.',
  },
  io: {
    inputName: 'GetWebhookInput',
    outputName: 'GetWebhookOutput',
    input: z.strictObject({ webhookId: Id }),
    output: Webhook,
    errors: { WEBHOOK_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  acceptance: {
    scenarios: [
      {
        key: 'get-webhook-unknown',
        given: ['The tenant has no such webhook'],
        when: ['An administrator names it'],
        then: ['WEBHOOK_NOT_FOUND is returned'],
        expects: { error: 'WEBHOOK_NOT_FOUND' },
        play: { input: { webhookId: 'nowhere' } },
      },
    ],
    examples: [{ key: 'get-basic', input: { webhookId: 'hook-123' }, output: exampleWebhook }],
  },
  http: { method: 'GET', path: '/v1/webhooks/{webhookId}' },
  cli: { positionals: ['webhookId'] },
})
