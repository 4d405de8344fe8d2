import { afterEach, describe, expect, it, vi } from 'vitest'
import { postChat } from '../../testing/chat-client.ts'
import { createGatedTool, type GatedTool } from '../../testing/gated-tool.ts'
import { createReporter, createRunApiApp, reporter } from '../../testing/run-api-app.ts'
import { verify } from '../../testing/verify-webhook.ts'
import { first, HOUR_MS, listDeliveries, pass, settle } from '../../testing/webhook-app.ts'
import { createWebhookReceiver, type WebhookReceiver } from '../../testing/webhook-receiver.ts'

afterEach(() => void vi.useRealTimers())

const topic = { topic: 'X' }

const open = ({ place }: WebhookReceiver, ...gates: GatedTool[]) =>
  createRunApiApp({ egressAllowed: [place], tools: gates.map(({ tool }) => tool) })

const bodies = ({ received }: WebhookReceiver) => received.map(({ body }) => JSON.parse(body) as { id: string })

describe('the webhook of an agent', () => {
  it('case 31: gets each run once at its end, as GET answers it, and the official verifier believes it', async () => {
    const gate = createGatedTool({ name: 'searchNews' })
    await using receiver = await createWebhookReceiver()
    await using test = await open(receiver, gate)
    const { api, client } = test
    const hook = { webhookUrl: receiver.url }
    const { id, webhookSecret } = await api.createAgent({ ...reporter, ...hook })
    const secrets = [String(webhookSecret)]
    expect(webhookSecret).toMatch(/^whsec_/)
    await client.call('agent.update', { agentId: id, modelConfig: { script: [{ text: 'Done.' }], delayMs: 0 } })
    const failing = await createReporter(test, api, [{ error: { message: 'no', statusCode: 400 } }])
    const tools = [{ source: 'builtin', type: 'searchNews' }]
    const slow = await createReporter(test, api, [{ toolCalls: [{ name: 'searchNews' }] }], { tools })
    for (const agentId of [failing, slow]) secrets.push(String((await api.patchAgent(agentId, hook))['webhookSecret']))
    const ended = [await api.run(id, topic), await api.run(failing, topic)]
    const { id: runId } = await api.startRun(slow, topic)
    await gate.started()
    await client.call('agent.run.cancel', { runId })
    await settle(test)
    ended.push(await api.getRun(slow, runId))
    expect(ended.map(({ status, error }) => error?.code ?? status)).toEqual(['done', 'MODEL_FAILED', 'cancelled'])
    expect(bodies(receiver)).toEqual(ended)
    const nowMs = test.clock.now()
    for (const [index, received] of receiver.received.entries()) {
      const secret = secrets[index] ?? ''
      expect(verify(received, secret, nowMs)).toEqual(ended[index])
      expect(received.headers['webhook-signature']).toMatch(/^v1,\S+$/)
      expect(() => verify({ ...received, body: received.body.replace('{', '{ ') }, secret, nowMs)).toThrow()
      for (const off of [-6, 6]) expect(() => verify(received, secret, nowMs + off * 60_000)).toThrow()
    }
  })

  it('case 32: is told again when its receiver failed or was slow, later and under the same id', async () => {
    await using receiver = await createWebhookReceiver()
    receiver.answer = (response, count) => {
      if (count === 1) response.writeHead(500).end()
      else if (count === 3) response.end()
    }
    await using test = await open(receiver)
    const id = await createReporter(test, test.api, [{ text: 'Done.' }], { webhookUrl: receiver.url })
    await test.api.run(id, topic)
    await settle(test)
    await test.clock.advance(5000)
    await receiver.whenReceived(2)
    await pass(test, 15_000) // no answer
    expect(await listDeliveries(test)).toMatchObject([{ attempts: 2, lastError: 'no answer within 15 s' }])
    await pass(test, 300_000)
    expect(await listDeliveries(test)).toMatchObject([{ status: 'delivered', attempts: 3 }])
    const sent = receiver.received.map(({ headers }) => headers)
    expect(new Set(sent.map((headers) => headers['webhook-id'])).size).toBe(1)
    const times = sent.map((headers) => Number(headers['webhook-timestamp']))
    expect(times[1]).toBeGreaterThan(times[0] ?? 0)
  })

  it('case 34: is not at an address inside', async () => {
    await using receiver = await createWebhookReceiver()
    await using inside = await createWebhookReceiver()
    receiver.answer = (response) => response.writeHead(307, { location: inside.url }).end()
    await using test = await open(receiver)
    const { api } = test
    for (const webhookUrl of ['https://127.0.0.1/', 'https://10.0.0.1/', 'https://localhost/', inside.url]) {
      expect(await api.refuse('POST', '/agents', { ...reporter, webhookUrl })).toBe('422 INPUT_INVALID "/webhookUrl"')
    }
    const id = await createReporter(test, api, [{ text: 'Done.' }], { webhookUrl: receiver.url })
    expect(await api.refuse('PATCH', `/agents/${id}`, { webhookUrl: inside.url })).toBe(
      '422 INPUT_INVALID "/webhookUrl"',
    )
    expect(await api.run(id, topic)).toMatchObject({ status: 'done' })
    await settle(test)
    expect(await listDeliveries(test)).toMatchObject([{ status: 'pending', attempts: 1, lastStatusCode: 307 }])
    expect(inside.received).toEqual([])
  })

  it('case 35: shows its secret once, and another one when it is rotated; both sign for a day', async () => {
    await using receiver = await createWebhookReceiver()
    await using test = await open(receiver)
    const { api } = test
    const made = await api.createAgent({ ...reporter, webhookUrl: receiver.url })
    const { id } = made
    const old = String(made['webhookSecret'])
    expect(await api.getAgent(id)).toMatchObject({ webhookUrl: receiver.url })
    const again = await api.patchAgent(id, { webhookUrl: receiver.url })
    for (const answer of [await api.getAgent(id), again]) expect(answer).not.toHaveProperty('webhookSecret')
    const secret = String((await api.patchAgent(id, { rotateWebhookSecret: true }))['webhookSecret'])
    expect(secret).not.toBe(old)
    await api.run(id, topic)
    await settle(test)
    for (const each of [old, secret]) expect(verify(first(receiver.received), each, test.clock.now())).toBeTruthy()
    vi.useRealTimers()
    await pass(test, 24 * HOUR_MS)
    await api.run(id, topic)
    await settle(test)
    const later = first(receiver.received.slice(1))
    expect(() => verify(later, old, test.clock.now())).toThrow()
    expect(verify(later, secret, test.clock.now())).toBeTruthy()
    await api.patchAgent(id, { webhookUrl: '' })
    expect(await api.getAgent(id)).not.toHaveProperty('webhookUrl')
    expect(await api.refuse('PATCH', `/agents/${id}`, { rotateWebhookSecret: true })).toBe(
      '422 INPUT_INVALID "/rotateWebhookSecret"',
    )
  })

  it('is not shown its secret again under the same Idempotency-Key', async () => {
    await using receiver = await createWebhookReceiver()
    await using test = await open(receiver)
    const { api } = test
    const key = { 'idempotency-key': 'once' }
    const input = { ...reporter, webhookUrl: receiver.url }
    const made = await api.send('POST', '/agents', input, key)
    expect(made.body).toHaveProperty('webhookSecret')
    expect(await api.refuse('POST', '/agents', input, key)).toBe('409 SHOWN_ONCE')
    expect(await test.client.call('agent.list', {})).toMatchObject({ total: 1 })
  })

  it('case 36: is told the same of a run that the API, the chat or the command line started', async () => {
    await using receiver = await createWebhookReceiver()
    await using test = await open(receiver)
    const { api, client } = test
    const id = await createReporter(test, api, [{ text: 'Done.' }], { webhookUrl: receiver.url })
    const input = { message: 'Go', context: topic }
    const { runId } = await client.call('agent.run.execute', { agentId: id, input })
    const chat = await postChat(test, id, { ...input, responseMode: 'Result' })
    const headers = { 'x-errand-origin': 'cli', 'content-type': 'application/json' }
    const body = JSON.stringify({ agentId: id, input })
    const cli = (await (await test.send('/v1/runs', { method: 'POST', headers, body })).json()) as { runId: string }
    const ids = [runId, chat.headers.get('x-run-id') ?? '', cli.runId]
    await Promise.all(ids.map((one) => test.whenEnded(one)))
    await settle(test)
    const runs = await Promise.all(ids.map((one) => api.getRun(id, one)))
    expect(bodies(receiver).toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))).toEqual(runs)
    const origins = await Promise.all(
      ids.map(async (one) => (await client.call('agent.run.get', { runId: one })).origin?.kind),
    )
    expect(origins).toEqual(['api', 'chat', 'cli'])
    expect(runs.map((run) => run.input)).toEqual([topic, topic, topic])
  })
})
