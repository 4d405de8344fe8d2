import { describe, expect, it } from 'vitest'
import { systemIds } from '../app/clock.ts'
import { createEgress } from '../app/egress.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { listTraces } from '../testing/list-traces.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createWebhookApp, first, hello, HOUR_MS, listDeliveries, pass, run, settle } from '../testing/webhook-app.ts'
import { createWebhookReceiver } from '../testing/webhook-receiver.ts'

describe('a receiver', () => {
  it('that answers 500 and then 200 is asked twice, under one id, the second time later', async () => {
    await using receiver = await createWebhookReceiver()
    receiver.answer = (response, count) => response.writeHead(count === 1 ? 500 : 200).end()
    await using test = await createWebhookApp(receiver)
    await test.client.call('webhook.create', { url: receiver.url, events: ['run.completed'] })
    await run(test)
    expect(await listDeliveries(test)).toMatchObject([
      { status: 'pending', attempts: 1, lastStatusCode: 500, lastError: 'the receiver answered 500' },
    ])
    await pass(test, 4999)
    expect(receiver.received).toHaveLength(1)
    await pass(test, 1)
    const [one, two] = receiver.received.map(({ headers }) => headers)
    expect(two?.['webhook-id']).toBe(one?.['webhook-id'])
    expect(Number(two?.['webhook-timestamp']) - Number(one?.['webhook-timestamp'])).toBe(5)
    expect(await listDeliveries(test)).toMatchObject([{ status: 'delivered', attempts: 2, lastStatusCode: 200 }])
  })

  it('that does not answer in 15 s has failed', async () => {
    await using receiver = await createWebhookReceiver()
    receiver.answer = () => undefined
    await using test = await createWebhookApp(receiver)
    await test.client.call('webhook.create', { url: receiver.url, events: ['run.completed'] })
    const { runId } = await test.client.call('agent.run.execute', { agentId: 'scripted', ...hello })
    await test.whenEnded(runId)
    await receiver.whenReceived(1)
    await test.clock.advance(14_999)
    expect(await listDeliveries(test)).toMatchObject([{ status: 'pending', attempts: 0 }])
    await pass(test, 1)
    expect(await listDeliveries(test)).toMatchObject([{ attempts: 1, lastError: 'no answer within 15 s' }])
  })

  it('that redirects has failed, and nothing is sent where it points', async () => {
    await using receiver = await createWebhookReceiver()
    await using inside = await createWebhookReceiver()
    receiver.answer = (response) => response.writeHead(307, { location: inside.url }).end()
    await using test = await createWebhookApp(receiver, { egressAllowed: [receiver.place, inside.place] })
    await test.client.call('webhook.create', { url: receiver.url, events: ['run.completed'] })
    await run(test)
    expect(await listDeliveries(test)).toMatchObject([
      {
        status: 'pending',
        lastStatusCode: 307,
        lastError: 'the receiver answered 307, and redirects are not followed',
      },
    ])
    expect(inside.received).toEqual([])
  })

  it('that answers without end has been told', async () => {
    await using receiver = await createWebhookReceiver()
    receiver.answer = (response) => {
      const more = () => response.write('x'.repeat(65_536), () => response.writable && more())
      more()
    }
    await using test = await createWebhookApp(receiver)
    await test.client.call('webhook.create', { url: receiver.url, events: ['run.completed'] })
    await run(test)
    expect(await listDeliveries(test)).toMatchObject([{ status: 'delivered' }])
  })

  it('that is gone (410) is given up at once, in the audit, and can be told again by hand', async () => {
    await using receiver = await createWebhookReceiver()
    receiver.answer = (response, count) => response.writeHead(count === 1 ? 410 : 200).end()
    await using test = await createWebhookApp(receiver)
    const { webhook } = await test.client.call('webhook.create', { url: receiver.url, events: ['run.completed'] })
    await run(test)
    const { deliveryId } = first(await listDeliveries(test))
    expect(await listDeliveries(test)).toMatchObject([{ status: 'failed', attempts: 1, lastStatusCode: 410 }])
    const { audit } = await listTraces(test.app.store, webhook.webhookId)
    expect(audit.at(-1)).toMatchObject({ actor: 'errand', action: 'webhook.failed', data: { deliveryId, attempts: 1 } })
    expect(await test.client.call('webhook.redeliver', { deliveryId })).toMatchObject({
      status: 'pending',
      attempts: 0,
    })
    await settle(test)
    expect(await listDeliveries(test)).toMatchObject([{ deliveryId, status: 'delivered', attempts: 1 }])
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([deliveryId, deliveryId])
  })

  it('that is dead is tried eight times over 27 hours and 35 minutes, then given up', async () => {
    await using receiver = await createWebhookReceiver()
    receiver.answer = (response) => response.destroy()
    await using test = await createWebhookApp(receiver)
    await test.client.call('webhook.create', { url: receiver.url, events: ['run.completed'] })
    const runId = await run(test)
    for (const ms of [5000, 300_000, 1_800_000, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 10 * HOUR_MS - 1]) {
      await pass(test, ms)
    }
    expect(await listDeliveries(test)).toMatchObject([{ status: 'pending', attempts: 7 }])
    await pass(test, 1)
    expect(await listDeliveries(test)).toMatchObject([{ status: 'failed', attempts: 8 }])
    await pass(test, 100 * HOUR_MS)
    expect(receiver.received).toHaveLength(8)
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'done' })
  })

  it('whose name leads inside gets no packet, and the run is as it was', async () => {
    await using receiver = await createWebhookReceiver()
    const egress = createEgress({
      allowed: [],
      resolve: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    const agents = [createScriptedAgent([{ text: 'Hi.' }])]
    await using test = await createTestApp({ agents, overrides: { egress, ids: systemIds } })
    const port = receiver.place.split(':')[1]
    await test.client.call('webhook.create', { url: `https://inside.example:${port}/`, events: ['run.completed'] })
    const runId = await run(test)
    expect(await listDeliveries(test)).toMatchObject([
      { status: 'pending', attempts: 1, lastError: expect.stringContaining('not a public address') as string },
    ])
    expect(receiver.received).toEqual([])
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'done' })
  })

  it('that hangs holds up neither runs nor other receivers', async () => {
    await using dead = await createWebhookReceiver()
    await using alive = await createWebhookReceiver()
    dead.answer = () => undefined
    await using test = await createWebhookApp(alive, { egressAllowed: [dead.place, alive.place] })
    for (const url of [dead.url, dead.url, alive.url]) {
      await test.client.call('webhook.create', { url, events: ['run.completed'] })
    }
    for (let n = 0; n < 10; n += 1) {
      const { runId } = await test.client.call('agent.run.execute', { agentId: 'scripted', ...hello })
      await test.whenEnded(runId)
    }
    await alive.whenReceived(10)
    await dead.whenReceived(2)
    expect(dead.received).toHaveLength(2) // one batch of each webhook, while the clock stands still
  })
})
