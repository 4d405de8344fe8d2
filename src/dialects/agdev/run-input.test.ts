import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineAgent } from '../../runtime/define-agent.ts'
import { createFakeModel, say } from '../../testing/fake-model.ts'
import {
  countRuns,
  createGoalAgent,
  createReporter,
  createRunApiApp,
  listAsked,
  reporter,
  topicSchema,
} from '../../testing/run-api-app.ts'

const topic = { topic: 'AI in healthcare' }

describe('the input and the result of a run of the run API', () => {
  it('case 3: is not made of an input that does not fit', async () => {
    await using test = await createRunApiApp()
    const { api } = test
    const id = await createReporter(test, api, [])
    const refuse = (body: unknown) => api.refuse('POST', `/agents/${id}/runs`, body)
    expect(await refuse({})).toBe('422 INPUT_INVALID "/topic"')
    expect(await refuse({ topic: 5 })).toBe('422 INPUT_INVALID "/topic"')
    expect(await refuse([])).toBe('422 INPUT_INVALID ""')
    expect(await refuse('"x"')).toBe('422 INPUT_INVALID ""')
    expect(await refuse({ topic: 'a\u0000' })).toBe('422 INPUT_INVALID "/topic"')
    // case 4
    expect(await refuse('{"topic":')).toBe('400 JSON_INVALID')
    expect(await countRuns(test)).toBe(0)
  })

  it('case 5: takes other keys when its schema does', async () => {
    await using test = await createRunApiApp()
    const { api } = test
    const list = { type: 'array', items: { type: 'object', required: ['url'] } }
    const schema = { ...topicSchema, properties: { ...topicSchema.properties, items: list } }
    const loose = await createReporter(test, api, [{ text: 'Done.' }], { inputSchema: schema })
    const strict = await createReporter(test, api, [], { inputSchema: { ...schema, additionalProperties: false } })
    const input = { ...topic, depth: 3 }
    expect(await api.refuse('POST', `/agents/${strict}/runs`, input)).toBe('422 INPUT_INVALID "/depth"')
    expect(await api.refuse('POST', `/agents/${loose}/runs`, { ...topic, items: [{}] })).toBe(
      '422 INPUT_INVALID "/items/0/url"',
    )
    expect((await api.run(loose, input)).input).toEqual(input)
  })

  it('case 6: takes a key of any name as input', async () => {
    const model = createFakeModel(() => say('Done.'))
    const agents = [createGoalAgent(model, 'Say {{message}} to {{revisionId}}')]
    await using test = await createRunApiApp({ agents })
    const input = { message: 'hello', revisionId: 'nobody', context: { stream: true } }
    expect((await test.api.run('goal', input)).input).toEqual(input)
    expect(listAsked(model)).toEqual(['Say hello to nobody'])
  })

  it('case 7: asks the goal over the input: parts that depend on it, nothing escaped, nothing inherited', async () => {
    const model = createFakeModel(() => say('Done.'))
    const goal = 'Report on {{topic}}{{#if depth}} to depth {{depth}}{{/if}}{{constructor}}{{#if fresh}}!{{/if}}'
    await using test = await createRunApiApp({ agents: [createGoalAgent(model, goal, { fresh: { default: false } })] })
    await test.api.run('goal', { topic: 'X' })
    await test.api.run('goal', { topic: 'X', depth: 3 })
    const { input } = await test.api.run('goal', { topic: '<b>{{depth}}' })
    expect(listAsked(model)).toEqual(['Report on X', 'Report on X to depth 3', 'Report on <b>{{depth}}'])
    expect(input).toEqual({ topic: '<b>{{depth}}' }) // as it was sent, without the default
  })

  it('is refused when the goal says nothing, or too much', async () => {
    const model = createFakeModel(() => say('Done.'))
    await using test = await createRunApiApp({
      agents: [createGoalAgent(model, '{{#each list}}{{../topic}}{{/each}}')],
    })
    const refuse = (body: object) => test.api.refuse('POST', '/agents/goal/runs', body)
    expect(await refuse({})).toBe('422 INPUT_INVALID ""')
    const large = { topic: 'x'.repeat(10_000), list: Array.from({ length: 30 }, () => 1) }
    expect(await refuse(large)).toBe('422 INPUT_INVALID ""')
    const instructions = { customResultInstructions: '{{#each list}}{{../topic}}{{/each}}' }
    const id = await createReporter(test, test.api, [], instructions)
    expect(await test.api.refuse('POST', `/agents/${id}/runs`, large)).toBe('422 INPUT_INVALID ""')
    expect(await countRuns(test)).toBe(0)
  })

  it('case 8: is done with a document, and names the addresses that its tools used, each once', async () => {
    await using test = await createRunApiApp()
    const { api } = test
    const script = [{ toolCalls: [{ name: 'search_web' }] }, { text: 'The report.' }]
    const tools = [{ source: 'builtin', type: 'searchWeb' }]
    const searching = await createReporter(test, api, script, { tools })
    expect((await api.run(searching, topic)).resultData).toEqual({
      result: 'The report.',
      sources: [
        { url: 'https://a.test/', title: 'A' },
        { url: 'https://b.test/', title: 'B' },
      ],
    })
    const plain = await createReporter(test, api, [{ text: 'The report.' }])
    expect((await api.run(plain, topic)).resultData).toEqual({ result: 'The report.' })
  })

  it('case 9: is done with an object that fits the result schema, or fails', async () => {
    await using test = await createRunApiApp()
    const { api } = test
    const resultSchema = { type: 'object', properties: { score: { type: 'number' } }, required: ['score'] }
    const json = { resultType: 'json', resultSchema }
    // case 28
    expect(await api.refuse('POST', '/agents', { ...reporter, resultType: 'json' })).toBe(
      '422 INPUT_INVALID "/resultSchema"',
    )
    const good = await createReporter(test, api, [{ text: '{"score":7}' }], json)
    expect(await api.run(good, topic)).toMatchObject({ resultType: 'json', status: 'done', resultData: { score: 7 } })
    expect(await api.getAgent(good)).toMatchObject(json)
    const wrong = '{"score":"high"}'
    const bad = await createReporter(test, api, [{ text: wrong }, { text: wrong }, { text: wrong }], json)
    expect(await api.run(bad, topic)).toMatchObject({
      status: 'error',
      error: { code: 'RESULT_INVALID' },
      resultData: null,
    })
  })

  it('case 17: of an agent without a schema takes a message', async () => {
    const model = createFakeModel(() => say('Done.'))
    const plain = defineAgent({
      id: 'plain',
      instructions: 'For {{reader}}.',
      model,
      prompt: '{{message}}, {{reader}}',
    })
    await using test = await createRunApiApp({ agents: [plain] })
    const input = { message: 'Hi', context: { reader: 'Ada' } }
    expect((await test.api.run('plain', input)).input).toEqual(input)
    expect(listAsked(model)).toEqual(['Hi, Ada'])
    const refuse = (body: object) => test.api.refuse('POST', '/agents/plain/runs', body)
    expect(await refuse({ text: 'Hi' })).toBe('422 INPUT_INVALID "/message" "/text"')
    expect(await refuse({ message: '' })).toBe('422 INPUT_INVALID "/message"')
  })

  it('of an agent with a schema and no template asks the input itself', async () => {
    const model = createFakeModel(() => say('Done.'))
    const agent = defineAgent({ id: 'bare', instructions: '', model, input: z.object({ topic: z.string() }) })
    await using test = await createRunApiApp({ agents: [agent] })
    expect(await test.api.getAgent('bare')).toMatchObject({ goalPrompt: '{{this}}' })
    await test.api.run('bare', topic)
    expect(listAsked(model)).toEqual(['{"topic":"AI in healthcare"}'])
  })
})
