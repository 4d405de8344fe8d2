// webhook.redeliver: sends one delivery again, at once, under the same webhook-id.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { notFound } from './errors.ts'
import { Id } from './scalars.ts'
import { Delivery, exampleDelivery } from './webhook.ts'

export const redeliver = defineCommand({
  meta: {
    key: 'webhook.redeliver',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['webhook', 'redeliver'],
    description: 'Sends a delivery again at once, with all its attempts before it.',
    goal: 'Get what was given up, once the receiver is well.',
    context: 'The webhook-id stays the same, so a receiver that has it already can tell.',
  },
  io: {
    inputName: 'RedeliverInput',
    outputName: 'RedeliverOutput',
    input: z.strictObject({ deliveryId: Id }),
    output: Delivery,
    errors: {
      DELIVERY_NOT_FOUND: notFound(
        'DELIVERY_NOT_FOUND',
        'The specified delivery does not exist',
        'Delivery id is unknown in the tenant, or past its retention',
      ),
    },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [], audit: ['webhook.redelivered'] },
  acceptance: {
    scenarios: [
      {
        key: 'redeliver-unknown',
        given: ['The tenant has no such delivery'],
        when: ['An administrator names it'],
        then: ['DELIVERY_NOT_FOUND is returned'],
        expects: { error: 'DELIVERY_NOT_FOUND' },
        play: { input: { deliveryId: 'nowhere' } },
      },
    ],
    examples: [
      { key: 'redeliver-basic', input: { deliveryId: 'dlv-123' }, output: { ...exampleDelivery, attempts: 0 } },
    ],
  },
  http: { method: 'POST', path: '/v1/webhook-deliveries/{deliveryId}/redeliver' },
  cli: { positionals: ['deliveryId'] },
})
