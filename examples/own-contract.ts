// An operation of your own: a contract, the code behind it, and an agent that may call it. Copy this file into agents/.
import { contractTool, defineAgent, implement } from 'errand'
import { defineCommand } from 'errand/spec'
import { z } from 'zod'

export const refundOrder = defineCommand({
  meta: {
    key: 'orders.refund',
    version: '1.0.0',
    stability: 'beta',
    owners: ['@shop'],
    tags: ['orders'],
    description: 'Refunds an order.',
    goal: 'Give a customer the money back, once.',
    context: 'Used by support and by the agent "support".',
  },
  io: {
    inputName: 'RefundOrderInput',
    outputName: 'RefundOrderOutput',
    input: z.strictObject({ orderId: z.string().regex(/^\d{4}$/), reason: z.enum(['late', 'broken']).default('late') }),
    output: z.strictObject({ orderId: z.string(), refundedCents: z.int().positive() }),
    errors: {
      ORDER_NOT_FOUND: {
        description: 'There is no such order',
        http: 404,
        gqlCode: 'ORDER_NOT_FOUND',
        when: 'orderId is unknown',
      },
      ORDER_ALREADY_REFUNDED: {
        description: 'The order was refunded before',
        http: 409,
        gqlCode: 'ORDER_ALREADY_REFUNDED',
        when: 'A refund of the order was paid out',
      },
    },
  },
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: {
    emits: [
      {
        key: 'orders.refunded',
        version: '1.0.0',
        stability: 'beta',
        owners: ['@shop'],
        tags: ['orders'],
        when: 'An order was refunded',
        payload: z.strictObject({ orderId: z.string(), refundedCents: z.int() }),
      },
    ],
    audit: ['orders.refunded'],
  },
  acceptance: {
    scenarios: [
      {
        key: 'refund-twice',
        given: ['An order was refunded'],
        when: ['Support refunds it again'],
        then: ['ORDER_ALREADY_REFUNDED is returned', 'Nothing is paid out'],
        expects: { error: 'ORDER_ALREADY_REFUNDED' },
      },
    ],
    examples: [{ key: 'refund', input: { orderId: '1042' }, output: { orderId: '1042', refundedCents: 4200 } }],
  },
  http: { method: 'POST', path: '/v1/orders/{orderId}/refund' },
  cli: { positionals: ['orderId'] },
})

// Stands for your database or your payment provider.
const cents = new Map([
  ['1042', 4200],
  ['1043', 1900],
  ['1044', 2500],
])
const refunded = new Set<string>()

export const refund = implement(refundOrder, {
  async run({ orderId, reason }, { emit, log, idempotencyKey }, fail) {
    const refundedCents = cents.get(orderId)
    if (refundedCents === undefined) return fail('ORDER_NOT_FOUND', { detail: `There is no order ${orderId}.` })
    if (refunded.has(orderId)) return fail('ORDER_ALREADY_REFUNDED')
    // Hand idempotencyKey on to your payment provider: a repeat after a crash comes with the same key.
    log('info', 'paying out', { orderId, reason, idempotencyKey })
    refunded.add(orderId)
    emit('orders.refunded', { orderId, refundedCents })
    return { orderId, refundedCents }
  },
})

export default defineAgent({
  id: 'support',
  description: 'Helps with orders.',
  instructions: 'Help the customer. Refund an order when the customer asks for it.',
  tools: [contractTool(refund)],
})
