import { describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { postJson } from '../testing/post-json.ts'
import { collectFrames } from '../testing/read-frames.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

const agents = [createScriptedAgent([{ text: 'Hi.' }])]
const hello = { agentId: 'scripted', input: { message: 'Hello', context: { a: 1, b: 2 } } }
const DAY_MS = 24 * 60 * 60 * 1000

async function execute(test: TestApp, input: unknown, key: string, extra: Record<string, string> = {}) {
  const answer = await test.send('/v1/runs', postJson(input, { 'idempotency-key': key, ...extra }))
  return answer.ok ? ((await answer.json()) as { runId: string }).runId : readRefusal(answer)
}

async function countRuns(test: TestApp): Promise<number> {
  return (await test.client.call('agent.run.list', {})).total
}

describe('an Idempotency-Key', () => {
  it('case 34: gives the same answer for the same body, whatever the order of its keys, and one run', async () => {
    await using test = await createTestApp({ agents })
    const first = await execute(test, hello, 'order-1')
    await test.whenEnded(first)
    expect(await execute(test, hello, 'order-1')).toBe(first)
    const turned = { input: { context: { b: 2, a: 1 }, message: 'Hello' }, agentId: 'scripted' }
    expect(await execute(test, turned, 'order-1')).toBe(first)
    expect(await countRuns(test)).toBe(1)
  })

  it('case 34: with another body, or for another operation, is 409 IDEMPOTENCY_CONFLICT', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    const runId = await execute(test, hello, 'order-1')
    const other = { ...hello, input: { message: 'Goodbye' } }
    expect(await execute(test, other, 'order-1')).toBe('409 IDEMPOTENCY_CONFLICT')
    const cancel = postJson({}, { 'idempotency-key': 'order-1' })
    expect(await readRefusal(await test.send(`/v1/runs/${runId}/cancel`, cancel))).toBe('409 IDEMPOTENCY_CONFLICT')
    expect(await test.client.call('agent.run.list', { status: 'pending' })).toMatchObject({ total: 1 })
  })

  it('makes one run of calls that arrive together', async () => {
    await using test = await createTestApp({ agents })
    const answers = await Promise.all(Array.from({ length: 20 }, () => execute(test, hello, 'order-1')))
    expect(new Set(answers).size).toBe(1)
    expect(await countRuns(test)).toBe(1)
    await test.whenEnded(answers[0] ?? '')
  })

  it('is a conflict also for another body that arrives together with the first', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    const bodies = [hello, { ...hello, input: { message: 'Goodbye' } }]
    const answers = await Promise.all(bodies.map((body) => execute(test, body, 'order-1')))
    expect(answers[0]).toMatch(/^run_/)
    expect(answers[1]).toBe('409 IDEMPOTENCY_CONFLICT')
    expect(await countRuns(test)).toBe(1)
  })

  it('never reports a cancel that did not happen', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    const runIds = [await execute(test, hello, 'a'), await execute(test, hello, 'b')]
    const cancels = runIds.map((runId) =>
      test.send(`/v1/runs/${runId}/cancel`, postJson({}, { 'idempotency-key': 'c' })),
    )
    const [first, second] = await Promise.all(cancels)
    expect(first?.status).toBe(200)
    expect(await readRefusal(second ?? new Response())).toBe('409 IDEMPOTENCY_CONFLICT')
    const { items } = await test.client.call('agent.run.list', { status: 'cancelled' })
    expect(items.map((run) => run.id)).toEqual([runIds[0]])
  })

  it('answers a repeated cancel with success, though the run has ended', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    const runId = await execute(test, hello, 'a')
    for (let index = 0; index < 2; index += 1) {
      const answer = await test.send(`/v1/runs/${runId}/cancel`, postJson({}, { 'idempotency-key': 'c' }))
      expect(await answer.json()).toEqual({ success: true, status: 'cancelled' })
    }
    expect(await readRefusal(await test.send(`/v1/runs/${runId}/cancel`, postJson({})))).toBe('400 RUN_NOT_CANCELLABLE')
  })

  it('streams the one run again from its first event', async () => {
    await using test = await createTestApp({ agents })
    const init = postJson({ ...hello, stream: true }, { 'idempotency-key': 'order-1' })
    const first = await collectFrames(await test.send('/v1/runs', init))
    expect(await collectFrames(await test.send('/v1/runs', init))).toEqual(first)
    expect(await countRuns(test)).toBe(1)
  })

  it('belongs to its tenant, and lasts for 24 hours', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    const first = await execute(test, hello, 'order-1')
    const foreign = { authorization: 'Bearer test-token-of-another-tenant' }
    expect(await execute(test, { ...hello, agentId: 'other' }, 'order-1', foreign)).toBe('404 AGENT_NOT_FOUND')
    await test.clock.advance(DAY_MS - 1)
    expect(await execute(test, hello, 'order-1')).toBe(first)
    await test.clock.advance(1)
    const second = await execute(test, { ...hello, input: { message: 'Next day' } }, 'order-1')
    expect(second).toMatch(/^run_/)
    expect(second).not.toBe(first)
  })

  it('is not used up by a call that was refused', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    expect(await execute(test, { ...hello, agentId: 'nobody' }, 'order-1')).toBe('404 AGENT_NOT_FOUND')
    expect(await execute(test, hello, 'order-1')).toMatch(/^run_/)
  })

  it.each(['', 'x'.repeat(256), 'tab\there', 'ünicode', 'é'])('"%s" is 400 IDEMPOTENCY_KEY_INVALID', async (key) => {
    await using test = await createTestApp({ agents })
    expect(await execute(test, hello, key)).toBe('400 IDEMPOTENCY_KEY_INVALID')
    expect(await countRuns(test)).toBe(0)
  })

  it('may have 255 printable characters, and means nothing to a query', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    expect(await execute(test, hello, '~'.repeat(255))).toMatch(/^run_/)
    const answer = await test.send('/v1/runs', { headers: { 'idempotency-key': 'x'.repeat(999) } })
    expect(answer.status).toBe(200)
  })
})
