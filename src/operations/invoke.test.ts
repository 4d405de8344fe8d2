import { describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { postJson } from '../testing/post-json.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { operations } from './index.ts'
import { type Call, invoke } from './invoke.ts'
import type { Answer, Principal } from './operation.ts'
import { ROOT as root } from '../app/credentials.ts'

const hello = { agentId: 'scripted', input: { message: 'Hello' } }
const agents = [createScriptedAgent([{ text: 'Hi.' }])]

/** Calls an operation in this process, past every surface. */
function call(test: TestApp, key: string, input: unknown, more: Partial<Call> = {}): Promise<Answer> {
  const operation = operations.find(({ contract }) => contract.meta.key === key)
  if (!operation) throw new Error(`there is no operation ${key}`)
  const { signal } = new AbortController()
  const base = { operation, input, principal: root, origin: 'api', idempotencyKey: null, wantsStream: false } as const
  return invoke({ ...base, signal, ...more }, test.app.pipeline)
}

function describeAnswer(answer: Answer): unknown {
  if (answer.ok) return answer.output
  const { traceId: _traceId, retryAfterSeconds: _seconds, ...rest } = answer.problem
  return rest
}

describe('invoke', () => {
  it.each(operations.map(({ contract }) => contract.meta.key))(
    'case 8: %s without a principal is UNAUTHENTICATED, with no right FORBIDDEN, and nothing is done',
    async (key) => {
      await using test = await createTestApp({ agents })
      const contract = operations.find((operation) => operation.contract.meta.key === key)?.contract
      for (const input of [contract?.acceptance.examples[0]?.input, null, hello]) {
        const unknown = await call(test, key, input, { principal: null })
        expect(unknown).toMatchObject({ ok: false, problem: { code: 'UNAUTHENTICATED', operation: { key } } })
        const guest = await call(test, key, input, { principal: { ...root, scopes: [] } })
        expect(guest).toMatchObject({ ok: false, problem: { code: 'FORBIDDEN', operation: { key } } })
      }
      expect(await test.client.call('agent.run.list', {})).toMatchObject({ total: 0 })
    },
  )

  it('a right to read is not a right to run', async () => {
    await using test = await createTestApp({ agents })
    const reader: Principal = { ...root, scopes: ['read'] }
    expect(await call(test, 'agent.run.list', {}, { principal: reader })).toMatchObject({ ok: true })
    const refused = await call(test, 'agent.run.execute', hello, { principal: reader })
    expect(refused).toMatchObject({ ok: false, problem: { code: 'FORBIDDEN' } })
  })

  it('answers as HTTP does: the same output, or the same problem', async () => {
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', hello)
    await test.whenEnded(runId)
    const calls: [string, unknown, string, RequestInit?][] = [
      ['agent.run.get', { runId, includeSteps: true }, `/v1/runs/${runId}?includeSteps=true`],
      ['agent.run.get', { runId: 'nope' }, '/v1/runs/nope'],
      ['agent.run.list', { status: 'COMPLETED', limit: 3 }, '/v1/runs?status=COMPLETED&limit=3'],
      ['agent.run.list', { limit: 0, status: 'Done' }, '/v1/runs?limit=0&status=Done'],
      ['agent.run.list', { organizationId: 'other' }, '/v1/runs?organizationId=other'],
      ['agent.run.getSteps', { runId }, `/v1/runs/${runId}/steps`],
      ['agent.run.getLogs', { runId, level: 'error' }, `/v1/runs/${runId}/logs?level=error`],
      ['agent.run.getEvents', { runId, after: 2 }, `/v1/runs/${runId}/events?after=2`],
      ['agent.run.getEvents', { runId, after: 999 }, `/v1/runs/${runId}/events?after=999`],
      ['agent.get', { agentId: 'scripted', includeTools: true }, '/v1/agents/scripted?includeTools=true'],
      ['agent.list', { search: 'script' }, '/v1/agents?search=script'],
      ['agent.run.cancel', { runId }, `/v1/runs/${runId}/cancel`, postJson({})],
      [
        'agent.run.execute',
        { ...hello, agentId: 'nope', extra: 1 },
        '/v1/runs',
        postJson({ ...hello, agentId: 'nope', extra: 1 }),
      ],
    ]
    for (const [key, input, path, init] of calls) {
      const response = (await (await test.send(path, init)).json()) as Record<string, unknown>
      const { instance: _instance, ...answer } = response
      expect([path, answer]).toEqual([path, describeAnswer(await call(test, key, input))])
    }
  })

  it('case 20: streams in process what it streams over HTTP', async () => {
    await using test = await createTestApp({ agents })
    const answer = await call(test, 'agent.run.execute', { ...hello, stream: true }, { wantsStream: true })
    if (!answer.ok || !answer.stream) throw new Error('there is no stream')
    const ids: string[] = []
    const events: string[] = []
    for await (const frames of answer.stream) {
      ids.push(...frames.map((frame) => frame.id))
      events.push(...frames.map((frame) => frame.event))
    }
    expect(ids).toEqual(ids.map((_id, index) => String(index + 1)))
    expect([events[0], events.at(-1)]).toEqual(['run.created', 'run.completed'])
  })

  it('ends a stream when its signal fires, and the run goes on', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    const controller = new AbortController()
    const more = { wantsStream: true, signal: controller.signal }
    const answer = await call(test, 'agent.run.execute', { ...hello, stream: true }, more)
    if (!answer.ok || !answer.stream) throw new Error('there is no stream')
    for await (const _frames of answer.stream) controller.abort()
    expect(await test.client.call('agent.run.list', { status: 'pending' })).toMatchObject({ total: 1 })
  })

  it.each([undefined, null, 5, 'text', [], () => 1, Symbol.iterator])(
    'takes any value as input and refuses what is no object: %s',
    async (input) => {
      await using test = await createTestApp({ agents })
      for (const { contract } of operations) {
        const answer = await call(test, contract.meta.key, input)
        expect(answer).toMatchObject({ ok: false, problem: { code: 'INPUT_INVALID' } })
      }
      expect(test.errors).toEqual([])
    },
  )

  it('refuses an input that holds itself', async () => {
    await using test = await createTestApp({ agents })
    const metadata: Record<string, unknown> = {}
    Object.assign(metadata, { left: metadata, right: metadata })
    const answer = await call(test, 'agent.run.execute', { ...hello, metadata })
    expect(answer).toMatchObject({ ok: false, problem: { code: 'INPUT_INVALID' } })
  })
})
