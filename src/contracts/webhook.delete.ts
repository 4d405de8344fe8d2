// webhook.delete: ends a webhook; what it has not got yet is never sent.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Id } from './scalars.ts'
import { WEBHOOK_NOT_FOUND } from './webhook.ts'

export const deleteWebhook = defineCommand({
  meta: {
    key: 'webhook.delete',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['webhook', 'delete'],
    description: 'Ends a webhook, with all its deliveries.',
    goal: 'Stop telling an address.',
    context: 'What it has not got yet is not sent. That of an agent takes its webhookUrl away.',
  },
  io: {
    inputName: 'DeleteWebhookInput',
    outputName: 'DeleteWebhookOutput',
    input: z.strictObject({ webhookId: Id }),
    output: z.strictObject({ webhookId: Id }),
    errors: { WEBHOOK_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [], audit: ['webhook.deleted'] },
  acceptance: {
    scenarios: [
      {
        key: 'delete-webhook-unknown',
        given: ['The tenant has no such webhook'],
        when: ['An administrator names it'],
        then: ['WEBHOOK_NOT_FOUND is returned'],
        expects: { error: 'WEBHOOK_NOT_FOUND' },
        play: { input: { webhookId: 'nowhere' } },
      },
    ],
    examples: [{ key: 'delete-basic', input: { webhookId: 'hook-123' }, output: { webhookId: 'hook-123' } }],
  },
  http: { method: 'DELETE', path: '/v1/webhooks/{webhookId}' },
  cli: { positionals: ['webhookId'] },
})
