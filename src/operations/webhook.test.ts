import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTestApp } from '../testing/create-test-app.ts'
import { listTraces } from '../testing/list-traces.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createActiveAgent } from '../testing/stored-agent.ts'
import { createWebhookApp, first, HOUR_MS, listDeliveries, pass, run, settle } from '../testing/webhook-app.ts'
import { createWebhookReceiver } from '../testing/webhook-receiver.ts'
import { verify } from '../testing/verify-webhook.ts'

afterEach(() => void vi.useRealTimers())

describe('a webhook', () => {
  it('gets the emissions it names, signed so that the official verifier accepts them, and only those', async () => {
    await using receiver = await createWebhookReceiver()
    await using test = await createWebhookApp(receiver)
    const { webhook, secret } = await test.client.call('webhook.create', {
      url: receiver.url,
      events: ['run.completed'],
    })
    const runId = await run(test)
    expect(receiver.received).toHaveLength(1)
    const received = first(receiver.received)
    const { message: _, ...summary } = first((await test.client.call('agent.run.list', {})).items)
    const at = new Date(test.clock.now()).toISOString()
    expect(verify(received, secret, test.clock.now())).toEqual({ type: 'run.completed', timestamp: at, data: summary })
    expect(received.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^errand\/\d/) as string,
      'webhook-timestamp': String(test.clock.now() / 1000),
    })
    expect(await listDeliveries(test)).toEqual([
      {
        deliveryId: received.headers['webhook-id'],
        webhookId: webhook.webhookId,
        event: 'run.completed',
        resource: runId,
        status: 'delivered',
        attempts: 1,
        createdAt: at,
        lastAttemptAt: at,
        lastStatusCode: 200,
      },
    ])
  })

  it('is not believed with one byte altered, six minutes late, or with another secret', async () => {
    await using receiver = await createWebhookReceiver()
    await using test = await createWebhookApp(receiver)
    const { secret } = await test.client.call('webhook.create', { url: receiver.url, events: ['run.completed'] })
    await run(test)
    const received = first(receiver.received)
    const nowMs = test.clock.now()
    expect(() => verify({ ...received, body: received.body.replace('run_', 'run-') }, secret, nowMs)).toThrow()
    expect(() => verify(received, secret, nowMs + 6 * 60_000)).toThrow()
    expect(() => verify(received, secret, nowMs - 6 * 60_000)).toThrow()
    expect(() => verify(received, `whsec_${Buffer.from('another').toString('base64')}`, nowMs)).toThrow()
    expect(verify(received, secret, nowMs)).toBeTruthy()
  })

  it('carries both signatures for 24 hours after its secret was rotated', async () => {
    await using receiver = await createWebhookReceiver()
    await using test = await createWebhookApp(receiver)
    const { webhook, secret: old } = await test.client.call('webhook.create', {
      url: receiver.url,
      events: ['run.completed'],
    })
    const { webhookId } = webhook
    const { secret, previousSecretUntil } = await test.client.call('webhook.rotateSecret', { webhookId })
    expect(Date.parse(previousSecretUntil) - test.clock.now()).toBe(24 * HOUR_MS)
    await pass(test, 24 * HOUR_MS - 1)
    await run(test)
    for (const each of [old, secret]) expect(verify(first(receiver.received), each, test.clock.now())).toBeTruthy()
    vi.useRealTimers()
    await pass(test, 1)
    await run(test)
    const second = first(receiver.received.slice(1))
    expect(verify(second, secret, test.clock.now())).toBeTruthy()
    expect(() => verify(second, old, test.clock.now())).toThrow()
  })

  it('is told of agents too, and of everything with *', async () => {
    await using receiver = await createWebhookReceiver()
    await using test = await createWebhookApp(receiver)
    await test.client.call('webhook.create', { url: receiver.url, events: ['*'] })
    await createActiveAgent(test)
    await settle(test)
    await run(test, 'researcher')
    const types = receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type)
    expect(types.sort()).toEqual(['agent.created', 'agent.updated', 'run.completed', 'run.started'])
  })

  it('is read, listed, changed and deleted, with an audit row each, and its secret is in no answer and no trace', async () => {
    await using receiver = await createWebhookReceiver()
    await using test = await createWebhookApp(receiver)
    const { client, app } = test
    const { webhook, secret } = await client.call('webhook.create', { url: receiver.url, events: ['run.failed'] })
    const { webhookId } = webhook
    const rotated = await client.call('webhook.rotateSecret', { webhookId })
    await run(test)
    const answers = [
      await client.call('webhook.update', { webhookId, events: ['run.completed'], description: 'Reports' }),
      await client.call('webhook.get', { webhookId }),
      await client.call('webhook.list', {}),
      await client.call('webhook.listDeliveries', {}),
      await listTraces(app.store, webhookId),
      await client.call('webhook.delete', { webhookId }),
    ]
    expect(answers[0]).toEqual({
      ...webhook,
      events: ['run.completed'],
      description: 'Reports',
      previousSecretUntil: rotated.previousSecretUntil,
    })
    expect(answers[1]).toEqual(answers[0])
    for (const text of [secret, rotated.secret]) expect(JSON.stringify(answers)).not.toContain(text.slice(6))
    await expect(client.call('webhook.get', { webhookId })).rejects.toMatchObject({
      problem: { code: 'WEBHOOK_NOT_FOUND' },
    })
    const { audit } = await listTraces(app.store, webhookId)
    expect(audit.map(({ action }) => action)).toEqual([
      'webhook.created',
      'webhook.secretRotated',
      'webhook.updated',
      'webhook.deleted',
    ])
  })

  it.each([
    ['[get-webhook-unknown]', 'webhook.get'],
    ['[update-webhook-unknown]', 'webhook.update'],
    ['[delete-webhook-unknown]', 'webhook.delete'],
    ['[rotate-secret-unknown]', 'webhook.rotateSecret'],
  ] as const)('%s that is not there is WEBHOOK_NOT_FOUND to %s', async (_scenario, key) => {
    await using test = await createTestApp()
    const call = test.client.call(key, { webhookId: 'nowhere' })
    await expect(call).rejects.toMatchObject({ problem: { code: 'WEBHOOK_NOT_FOUND', status: 404 } })
  })

  it('[redeliver-unknown] has no delivery that is not there', async () => {
    await using test = await createTestApp()
    const call = test.client.call('webhook.redeliver', { deliveryId: 'nowhere' })
    await expect(call).rejects.toMatchObject({ problem: { code: 'DELIVERY_NOT_FOUND', status: 404 } })
  })

  it('made with an Idempotency-Key shows its secret once; a repeat makes no other', async () => {
    await using receiver = await createWebhookReceiver()
    await using test = await createWebhookApp(receiver)
    const init = postJson({ url: receiver.url, events: ['*'] }, { 'idempotency-key': 'once' })
    expect((await test.send('/v1/webhooks', init)).status).toBe(200)
    expect(await readRefusal(await test.send('/v1/webhooks', init))).toBe('409 SHOWN_ONCE')
    expect(await test.client.call('webhook.list', {})).toMatchObject({ total: 1 })
  })

  it.each([
    [{ url: 'http://hooks.example.com/' }, '/url'],
    [{ url: 'ftp://hooks.example.com/' }, '/url'],
    [{ url: 'hooks.example.com' }, '/url'],
    [{ url: 'https://user:word@hooks.example.com/' }, '/url'],
    [{ url: 'https://127.0.0.1/' }, '/url'],
    [{ url: 'https://2130706433/' }, '/url'],
    [{ url: 'https://10.0.0.1/' }, '/url'],
    [{ url: 'https://169.254.169.254/latest' }, '/url'],
    [{ url: 'https://[::1]/' }, '/url'],
    [{ url: 'https://[::ffff:10.0.0.1]/' }, '/url'],
    [{ url: 'https://localhost/' }, '/url'],
    [{ url: 'https://api.localhost./' }, '/url'],
    [{ events: ['run.complete'] }, '/events/0'],
    [{ events: [] }, '/events'],
  ])('is refused with %j', async (change, pointer) => {
    await using test = await createTestApp({ agents: [createScriptedAgent([])] })
    const input = { url: 'https://hooks.example.com/', events: ['*'], ...change }
    expect(await readRefusal(await test.send('/v1/webhooks', postJson(input)))).toBe(`422 INPUT_INVALID ${pointer}`)
    const { webhook } = await test.client.call('webhook.create', { url: 'https://hooks.example.com/', events: ['*'] })
    const patch = { ...postJson(change), method: 'PATCH' }
    expect(await readRefusal(await test.send(`/v1/webhooks/${webhook.webhookId}`, patch))).toBe(
      `422 INPUT_INVALID ${pointer}`,
    )
  })
})

describe('the webhookUrl of an agent', () => {
  it('is set with the agent, changed and taken away without a revision, and is one of the webhooks', async () => {
    await using receiver = await createWebhookReceiver()
    await using test = await createWebhookApp(receiver)
    const { client } = test
    const agentId = await createActiveAgent(test, { webhookUrl: receiver.url })
    const before = await client.call('agent.get', { agentId })
    expect(before).toMatchObject({ webhookUrl: receiver.url, version: '1.0.0' })
    const { webhookId } = first((await client.call('webhook.list', { agentId })).items)
    const { secret } = await client.call('webhook.rotateSecret', { webhookId })
    await run(test, agentId)
    expect(verify(first(receiver.received), secret, test.clock.now())).toMatchObject({ status: 'done' })
    vi.useRealTimers()
    await client.call('agent.update', { agentId, webhookUrl: `${receiver.url}/other` })
    expect(await client.call('agent.get', { agentId })).toMatchObject({
      webhookUrl: `${receiver.url}/other`,
      latestRevisionId: before.latestRevisionId,
    })
    await expect(client.call('webhook.update', { webhookId, events: ['*'] })).rejects.toMatchObject({
      problem: { code: 'INPUT_INVALID' },
    })
    await client.call('agent.update', { agentId, webhookUrl: '' })
    expect(await client.call('agent.get', { agentId })).not.toHaveProperty('webhookUrl')
    await run(test, agentId)
    expect(receiver.received).toHaveLength(1)
  })

  it('hears of a run that a task fired as of any other', async () => {
    await using receiver = await createWebhookReceiver()
    await using test = await createWebhookApp(receiver)
    const { client } = test
    const agentId = await createActiveAgent(test, { webhookUrl: receiver.url })
    const { webhookId } = first((await client.call('webhook.list', { agentId })).items)
    const { secret } = await client.call('webhook.rotateSecret', { webhookId })
    const called = await run(test, agentId)
    const command = ['agent', 'run', 'execute', '--agent-id', agentId, '--input', '{"message":"Hello"}', '--stream']
    await client.call('tasks.schedule', { name: 'task', description: '', command })
    await client.call('tasks.run', {})
    await settle(test)
    const { items } = await client.call('tasks.logs', { runs_only: true })
    const fired = items.flatMap((item) => ('trigger' in item ? (item.agent_run_ids ?? []) : []))
    const sent = receiver.received.map((each) => JSON.stringify(verify(each, secret, test.clock.now())))
    expect(sent).toHaveLength(2)
    expect(sent[1]).toBe(sent[0]?.replaceAll(called, first(fired)))
  })
})
