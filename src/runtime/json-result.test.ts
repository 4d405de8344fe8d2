// Results of type json: the schema goes to the model, an answer that does not fit it is asked for again, and none is passed.
import { APICallError, UnsupportedFunctionalityError } from '@ai-sdk/provider'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createAgentApp, eventsOf } from '../testing/run-agent.ts'
import { callTool, createFakeModel, type FakeModel, say } from '../testing/fake-model.ts'
import { createProviderServer } from '../testing/provider-server/provider-server.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createTempDir } from '../testing/temp-dir.ts'
import { type AgentOptions, defineAgent } from './define-agent.ts'
import { defineTool } from './define-tool.ts'

const resultSchema = z.object({ result: z.string(), total: z.number() })
const schema = {
  type: 'object',
  properties: { result: { type: 'string' }, total: { type: 'number' } },
  required: ['result', 'total'],
  additionalProperties: false,
}
const good = { result: 'two and three', total: 5 }
const json = { resultType: 'json', resultSchema } as const

const agentOf = (model: FakeModel, options: Partial<AgentOptions> = {}) =>
  defineAgent({ id: 'a', instructions: 'Add.', model, ...json, ...options })

const answers = (...texts: string[]) => createFakeModel((n) => say(texts[n - 1] ?? 'nothing more'))

describe('a json result', () => {
  it('is the object that the model answers with, and its text is that object as JSON', async () => {
    const model = answers('```json\n{"result": "two and three", "total": 5}\n```', '{"result": "again", "total": 1}')
    await using app = await createAgentApp(agentOf(model))
    const log = await app.run({ sessionId: 's' })
    expect(log.at(-1)).toMatchObject({ type: 'run.completed', data: { resultType: 'json', resultData: good } })
    const { runId } = log[0] ?? { runId: '' }
    const run = await app.client.call('agent.run.get', { runId })
    expect(run).toMatchObject({ status: 'done', output: good, resultType: 'json' })
    expect(model.calls[0]).toMatchObject({ responseFormat: { type: 'json', schema } })
    expect(model.calls[0]?.prompt[0]).toMatchObject({ role: 'system', content: expect.stringContaining('"total"') })
    const { messages } = await app.client.call('session.get', { sessionId: 's' })
    expect(messages.at(-1)?.content).toBe(JSON.stringify(good))
    await app.run({ sessionId: 's' })
    expect(JSON.stringify(model.calls[1]?.prompt)).toContain(JSON.stringify(JSON.stringify(good)).slice(1, -1))
  })

  it('is asked for again with what is wrong, at most twice', async () => {
    const model = answers('five', '{"total": "5"}', JSON.stringify(good))
    await using app = await createAgentApp(agentOf(model))
    const log = await app.run()
    expect(log.at(-1)).toMatchObject({ type: 'run.completed', data: { resultData: good } })
    expect(eventsOf(log, 'result.refused').map(({ data }) => data)).toEqual([
      { answer: 1, issues: [{ pointer: '', message: 'the answer is not JSON' }] },
      {
        answer: 2,
        issues: [
          { pointer: '/result', message: 'Instance does not have required property "result".' },
          { pointer: '/total', message: 'Instance type "string" is invalid. Expected "number".' },
        ],
      },
    ])
    const last = model.calls[2]?.prompt ?? []
    expect(last.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant', 'user'])
    expect(JSON.stringify(last.at(-1))).toContain('/total: Instance type')
    const { runId } = log[0] ?? { runId: '' }
    const logs = await app.client.call('agent.run.getLogs', { runId })
    expect(logs.items.filter(({ source }) => source === 'result')).toMatchObject([
      { level: 'warn', message: 'Answer 1 does not fit the result schema: the answer is not JSON' },
      { level: 'warn', message: expect.stringContaining('/total: Instance type') },
    ])
    expect(await app.client.call('agent.run.replay', { runId })).toMatchObject({ divergences: [] })
  })

  it('that does not come in three answers ends the run with RESULT_INVALID, and no fourth is asked for', async () => {
    const model = answers('1', '{}', '{"result": 2, "total": 2}', JSON.stringify(good))
    await using app = await createAgentApp(agentOf(model))
    const log = await app.run()
    expect(model.calls).toHaveLength(3)
    expect(eventsOf(log, 'result.refused').map(({ data }) => data.answer)).toEqual([1, 2, 3])
    expect(log.at(-1)).toMatchObject({
      type: 'run.failed',
      data: {
        code: 'RESULT_INVALID',
        stage: 'model',
        message:
          'none of 3 answers fits the result schema; the last one: /result: Instance type "number" is invalid. Expected "string".',
      },
    })
    const run = await app.client.call('agent.run.get', { runId: log[0]?.runId ?? '' })
    expect(run).toMatchObject({ status: 'error', errorCode: 'RESULT_INVALID' })
    expect(run).not.toHaveProperty('output')
    expect(await app.client.call('agent.run.replay', { runId: run.id })).toMatchObject({ divergences: [] })
  })

  it('comes after tools, whose turns count as no answer', async () => {
    const look = defineTool({ name: 'look', description: 'Looks.', input: { type: 'object' }, execute: () => 'found' })
    const turns = [
      callTool('look', {}, '1'),
      say('no'),
      callTool('look', {}, '2'),
      say('no'),
      say(JSON.stringify(good)),
    ]
    const model = createFakeModel((n) => turns[n - 1] ?? say(''))
    await using app = await createAgentApp(agentOf(model, { tools: [look] }))
    const log = await app.run()
    expect(eventsOf(log, 'result.refused').map(({ data }) => data.answer)).toEqual([1, 2])
    expect(log.at(-1)).toMatchObject({ type: 'run.completed', data: { resultData: good } })
  })

  it('is refused as often as before a restart between two answers', async () => {
    using folder = createTempDir()
    const databasePath = join(folder.path, 'errand.db')
    const first = createFakeModel(() => say('{}'))
    const silent = createFakeModel((n) => (n === 1 ? say('{}') : new Promise(() => undefined)))
    const before = await createAgentApp(agentOf(silent), { databasePath })
    const runId = await before.execute()
    await before.whenLogged(runId, 'result.refused')
    await before.whenLogged(runId, 'turn.started', 7)
    await before[Symbol.asyncDispose]()
    await using after = await createAgentApp(agentOf(first), { databasePath })
    const log = await after.readLog(runId)
    expect(first.calls).toHaveLength(2)
    expect(eventsOf(log, 'run.recovered')).toHaveLength(1)
    expect(eventsOf(log, 'result.refused').map(({ data }) => data.answer)).toEqual([1, 2, 3])
    expect(log.at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'RESULT_INVALID' } })
  })

  it('counts against the limit of turns like any other', async () => {
    const model = answers('{}', JSON.stringify(good))
    await using app = await createAgentApp(agentOf(model, { maxIterations: 1 }))
    expect((await app.run()).at(-1)).toMatchObject({ data: { code: 'RUN_MAX_ITERATIONS' } })
  })
})

describe('a provider that does not take the schema', () => {
  const refused = new APICallError({
    message: 'Invalid schema',
    url: 'https://x',
    requestBodyValues: {},
    statusCode: 400,
  })

  it.each([refused, new UnsupportedFunctionalityError({ functionality: 'propertyNames' })])(
    'is asked without it, and the answer is held to it all the same (%s)',
    async (error) => {
      const model = createFakeModel((n) => {
        if (n === 1) throw error
        return say(n === 2 ? '{}' : JSON.stringify(good))
      })
      await using app = await createAgentApp(agentOf(model))
      const log = await app.run()
      expect(eventsOf(log, 'turn.failed')).toMatchObject([{ data: { code: 'SCHEMA_REFUSED', willRetry: true } }])
      expect(model.calls.map(({ responseFormat }) => responseFormat?.type)).toEqual(['json', undefined, undefined])
      expect(log.at(-1)).toMatchObject({ data: { resultData: good } })
      const { divergences } = await app.client.call('agent.run.replay', { runId: log[0]?.runId ?? '' })
      expect(divergences).toEqual([])
    },
  )

  it('fails the run when it is not the schema that it refuses', async () => {
    const model = createFakeModel(() => Promise.reject(refused))
    await using app = await createAgentApp(agentOf(model))
    const log = await app.run()
    expect(eventsOf(log, 'turn.failed').map(({ data }) => data.code)).toEqual(['SCHEMA_REFUSED', 'MODEL_FAILED'])
    expect(log.at(-1)).toMatchObject({ data: { code: 'MODEL_FAILED', message: expect.stringContaining('400') } })
  })

  it('is followed by a fallback model that is given the schema', async () => {
    await using provider = await createProviderServer()
    provider.script([{ text: JSON.stringify(good) }])
    const model = createFakeModel(() => Promise.reject(refused))
    const agent = agentOf(model, { fallbackModels: ['ollama/qwen3'] })
    await using app = await createAgentApp(agent, { env: { OLLAMA_BASE_URL: provider.url } })
    expect((await app.run()).at(-1)).toMatchObject({ data: { resultData: good } })
    expect(model.calls.map(({ responseFormat }) => responseFormat?.type)).toEqual(['json', undefined])
    expect(provider.requests.at(-1)?.body).toMatchObject({ response_format: { json_schema: { schema } } })
  })
})

describe('sim/assistant', () => {
  it('answers with an object made from the schema, the same each time, and says that it is simulated', async () => {
    const count = defineTool({
      name: 'count_stock',
      description: 'Counts the pieces of a product in stock.',
      input: z.object({ product: z.enum(['lamp', 'chair']) }),
      effect: 'pure',
      execute: ({ product }) => ({ product, inStock: 12 }),
    })
    const shape = z.object({
      product: z.string(),
      inStock: z.int(),
      answer: z.string().min(1),
      tags: z.array(z.string()),
    })
    const agent = defineAgent({
      id: 'stock',
      instructions: 'Count.',
      model: 'sim/assistant',
      modelConfig: { delayMs: 0 },
      tools: [count],
      resultType: 'json',
      resultSchema: shape,
    })
    await using app = await createAgentApp(agent)
    const run = async () => {
      const log = await app.run({ input: { message: 'How many pieces of the lamp are in stock?' } })
      expect(eventsOf(log, 'turn.started').every(({ data }) => data.simulated)).toBe(true)
      expect(eventsOf(log, 'result.refused')).toEqual([])
      return eventsOf(log, 'run.completed')[0]?.data.resultData
    }
    const [first, second] = [await run(), await run()]
    expect(shape.parse(first)).toMatchObject({ product: 'lamp', inStock: 12 })
    expect(second).toEqual(first)
  })

  it('never passes what it cannot make', async () => {
    const impossible = {
      type: 'object',
      properties: { x: { allOf: [{ type: 'string' }, { type: 'number' }] } },
      required: ['x'],
    }
    const agent = createScriptedAgent([], {
      model: 'sim/assistant',
      modelConfig: { delayMs: 0 },
      resultType: 'json',
      resultSchema: impossible,
    })
    await using app = await createAgentApp(agent)
    expect((await app.run()).at(-1)).toMatchObject({ data: { code: 'RESULT_INVALID' } })
  })
})

it('sim/script goes on with its script when an answer is refused', async () => {
  await using app = await createAgentApp(createScriptedAgent([{ text: 'no' }, { text: JSON.stringify(good) }], json))
  expect((await app.run()).at(-1)).toMatchObject({ data: { resultData: good } })
})

describe('defineAgent', () => {
  const define = (options: Partial<AgentOptions>) => () => defineAgent({ id: 'a', instructions: '', ...options })

  it('refuses results that do not hold together', () => {
    expect(define({ resultType: 'json' })).toThrow('agent "a": resultSchema: resultType json needs the schema')
    expect(define({ resultSchema })).toThrow(
      'agent "a": resultSchema: goes with resultType json; the result type is text',
    )
    expect(define({ resultType: 'json', resultSchema: { type: 'array' } })).toThrow('a json result is an object')
    expect(define({ resultType: 'json', resultSchema: { $ref: 'https://x.test/y' } })).toThrow(
      'resultSchema: the schema cannot',
    )
    const transformed = z.object({ x: z.string().transform(Number) })
    expect(define({ resultType: 'json', resultSchema: transformed })).toThrow('agent "a": resultSchema: Transforms')
    const grounding = { mode: 'required', nothingFound: 'Sorry.' } as const
    expect(define({ ...json, grounding })).toThrow('agent "a": grounding: nothingFound is a text')
  })
})
