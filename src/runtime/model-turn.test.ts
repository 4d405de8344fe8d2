import { APICallError, type LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import { callTool, createFakeModel, finish, type FakeModel, say, streamForever } from '../testing/fake-model.ts'
import { listSpanFaults } from '../testing/list-traces.ts'
import { createAgentApp, eventsOf } from '../testing/run-agent.ts'
import { createProviderServer } from '../testing/provider-server/provider-server.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { type AgentOptions, defineAgent } from './define-agent.ts'
import { defineTool } from './define-tool.ts'

const agentOf = (model: FakeModel, options: Partial<AgentOptions> = {}) =>
  defineAgent({ id: 'a', instructions: '', model, ...options })

const look = defineTool({ name: 'look', description: 'Looks.', input: { type: 'object' }, execute: () => 'found' })

function busy(headers: Record<string, string> = {}, statusCode = 503): APICallError {
  const { requestBodyValues, ...rest } = { requestBodyValues: {}, message: 'busy', url: 'https://x', statusCode }
  return new APICallError({ ...rest, requestBodyValues, responseHeaders: headers })
}

describe('a model that fails', () => {
  it('is asked again after a growing pause, under the clock, and the run goes on', async () => {
    const model = createFakeModel((n) => {
      if (n < 4) throw busy()
      return say('At last')
    })
    await using app = await createAgentApp(agentOf(model))
    const runId = await app.execute()
    const pauses: number[] = []
    let after = 0
    for (let failures = 1; failures < 4; failures += 1) {
      const { seq, data } = await app.whenLogged(runId, 'turn.failed', after)
      after = seq
      expect(data).toMatchObject({ code: 'MODEL_FAILED', willRetry: true, message: expect.stringContaining('503') })
      expect(model.calls).toHaveLength(failures)
      await app.clock.advance((data.retryAfterMs ?? 0) - 1)
      expect(model.calls).toHaveLength(failures)
      await app.clock.advance(1)
      pauses.push(data.retryAfterMs ?? 0)
    }
    const log = await app.readLog(runId)
    expect(log.at(-1)).toMatchObject({ type: 'run.completed', data: { resultData: { result: 'At last' } } })
    expect(eventsOf(log, 'turn.started').map(({ data }) => data.n)).toEqual([1, 1, 1, 1])
    expect(listSpanFaults(log)).toEqual([])
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(250 * 2 ** index)
      expect(pause).toBeLessThanOrEqual(500 * 2 ** index)
    }
  })

  it('that withholds its answer fails the run at once, and its stream is let go of after a fault', async () => {
    const withheld = createFakeModel(() => [...say('Half').slice(0, 3), finish('content-filter')])
    await using app = await createAgentApp(agentOf(withheld))
    expect((await app.run()).at(-1)).toMatchObject({
      type: 'run.failed',
      data: { code: 'MODEL_FAILED', message: expect.stringContaining('withheld') },
    })
    let isCancelled = false
    const broken = createFakeModel(
      () =>
        new ReadableStream<LanguageModelV4StreamPart>({
          start: (controller) => controller.enqueue({ type: 'error', error: { message: 'no', isRetryable: false } }),
          cancel: () => void (isCancelled = true),
        }),
    )
    await using other = await createAgentApp(agentOf(broken))
    expect((await other.run()).at(-1)?.type).toBe('run.failed')
    expect(isCancelled).toBe(true)
  })

  it('is followed by the fallback models in turn, and the run stays on the one that answers', async () => {
    await using provider = await createProviderServer()
    provider.script([{ toolCalls: [{ name: 'look', input: {} }] }, { text: 'From the fallback.' }])
    const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `${provider.url}/v1` }
    const model = createFakeModel(() => {
      throw busy({}, 401)
    })
    const fallbackModels = ['anthropic/claude-sonnet-4-5', 'openai/gpt-5-mini']
    const agent = agentOf(model, { fallbackModels, tools: [look], modelConfig: { serviceTier: 'x', topP: 0.5 } })
    await using app = await createAgentApp(agent, { env })
    const log = await app.run()
    const failures = eventsOf(log, 'turn.failed').map(({ data }) => [data.code, data.willRetry, data.nextModel])
    expect(failures).toEqual([
      ['MODEL_FAILED', true, 'anthropic/claude-sonnet-4-5'],
      ['MODEL_KEY_MISSING', true, 'openai/gpt-5-mini'],
    ])
    expect(eventsOf(log, 'turn.started').map(({ data }) => data.provider)).toEqual([
      'fake',
      'anthropic',
      'openai',
      'openai',
    ])
    expect(log.at(-1)).toMatchObject({ data: { resultData: { result: 'From the fallback.' } } })
    expect(model.calls).toHaveLength(1)
    expect(JSON.stringify(provider.requests)).not.toContain('serviceTier')
    expect(() => agentOf(model, { fallbackModels: ['sim/assistant'] })).toThrow('never stands in')
  })

  it('is given up after four tries in a row', async () => {
    const model = createFakeModel(() => {
      throw busy({ 'retry-after': '1' })
    })
    await using app = await createAgentApp(agentOf(model))
    const runId = await app.execute()
    for (let after = 0, tries = 1; tries < 4; tries += 1) {
      after = (await app.whenLogged(runId, 'turn.failed', after)).seq
      await app.clock.advance(1000)
    }
    const log = await app.readLog(runId)
    expect(eventsOf(log, 'turn.failed').map(({ data }) => data.willRetry)).toEqual([true, true, true, false])
    expect(log.at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'MODEL_FAILED', stage: 'model' } })
    expect(model.calls).toHaveLength(4)
  })

  it('is asked again exactly when it asked for it', async () => {
    const model = createFakeModel((n) => {
      if (n === 1) throw busy({ 'retry-after': '7' }, 429)
      return say('Hi')
    })
    await using app = await createAgentApp(agentOf(model))
    const runId = await app.execute()
    expect((await app.whenLogged(runId, 'turn.failed')).data).toMatchObject({ willRetry: true, retryAfterMs: 7000 })
    await app.clock.advance(6999)
    expect(model.calls).toHaveLength(1)
    await app.clock.advance(1)
    expect((await app.readLog(runId)).at(-1)?.type).toBe('run.completed')
  })

  it.each([
    ['asks for a pause beyond the deadline', busy({ 'retry-after': '3600' })],
    ['says that the request is wrong', busy({}, 400)],
  ])('is not asked again when it %s', async (_title, error) => {
    const model = createFakeModel(() => {
      throw error
    })
    await using app = await createAgentApp(agentOf(model))
    const log = await app.run()
    expect(model.calls).toHaveLength(1)
    expect(eventsOf(log, 'turn.failed')[0]?.data).toMatchObject({ willRetry: false })
    expect(log.at(-1)?.type).toBe('run.failed')
  })

  it('in the middle of its answer voids what it said so far', async () => {
    const model = createFakeModel((n) =>
      n === 1
        ? [...say('Half an ans').slice(0, 2), { type: 'error', error: busy({ 'retry-after': '1' }) }]
        : say('Whole'),
    )
    await using app = await createAgentApp(agentOf(model))
    const runId = await app.execute()
    await app.whenLogged(runId, 'turn.failed')
    await app.clock.advance(1000)
    const log = await app.readLog(runId)
    expect(eventsOf(log, 'message.completed').map(({ data }) => data.content)).toEqual(['Whole'])
    expect(eventsOf(log, 'message.delta')[0]?.data.content).toBe('Half an ans')
    expect(JSON.stringify(model.calls[1]?.prompt)).not.toContain('Half')
  })

  it.each<[string, LanguageModelV4StreamPart[]]>([
    ['without an end', say('Half').slice(0, 3)],
    ['as interrupted', [...say('Half').slice(0, 3), finish('interrupted')]],
  ])('by ending its answer %s is asked again', async (_title, parts) => {
    const model = createFakeModel((n) => (n === 1 ? parts : say('Whole')))
    await using app = await createAgentApp(agentOf(model))
    const runId = await app.execute()
    expect((await app.whenLogged(runId, 'turn.failed')).data.willRetry).toBe(true)
    await app.clock.advance(1000)
    expect((await app.readLog(runId)).at(-1)).toMatchObject({ data: { resultData: { result: 'Whole' } } })
  })

  it('counts its tries anew in the next turn', async () => {
    const model = createFakeModel((n) => {
      if (n === 1 || n === 3) throw busy({ 'retry-after': '1' })
      return n === 2 ? callTool('look') : say('Done')
    })
    await using app = await createAgentApp(agentOf(model, { tools: [look] }))
    const runId = await app.execute()
    const { seq } = await app.whenLogged(runId, 'turn.failed')
    await app.clock.advance(1000)
    await app.whenLogged(runId, 'turn.failed', seq)
    await app.clock.advance(1000)
    expect((await app.readLog(runId)).at(-1)?.type).toBe('run.completed')
  })

  it('that cannot be had fails the run at once and says what is missing', async () => {
    await using app = await createAgentApp(defineAgent({ id: 'a', instructions: '', model: 'openai/gpt-5' }))
    const log = await app.run()
    expect(log.at(-1)).toMatchObject({
      type: 'run.failed',
      data: { code: 'MODEL_KEY_MISSING', stage: 'model', message: expect.stringContaining('OPENAI_API_KEY') },
    })
    expect(listSpanFaults(log)).toEqual([])
  })
})

describe('a model turn that is ended from outside', () => {
  const partial = say('Once upon').slice(0, 2)

  it.each<[string, () => FakeModel]>([
    ['before it answers', () => createFakeModel(() => new Promise(() => undefined))],
    ['in its answer', () => createFakeModel(() => streamForever(partial))],
  ])('by a cancel %s stops at once, even if the model does not care', async (_title, createModel) => {
    const model = createModel()
    await using app = await createAgentApp(agentOf(model))
    const asked = model.asked()
    const runId = await app.execute()
    const { abortSignal } = await asked
    await app.client.call('agent.run.cancel', { runId })
    expect(abortSignal?.aborted).toBe(true)
    await app.app.engine.whenIdle()
    const log = await app.readLog(runId)
    expect(log.slice(-2)).toMatchObject([
      { type: 'turn.failed', data: { code: 'CANCELLED', willRetry: false } },
      { type: 'run.cancelled', data: { inFlight: [{ kind: 'turn' }] } },
    ])
    expect(listSpanFaults(log)).toEqual([])
    expect(app.clock.pending).toBe(0)
  })

  it.each<[string, () => FakeModel]>([
    ['before it answers', () => createFakeModel(() => new Promise(() => undefined))],
    ['in its answer', () => createFakeModel(() => streamForever(partial))],
  ])('by the deadline %s ends the run', async (_title, createModel) => {
    const model = createModel()
    await using app = await createAgentApp(agentOf(model, { timeoutMs: 2000 }))
    const asked = model.asked()
    const runId = await app.execute()
    const { abortSignal } = await asked
    await app.clock.advance(2000)
    expect(abortSignal?.aborted).toBe(true)
    const log = await app.readLog(runId)
    expect(log.slice(-2)).toMatchObject([
      { type: 'turn.failed', data: { code: 'RUN_TIMEOUT', willRetry: false } },
      { type: 'run.failed', data: { code: 'RUN_TIMEOUT' } },
    ])
  })

  it('while it waits for its next try ends at once', async () => {
    const model = createFakeModel(() => {
      throw busy({ 'retry-after': '60' })
    })
    await using app = await createAgentApp(agentOf(model))
    const runId = await app.execute()
    await app.whenLogged(runId, 'turn.failed')
    await app.client.call('agent.run.cancel', { runId })
    await app.app.engine.whenIdle()
    expect((await app.readLog(runId)).at(-1)?.type).toBe('run.cancelled')
    expect(app.clock.pending).toBe(0)
  })
})

describe('streamed text', () => {
  it('is in the log as joined deltas that make up the whole, at most one per message and 40 ms', async () => {
    let controller: ReadableStreamDefaultController<LanguageModelV4StreamPart> | undefined
    const stream = new ReadableStream<LanguageModelV4StreamPart>({ start: (own) => void (controller = own) })
    const model = createFakeModel(() => stream)
    await using app = await createAgentApp(agentOf(model))
    const asked = model.asked()
    const runId = await app.execute()
    await asked
    const pieces = Array.from({ length: 50 }, (_, index) => `word${index} `)
    controller?.enqueue({ type: 'text-start', id: '1' })
    for (const delta of pieces) {
      controller?.enqueue({ type: 'text-delta', id: '1', delta })
      await app.clock.advance(10)
    }
    for (const part of [{ type: 'text-end' as const, id: '1' }, finish()]) controller?.enqueue(part)
    controller?.close()
    const log = await app.readLog(runId)
    const deltas = eventsOf(log, 'message.delta')
    const [whole] = eventsOf(log, 'message.completed')
    expect(deltas.map(({ data }) => data.content).join('')).toBe(pieces.join(''))
    expect(whole?.data.content).toBe(pieces.join(''))
    expect(new Set(deltas.map(({ data }) => data.messageId))).toEqual(new Set([whole?.data.messageId]))
    expect(deltas.length).toBeGreaterThan(5)
    expect(deltas.length).toBeLessThanOrEqual(500 / 40 + 2)
    expect(deltas.every((delta) => delta.seq < (whole?.seq ?? 0))).toBe(true)
  })

  it('of reasoning has deltas and a closing event of its own', async () => {
    const agent = createScriptedAgent([{ reasoning: 'Let me think', text: 'Yes' }])
    await using app = await createAgentApp(agent)
    const log = await app.run()
    expect(
      eventsOf(log, 'reasoning.delta')
        .map(({ data }) => data.content)
        .join(''),
    ).toBe('Let me think')
    expect(eventsOf(log, 'reasoning.completed')[0]).toMatchObject({ data: { content: 'Let me think' } })
    expect(eventsOf(log, 'run.completed')[0]?.data.resultData).toEqual({ result: 'Yes' })
  })
})
