// webhook.listDeliveries: what was and is to be delivered, newest first.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { DeliveryStatus } from './enums.ts'
import { Id, pageInput, pageOutput } from './scalars.ts'
import { Delivery, exampleDelivery } from './webhook.ts'

export const listDeliveries = defineQuery({
  meta: {
    key: 'webhook.listDeliveries',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['webhook', 'listDeliveries'],
    description: 'Lists deliveries, newest first; those with status failed are given up.',
    goal: 'See why a receiver did not get something.',
    context: 'Kept as long as ended runs are.',
  },
  io: {
    inputName: 'ListDeliveriesInput',
    outputName: 'ListDeliveriesOutput',
    input: z.strictObject({ webhookId: Id.optional(), status: DeliveryStatus.optional(), ...pageInput() }),
    output: z.strictObject(pageOutput(Delivery)),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['admin'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'listdeliveries-basic',
        input: { webhookId: 'hook-123' },
        output: { items: [exampleDelivery], total: 1, hasMore: false },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/webhook-deliveries' },
})
