import { describe, expect, it } from 'vitest'
import { createTestApp } from '../testing/create-test-app.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { buy, createShop } from '../testing/shop-operations.ts'
import type { LogEntry } from './operation.ts'
import { implementOwn } from './own-operation.ts'

const everything = { organizationId: 'default', limit: 100, offset: 0 }

describe('an operation of a user', () => {
  it('is served at its route and its alias, and stands in the OpenAPI description', async () => {
    const shop = createShop()
    await using test = await createTestApp({ operations: shop.operations })
    const bought = await test.send('/v1/shop/tea/buy', postJson({}))
    expect([bought.status, await bought.json()]).toEqual([200, { item: 'tea', number: 1 }])
    expect((await test.send('/shop/buy/v1.0.0', postJson({ item: 'tea' }))).status).toBe(200)
    expect(await (await test.send('/v1/shop/count')).json()).toEqual({ bought: 2, runs: 0 })
    const document = (await (await test.send('/openapi.json')).json()) as { paths: Record<string, unknown> }
    expect(Object.keys(document.paths)).toContain('/v1/shop/{item}/buy')
  })

  it('is refused as every other: by credential, input and its own errors, and then leaves nothing', async () => {
    const shop = createShop()
    await using test = await createTestApp({ operations: shop.operations })
    const guest = { Authorization: 'Bearer wrong' }
    expect(await readRefusal(await test.send('/v1/shop/tea/buy', postJson({}, guest)))).toBe('401 UNAUTHENTICATED')
    expect(await readRefusal(await test.send('/v1/shop/tea/buy', postJson({ amount: 0 })))).toBe(
      '422 INPUT_INVALID /amount',
    )
    expect(await readRefusal(await test.send('/v1/shop/nothing/buy', postJson({})))).toBe('409 SOLD_OUT')
    expect(shop.till).toEqual([])
    expect((await test.app.store.listAudit({ ...everything, resource: null })).total).toBe(0)
  })

  it('that is a command leaves its audit row, its emissions and its reply together', async () => {
    const shop = createShop()
    await using test = await createTestApp({ operations: shop.operations })
    const send = (body: object) => test.send('/v1/shop/tea/buy', postJson(body, { 'Idempotency-Key': 'k1' }))
    const first = await (await send({})).json()
    expect(await (await send({})).json()).toEqual(first)
    expect(await readRefusal(await send({ amount: 2 }))).toBe('409 IDEMPOTENCY_CONFLICT')
    expect(shop.till).toEqual([{ item: 'tea', idempotencyKey: 'k1', userId: 'root' }])
    const { items: audit } = await test.app.store.listAudit({ ...everything, resource: 'tea' })
    expect(audit).toMatchObject([{ action: 'shop.bought', actor: 'root' }])
    const { items: emissions } = await test.app.store.listEmissions({ ...everything, resource: null })
    expect(emissions).toMatchObject([{ key: 'shop.bought', resource: 'tea', payload: { item: 'tea' } }])
  })

  it('runs once for calls with one key that come at the same time', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const shop = createShop(() => promise)
    await using test = await createTestApp({ operations: shop.operations })
    const send = (item: string) => test.send(`/v1/shop/${item}/buy`, postJson({}, { 'Idempotency-Key': 'k1' }))
    const answers = [send('tea'), send('tea'), send('tea'), send('milk')]
    await new Promise(setImmediate)
    resolve()
    const other = (await Promise.all(answers)).pop()
    for (const answer of answers.slice(0, 3)) expect(await (await answer).json()).toEqual({ item: 'tea', number: 1 })
    expect(other && (await readRefusal(other))).toBe('409 IDEMPOTENCY_CONFLICT')
    expect(shop.till).toHaveLength(1)
  })

  it('runs again under the same key when it was cut off before its record: its effect may be there already', async () => {
    let isCut = true
    const shop = createShop(() => {
      if (isCut) throw new Error('the process dies here')
    })
    await using test = await createTestApp({ operations: shop.operations })
    const send = () => test.send('/v1/shop/tea/buy', postJson({}, { 'Idempotency-Key': 'k1' }))
    expect(await readRefusal(await send())).toBe('500 INTERNAL_ERROR')
    isCut = false
    expect(await (await send()).json()).toEqual({ item: 'tea', number: 2 })
    expect(shop.till.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['k1', 'k1'])
    expect((await test.app.store.listAudit({ ...everything, resource: null })).total).toBe(1)
  })

  it('makes only the emissions that its contract declares, with the payload it declares', async () => {
    for (const [key, payload] of [
      ['shop.closed', {}],
      ['shop.bought', { item: 1 }],
    ] as const) {
      const shop = createShop(({ emit }) => emit(key, payload))
      await using test = await createTestApp({ operations: shop.operations })
      expect(await readRefusal(await test.send('/v1/shop/tea/buy', postJson({})))).toBe('500 INTERNAL_ERROR')
      expect(String(test.errors[0])).toMatch(
        key === 'shop.closed' ? /does not declare the emission "shop.closed"/ : /item/,
      )
      expect((await test.app.store.listEmissions({ ...everything, resource: null })).total).toBe(0)
    }
  })

  it('calls other operations as its own caller, and writes to the log of the server', async () => {
    const entries: LogEntry[] = []
    const shop = createShop(({ log }) => log('warn', 'low', { left: 1 }))
    await using test = await createTestApp({ operations: shop.operations, onLog: (entry) => void entries.push(entry) })
    await test.send('/v1/shop/tea/buy', postJson({}))
    expect(entries).toMatchObject([{ level: 'warn', operation: 'shop.buy', message: 'low', data: { left: 1 } }])
    expect(await (await test.send('/v1/shop/count')).json()).toEqual({ bought: 1, runs: 0 })
  })

  it.each([
    [
      'agent.refund',
      'keys that begin with "agent." are errand\'s own; begin with a word of yours, e.g. shop.agent.refund',
    ],
    ['run.refund', 'keys that begin with "run." are errand\'s own'],
  ])('cannot take a key of the product: %s', async (key, message) => {
    const operation = implementOwn({ ...buy, meta: { ...buy.meta, key } }, { run: () => ({ item: '', number: 1 }) })
    await expect(createTestApp({ operations: [operation] })).rejects.toThrow(message)
  })

  it('cannot take a route that is taken, nor be a command without an audit row', async () => {
    const run = () => ({ item: '', number: 1 })
    const taken = implementOwn({ ...buy, http: { method: 'POST', path: '/v1/runs' } }, { run })
    await expect(createTestApp({ operations: [taken] })).rejects.toThrow('both have the route "POST /v1/runs"')
    const silent = { ...buy, sideEffects: { emits: [], audit: [] } }
    expect(() => implementOwn(silent, { run })).toThrow(
      "a command names its audit row, e.g. sideEffects.audit: ['shop.buy']",
    )
  })
})
