// Operations as a user would write them, over a till that tests can look into.
import { z } from 'zod'
import { implementOwn, type OwnDeps, type OwnOperation } from '../operations/own-operation.ts'
import { defineCommand, defineQuery } from '../spec/define.ts'

const meta = {
  version: '1.0.0',
  stability: 'beta',
  owners: ['@shop'],
  tags: [],
  goal: 'Test.',
  context: 'Tests.',
} as const
const SOLD_OUT = { description: 'Sold out', http: 409, gqlCode: 'SOLD_OUT', when: 'Nothing is left' }

export const buy = defineCommand({
  meta: { ...meta, key: 'shop.buy', description: 'Buys an item.' },
  io: {
    inputName: 'BuyInput',
    outputName: 'BuyOutput',
    input: z.strictObject({ item: z.string(), amount: z.int().min(1).default(1) }),
    output: z.strictObject({ item: z.string(), number: z.int() }),
    errors: { SOLD_OUT },
  },
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: {
    emits: [
      { ...meta, key: 'shop.bought', when: 'Something was bought', payload: z.strictObject({ item: z.string() }) },
    ],
    audit: ['shop.bought'],
  },
  acceptance: { scenarios: [], examples: [{ key: 'buy', input: { item: 'tea' }, output: { item: 'tea', number: 1 } }] },
  http: { method: 'POST', path: '/v1/shop/{item}/buy' },
  cli: { positionals: ['item'] },
})

export const count = defineQuery({
  meta: { ...meta, key: 'shop.count', description: 'Counts purchases and runs.' },
  io: {
    inputName: 'CountInput',
    outputName: 'CountOutput',
    input: z.strictObject({}),
    output: z.strictObject({ bought: z.int(), runs: z.int() }),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: { scenarios: [], examples: [{ key: 'count', input: {}, output: { bought: 0, runs: 0 } }] },
  http: { method: 'GET', path: '/v1/shop/count' },
})

export interface Shop {
  readonly operations: readonly OwnOperation[]
  /** What was bought, in order. */
  readonly till: { readonly item: string; readonly idempotencyKey: string | null; readonly userId: string }[]
}

/** `during` runs in the middle of a purchase. */
export function createShop(during: (deps: OwnDeps) => Promise<void> | void = () => {}): Shop {
  const till: Shop['till'] = []
  const operations = [
    implementOwn(buy, {
      async run({ item }, deps, fail) {
        if (item === 'nothing') return fail('SOLD_OUT', { detail: 'Nothing is sold out.' })
        till.push({ item, idempotencyKey: deps.idempotencyKey, userId: deps.principal.userId })
        const number = till.length
        await during(deps)
        deps.emit('shop.bought', { item })
        return { item, number }
      },
    }),
    implementOwn(count, {
      async run(_input, { call }) {
        const answer = await call('agent.run.list', {})
        const runs = answer.ok ? (answer.output as { total: number }).total : -1
        return { bought: till.length, runs }
      },
    }),
  ]
  return { operations, till }
}
