// A window that fills: what the model is told gets shorter, and the log loses nothing.
import { APICallError, type LanguageModelV4Prompt, type LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import { callTool, createFakeModel, finish, type FakeModel, say } from '../testing/fake-model.ts'
import { createAgentApp, eventsOf } from '../testing/run-agent.ts'
import { type AgentOptions, defineAgent } from './define-agent.ts'
import { defineTool } from './define-tool.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { expectReplay } from '../testing/replay/expect-replay.ts'

const env = { ERRAND_CONTEXT_WINDOWS: 'fake/*=4000' }
const read = (length: number) =>
  defineTool({
    name: 'read',
    description: 'Reads a page.',
    input: { type: 'object', properties: { page: { type: 'integer' } } },
    execute: ({ page }: { page: number }) => `page ${page} begins ${'word '.repeat(length / 5)}ends ${page}`,
  })
const createReader = (model: FakeModel, length: number, options: Partial<AgentOptions> = {}) =>
  defineAgent({
    id: 'a',
    instructions: 'Read all.',
    model,
    tools: [read(length)],
    contextCompression: true,
    ...options,
  })

const reading = (pages: number) =>
  createFakeModel((n) => (n <= pages ? callTool('read', { page: n }, `call-${n}`) : say('Read.')))
const textOf = (prompt: LanguageModelV4Prompt | undefined) => JSON.stringify(prompt)

describe('a run whose window fills', () => {
  it('tells its model of earlier turns in a line each, the task and the last turn as they are', async () => {
    const model = reading(6)
    await using app = await createAgentApp(createReader(model, 3000), { env })
    const log = await app.run({ input: { message: 'Read six pages.' } })
    const [compressed, ...more] = eventsOf(log, 'context.compressed')
    expect(compressed?.data).toMatchObject({ keptRuns: 0, shortenedTurns: expect.any(Number) })
    expect(compressed?.data.tokensAfter).toBeLessThanOrEqual(2000)
    expect(compressed?.data.tokensBefore).toBeGreaterThan(3200)
    expect(more.length).toBeLessThan(3)
    const next = log[compressed?.seq ?? 0]
    expect(next?.type).toBe('turn.started')
    const last = model.calls.at(-1)?.prompt ?? []
    const roles = last.map(({ role }) => role).join(' ')
    expect(roles).toMatch(/^system user user assistant tool/)
    expect(last.slice(0, 2)).toMatchObject([{ content: 'Read all.' }, { content: [{ text: 'Read six pages.' }] }])
    expect(textOf([last[2] as never])).toMatch(
      /- read {\\+"page\\+":1} → page 1 begins word.*… ?characters|- read {\\+"page\\+":1} → page 1/,
    )
    expect(textOf(last)).toContain('ends 6')
    expect(textOf(last)).not.toContain('word '.repeat(4000))
    expect(model.calls.every(({ prompt }) => textOf(prompt).length < 4 * 4000)).toBe(true)
    const outputs = eventsOf(log, 'tool.completed').map(({ data }) => String(data.output).length)
    expect(Math.min(...outputs)).toBeGreaterThan(3000)
    const runId = log[0]?.runId ?? ''
    expect(await app.client.call('agent.run.replay', { runId })).toMatchObject({ isSame: true })
    const { items } = await app.client.call('agent.run.getLogs', { runId, level: 'info' })
    expect(items[0]).toMatchObject({
      source: 'context',
      message: expect.stringMatching(/shortened from about \d+ to \d+/),
    })
  })

  it('keeps the plan whole', async () => {
    const plan = 'First read, then think.'
    const model = createFakeModel((n): LanguageModelV4StreamPart[] => {
      if (n === 1) return callTool('write_plan', { plan })
      return n < 6 ? callTool('read', { page: n }, `call-${n}`) : say('Read.')
    })
    await using app = await createAgentApp(createReader(model, 4000, { planning: true }), { env })
    const log = await app.run()
    expect(eventsOf(log, 'context.compressed').length).toBeGreaterThan(0)
    expect(textOf(model.calls.at(-1)?.prompt)).toContain(`Your plan:\\n${plan}`)
  })

  it('cuts single outputs in the middle when the last turn alone is too long', async () => {
    const model = reading(1)
    await using app = await createAgentApp(createReader(model, 60_000), { env })
    const [compressed] = eventsOf(await app.run(), 'context.compressed')
    expect(compressed?.data).toMatchObject({ shortenedTurns: 0, outputCharacters: 3000 })
    const text = textOf(model.calls[1]?.prompt)
    expect(text).toMatch(/page 1 begins word.* \[…\d+ characters…\] .*word ends 1/)
    expect(text.length).toBeLessThan(6000)
  })

  it('goes on with the transcript of a scripted model', async () => {
    const calls = [1, 2, 3, 4].map((page) => ({ toolCalls: [{ name: 'read', input: { page } }] }))
    const agent = createScriptedAgent([...calls, { text: 'All four.' }], {
      tools: [read(4000)],
      contextCompression: true,
    })
    await using app = await createAgentApp(agent, { env: { ERRAND_CONTEXT_WINDOWS: 'sim/*=4000' } })
    const log = await app.run()
    expect(eventsOf(log, 'context.compressed').length).toBeGreaterThan(0)
    expect(eventsOf(log, 'tool.started').map(({ data }) => data.input)).toEqual([1, 2, 3, 4].map((page) => ({ page })))
    expect(log.at(-1)?.data).toMatchObject({ resultData: { result: 'All four.' } })
    const fixture = await app.client.call('agent.run.export', { runId: log[0]?.runId ?? '' })
    await expectReplay(fixture, { agent })
  })

  it('is left alone when the agent does not want it, or nobody knows the window', async () => {
    for (const [options, settings] of [
      [{ contextCompression: false }, env],
      [{}, {}],
    ] as const) {
      const model = reading(6)
      await using app = await createAgentApp(createReader(model, 3000, options), { env: settings })
      expect(eventsOf(await app.run(), 'context.compressed')).toEqual([])
      expect(textOf(model.calls.at(-1)?.prompt).length).toBeGreaterThan(18_000)
    }
  })

  it('goes by what the provider counts, when that is more than the estimate', async () => {
    const counted = (n: number): LanguageModelV4StreamPart[] => {
      const end = finish()
      if (end.type !== 'finish') throw new Error('no finish')
      const usage = { ...end.usage, inputTokens: { ...end.usage.inputTokens, total: n * 1500 } }
      const parts = n <= 3 ? callTool('read', { page: n }, `call-${n}`) : say('Read.')
      return [...parts.slice(0, -1), { ...end, usage }]
    }
    await using app = await createAgentApp(createReader(createFakeModel(counted), 500), { env })
    const log = await app.run()
    expect(eventsOf(log, 'context.compressed').length).toBeGreaterThan(0)
  })
})

describe('a provider that refuses a prompt as too long', () => {
  /** Takes no prompt of more than so many characters. */
  const refusing = (pages: number, most: number) =>
    createFakeModel((_n, { prompt }) => {
      if (textOf(prompt).length > most) {
        const message = 'prompt is too long: 9 tokens > 8 maximum'
        throw new APICallError({ message, statusCode: 400, url: 'https://x', requestBodyValues: {} })
      }
      const text = textOf(prompt)
      const page = [1, 2, 3, 4, 5].find(
        (one) => one <= pages && !text.includes(`\\"page\\":${one}`) && !text.includes(`"page":${one}`),
      )
      return page === undefined ? say('Read.') : callTool('read', { page }, `call-${page}`)
    })

  it('is asked again with less, although nobody knows its window', async () => {
    const model = refusing(4, 8000)
    await using app = await createAgentApp(createReader(model, 3000))
    const log = await app.run()
    expect(log.at(-1)?.type).toBe('run.completed')
    const failed = eventsOf(log, 'turn.failed')
    expect(failed.length).toBeGreaterThan(0)
    for (const { seq, data } of failed) {
      expect(data).toMatchObject({ code: 'PROMPT_TOO_LONG', willRetry: true })
      expect(log.find((event) => event.seq === seq + 1)?.type).toBe('context.compressed')
    }
    expect(await app.client.call('agent.run.replay', { runId: log[0]?.runId ?? '' })).toMatchObject({ isSame: true })
  })

  it('ends the run when nothing is left to shorten, or the agent does not want it', async () => {
    for (const [most, options, failures] of [
      [300, {}, 1],
      [8000, { contextCompression: false }, 0],
    ] as const) {
      await using app = await createAgentApp(createReader(refusing(4, most), 3000, options))
      const log = await app.run()
      expect(eventsOf(log, 'context.compressed')).toHaveLength(failures)
      expect(log.at(-1)?.data).toMatchObject({ code: 'MODEL_FAILED', message: expect.stringContaining('too long') })
    }
  })
})

describe('a session that does not fit', () => {
  it('is shortened from its old end, also for an agent that does not compress', async () => {
    const model = createFakeModel((n) => say(`Answer ${n}: ${'so '.repeat(1000)}`))
    const agent = defineAgent({ id: 'a', instructions: 'Talk.', model })
    await using app = await createAgentApp(agent, { env })
    for (const message of ['One', 'Two', 'Three', 'Four', 'Five']) {
      await app.run({ input: { message }, sessionId: 's' })
    }
    const log = await app.run({ input: { message: 'Six' }, sessionId: 's' })
    const [compressed] = eventsOf(log, 'context.compressed')
    expect(compressed?.data).toMatchObject({ keptRuns: 2, shortenedTurns: 0 })
    const said = (model.calls.at(-1)?.prompt ?? []).flatMap(({ role, content }) =>
      role === 'user' && typeof content !== 'string' ? [(content[0] as { text: string }).text] : [],
    )
    expect(said).toEqual(['Four', 'Five', 'Six'])
    expect(await app.client.call('agent.run.replay', { runId: log[0]?.runId ?? '' })).toMatchObject({ isSame: true })
  })
})

it('leaves a prompt that cannot be rendered to the turn, which fails', async () => {
  await using app = await createAgentApp(createReader(reading(0), 10), {
    env: { ERRAND_CONTEXT_WINDOWS: 'sim/*=4000' },
  })
  const settings = {
    name: 'B',
    slug: 'b',
    modelProvider: 'custom',
    modelName: 'sim/assistant',
    systemPrompt: '',
  } as const
  const { id: agentId } = await app.client.call('agent.create', settings)
  await app.client.call('agent.update', { agentId, status: 'active' })
  await app.run({ agentId, input: { message: 'long '.repeat(40_000) }, sessionId: 's' })
  await app.client.call('agent.update', { agentId, userPromptTemplate: '{{message}} {{message}}' })
  const log = await app.run({ agentId, input: { message: 'Short.' }, sessionId: 's' })
  expect(log.at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'MODEL_FAILED' } })
})

it('is a setting of agents made through the API', async () => {
  await using app = await createAgentApp(createReader(reading(0), 10))
  const settings = { name: 'B', slug: 'b', modelProvider: 'custom', modelName: 'sim/x', systemPrompt: '' } as const
  const { id: agentId } = await app.client.call('agent.create', { ...settings, contextCompression: true })
  expect(await app.client.call('agent.get', { agentId })).toMatchObject({ contextCompression: true })
})
