// webhook.list: the webhooks of the tenant, newest first, those of agents too.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Id, pageInput, pageOutput } from './scalars.ts'
import { exampleWebhook, Webhook } from './webhook.ts'

export const listWebhooks = defineQuery({
  meta: {
    key: 'webhook.list',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['webhook', 'list'],
    description: 'Lists webhooks, newest first, without their secrets.',
    goal: 'See who is told of what.',
    context: 'The webhookUrl of an agent is one of them; agentId finds it.',
  },
  io: {
    inputName: 'ListWebhooksInput',
    outputName: 'ListWebhooksOutput',
    input: z.strictObject({ agentId: Id.optional(), ...pageInput() }),
    output: z.strictObject(pageOutput(Webhook)),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['admin'] },
  acceptance: {
    scenarios: [],
    examples: [
      { key: 'list-basic', input: { limit: 1 }, output: { items: [exampleWebhook], total: 1, hasMore: false } },
    ],
  },
  http: { method: 'GET', path: '/v1/webhooks' },
})
