import { expect, it } from 'vitest'
import { contracts } from '../contracts/index.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { createShop } from '../testing/shop-operations.ts'

it('every operation is listed by its key, with those that users wrote', async () => {
  await using test = await createTestApp({ operations: createShop().operations })
  const { items, total } = await test.client.operation.list({ limit: 500 })
  const keys = [...Object.keys(contracts), 'shop.buy', 'shop.count'].sort()
  expect(items.map(({ key }) => key)).toEqual(keys)
  expect(total).toBe(keys.length)
})

it('what an operation does, needs, answers and may end with is told of it', async () => {
  await using test = await createTestApp({ operations: createShop().operations })
  const { items } = await test.client.operation.list({ search: 'SHOP.BUY' })
  expect(items).toMatchObject([
    {
      key: 'shop.buy',
      kind: 'command',
      method: 'POST',
      path: '/v1/shop/{item}/buy',
      scopes: ['run'],
      emits: ['shop.bought'],
      errors: [{ code: 'SOLD_OUT', http: 409 }],
    },
  ])
})

it('pages follow each other', async () => {
  await using test = await createTestApp()
  const first = await test.client.operation.list({ search: 'tasks.', limit: 3 })
  const second = await test.client.operation.list({ search: 'tasks.', limit: 500, offset: 3 })
  expect(first.hasMore).toBe(true)
  expect(second.hasMore).toBe(false)
  expect([...first.items, ...second.items]).toHaveLength(first.total)
})
