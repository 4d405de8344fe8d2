import { Validator } from '@cfworker/json-schema'
import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4ToolResultOutput,
} from '@ai-sdk/provider'
import { describe, expect, it, vi } from 'vitest'

import { ask, done, reply, say, tool } from '../testing/ask-sim.ts'
import { readParts } from '../testing/provider-server/read-parts.ts'
import { createSimAssistant } from './sim-assistant.ts'

const model = createSimAssistant()

const text = { type: 'string' }
const searchDocs = tool('search_docs', 'Searches the documentation.', { query: text, limit: { type: 'integer' } }, [
  'query',
])
const calculate = tool('calculate', 'Evaluates an arithmetic expression.', { expression: text }, ['expression'])
const add = tool('add', 'Adds two numbers.', { a: { type: 'number' }, b: { type: 'number' } }, ['a', 'b'])
const getWeather = tool('get_weather', 'Weather of a city.', { city: text }, ['city'])
const readFile = tool('read_file', 'Reads a file.', { path: text }, ['path'])
const deleteFile = tool('delete_file', 'Deletes a file.', { path: text }, ['path'])
const every = [searchDocs, calculate, add, getWeather, readFile, deleteFile]

const passages = {
  items: [
    {
      path: 'docs/install.md',
      line: 12,
      snippet:
        '# Installing\n\nErrand needs **Node 24** or later. On Windows, install it with [winget](https://x.y) first:\n\n```powershell\nwinget install OpenJS.NodeJS\n```\n\nOn Linux use your package manager.',
    },
    {
      path: 'docs/paths.md',
      line: 40,
      snippet: '...ious text. Windows paths with spaces must be quoted. The console sho...',
    },
    { path: 'docs/schedules.md', line: 1, snippet: 'Schedules fire once per slot. A missed slot is caught up.' },
  ],
}

describe('choosing tools', () => {
  it.each([
    ['How do I install Errand on Linux?', ['search_docs', { query: 'install Errand Linux' }]],
    ['What is 12 * (7 + 3)?', ['calculate', { expression: '12 * (7 + 3)' }]],
    ['What is 15% of 80?', ['calculate', { expression: '15 / 100 * 80' }]],
    ['weather in New York, please', ['get_weather', { city: 'New York' }]],
    ['Show me the file notes/today.md', ['read_file', { path: 'notes/today.md' }]],
    ['Delete notes.txt', ['delete_file', { path: 'notes.txt' }]],
    ['Search the docs for retry limits', ['search_docs', { query: 'retry limits' }]],
  ])('%s', async (question, call) => {
    const { calls, finish, reasoning } = await reply(question, every)
    expect(calls).toEqual([call])
    expect(finish).toBe('tool-calls')
    expect(reasoning).toMatch(/^I will call `\w+` because .+\.$/)
  })

  it('calls an adding tool when there is no calculator', async () => {
    expect((await reply('What is 2 + 3?', [searchDocs, add])).calls).toEqual([['add', { a: 2, b: 3 }]])
  })

  it('calls several tools at once when the message asks for several things', async () => {
    const { calls } = await reply('Tell me the weather in Paris and read the file a.md', every)
    expect(calls).toEqual([
      ['read_file', { path: 'a.md' }],
      ['get_weather', { city: 'Paris' }],
    ])
  })

  it('searches first and calls the rest afterwards', async () => {
    const question = ask('Search the docs for limits and add 2 and 3')
    const first = await reply([question], [add, searchDocs])
    expect(first.calls.map(([name]) => name)).toEqual(['search_docs'])
    const input = first.calls[0]?.[1] as object
    const second = await reply(
      [question, ...done('search_docs', input, { type: 'json', value: passages })],
      [add, searchDocs],
    )
    expect(second.calls).toEqual([['add', { a: 2, b: 3 }]])
  })

  it('never calls a tool twice with the same input, in whatever order its keys come back', async () => {
    const prompt = [ask('add 2 and 3'), ...done('add', { b: 3, a: 2 }, { type: 'error-text', value: 'busy' })]
    expect((await reply(prompt, [add])).calls).toEqual([])
  })

  it('calls nothing that changes things unless the message says so', async () => {
    expect((await reply('What does the file a.md say?', [deleteFile])).calls).toEqual([])
  })

  it('leans on the message before for a short follow-up', async () => {
    const prompt = [ask('How do I install Errand on Linux?'), say('With a package manager.'), ask('and on Windows?')]
    expect((await reply(prompt, every)).calls).toEqual([['search_docs', { query: 'Windows install Errand Linux' }]])
  })

  it('honours the tool choice', async () => {
    expect((await reply('weather in Paris', every, { toolChoice: { type: 'none' } })).calls).toEqual([])
    expect((await reply('hello', [deleteFile, getWeather], { toolChoice: { type: 'required' } })).calls).toHaveLength(1)
    expect((await reply('hello', [deleteFile, getWeather], { toolChoice: { type: 'required' } })).calls[0]?.[0]).toBe(
      'get_weather',
    )
    const named = await reply('weather in Paris', every, { toolChoice: { type: 'tool', toolName: 'add' } })
    expect(named.calls.map(([name]) => name)).toEqual(['add'])
  })
})

describe('answering', () => {
  const question = 'How do I install Errand on Windows?'
  const input = { query: 'install Errand Windows' }

  async function answer(output: LanguageModelV4ToolResultOutput, options: Partial<LanguageModelV4CallOptions> = {}) {
    return reply([ask(question), ...done('search_docs', input, output)], [searchDocs], options)
  }

  it('quotes the best sentences with numbered citations and keeps code whole', async () => {
    const expected =
      'Errand needs Node 24 or later. On Windows, install it with winget first: [1]\n\n```powershell\nwinget install OpenJS.NodeJS\n```\n\n[1] docs/install.md:12'
    expect((await answer({ type: 'json', value: passages })).text).toBe(expected)
    expect((await answer({ type: 'text', value: JSON.stringify(passages) })).text).toBe(expected)
    const content = [{ type: 'text', text: JSON.stringify(passages) }]
    expect((await answer({ type: 'json', value: { content } })).text).toBe(expected)
  })

  it('draws on several sources and numbers them in order', async () => {
    const hits = [
      {
        text: 'A run is cancelled with one command, even before its start. It stays cancelled.',
        url: 'https://a.example/cancel',
      },
      { text: 'After a cancel the run never starts again. Other text here.', url: 'https://b.example/final' },
    ]
    const prompt = [
      ask('Can a cancelled run start again?'),
      ...done('search_docs', { query: 'x' }, { type: 'json', value: hits }),
    ]
    const { text } = await reply(prompt, [])
    expect(text).toBe(
      'After a cancel the run never starts again. [1] A run is cancelled with one command, even before its start. [2]\n\n' +
        '[1] https://b.example/final\n[2] https://a.example/cancel',
    )
  })

  it('does not take a list of references for an answer', async () => {
    const text =
      'A cancelled run stays cancelled.\nTests: `src/run.cancel.test.ts` (a cancelled run stays cancelled whatever its worker does); `src/a.test.ts`.'
    const hits = { path: 'guarantees.md', text }
    const found = done('search_docs', { query: 'x' }, { type: 'json', value: hits })
    const { text: said } = await reply([ask('Does a cancelled run stay cancelled?'), ...found], [])
    expect(said).toBe('A cancelled run stays cancelled. [1]\n\n[1] guarantees.md')
  })

  it('says what it searched for when nothing was found', async () => {
    const { text } = await answer({ type: 'json', value: { items: [], total: 0 } })
    expect(text).toBe('I searched with `search_docs` for "install Errand Windows" and nothing was found.')
  })

  it('does not pass unrelated passages for an answer', async () => {
    const { text } = await answer({ type: 'json', value: { items: [passages.items[2] ?? null] } })
    expect(text).toContain('nothing was found on the question')
    expect(text).toContain('docs/schedules.md:1')
  })

  it('says honestly that a tool failed or was not run', async () => {
    expect((await answer({ type: 'error-text', value: 'index is locked' })).text).toBe(
      '`search_docs` failed: index is locked. I have no result from it.',
    )
    expect((await answer({ type: 'error-json', value: { error: { message: 'no disk' } } })).text).toContain(
      'failed: no disk',
    )
    expect((await answer({ type: 'execution-denied', reason: 'a person said no' })).text).toBe(
      '`search_docs` was not run: a person said no.',
    )
  })

  it.each([
    [5, 'The result of `add` is 5.'],
    [{ result: 5 }, 'The result of `add` is 5.'],
    ['five', 'The result of `add` is five.'],
    [{ temperature: 21, wind: { speed: 3 } }, '`add` returned temperature 21, wind.speed 3.'],
    [['a', 'b'], '`add` returned a, b.'],
    [
      {
        users: [
          { id: 1, name: 'Ada' },
          { id: 2, name: 'Bo' },
        ],
      },
      '`add` returned 2 items:\n- id 1, name Ada\n- id 2, name Bo',
    ],
  ])('states the value %j plainly', async (value, expected) => {
    const prompt = [ask('add 2 and 3'), ...done('add', { a: 2, b: 3 }, { type: 'json', value })]
    expect((await reply(prompt, [add])).text).toBe(expected)
  })

  it('answers from passages in the prompt without a search', async () => {
    const context =
      'Untrusted excerpts:\n<excerpt path="limits.md" line="3">The limit is 40 requests. Ask to raise it.</excerpt>'
    const orders: LanguageModelV4Prompt[] = [
      [{ role: 'system', content: context }, ask('What is the request limit?')],
      [ask('What is the request limit?'), ask(context)],
      [ask(context), ask('What is the request limit?')],
    ]
    for (const prompt of orders) {
      const { text, calls } = await reply(prompt, [searchDocs])
      expect(calls).toEqual([])
      expect(text).toBe('The limit is 40 requests. Ask to raise it. [1]\n\n[1] limits.md:3')
    }
  })

  it('says what it is when it has nothing to go by', async () => {
    const { text, finish } = await reply('Who wrote Hamlet?', [calculate])
    expect(text).toContain('a simulated model without knowledge of its own')
    expect(text).toContain('`calculate` (Evaluates an arithmetic expression)')
    expect(text).toContain('OPENAI_API_KEY, ANTHROPIC_API_KEY')
    expect(finish).toBe('stop')
    expect((await reply('hello', [])).text).toContain('No tools can be used here')
  })

  it('puts the answer into the JSON that is asked for', async () => {
    const schema = {
      type: 'object' as const,
      properties: {
        answer: { type: 'string' as const },
        sources: { type: 'array' as const, items: { type: 'string' as const } },
        isCertain: { type: 'boolean' as const },
      },
      required: ['answer', 'sources', 'isCertain'],
      additionalProperties: false,
    }
    const { text } = await answer({ type: 'json', value: passages }, { responseFormat: { type: 'json', schema } })
    const value: unknown = JSON.parse(text)
    expect(new Validator({ ...schema }, '2020-12').validate(value).valid).toBe(true)
    expect(value).toMatchObject({ answer: expect.stringContaining('winget'), sources: ['docs/install.md:12'] })
    const sum = { type: 'object' as const, properties: { total: { type: 'number' as const } }, required: ['total'] }
    const prompt = [ask('add 2 and 3'), ...done('add', { a: 2, b: 3 }, { type: 'json', value: 5 })]
    expect((await reply(prompt, [add], { responseFormat: { type: 'json', schema: sum } })).text).toBe('{"total":5}')
    expect(JSON.parse((await reply('hi', [], { responseFormat: { type: 'json' } })).text)).toHaveProperty('answer')
  })
})

describe('the stream', () => {
  const options = { prompt: [ask('What is 2 + 3?')], tools: [add], providerOptions: { sim: { delayMs: 0 } } }

  it('is the same for the same prompt', async () => {
    const [one, other] = [await createSimAssistant().doStream(options), await model.doStream(options)]
    expect(await readParts(one.stream)).toEqual(await readParts(other.stream))
  })

  it('opens, explains, calls and closes like a provider', async () => {
    const { parts } = await readParts((await model.doStream(options)).stream)
    const types = parts.map((part) => part.type).filter((type, index, all) => type !== all[index - 1])
    expect(types.join(' ')).toBe(
      'stream-start response-metadata reasoning-start reasoning-delta reasoning-end ' +
        'tool-input-start tool-input-delta tool-input-end tool-call finish',
    )
    expect(parts.at(-1)).toMatchObject({
      usage: { inputTokens: { total: expect.any(Number) }, outputTokens: { text: 4 } },
    })
  })

  it('pauses 12 ms before a delta, and an abort ends it during the pause', async () => {
    vi.useFakeTimers()
    const abort = new AbortController()
    const { stream } = await model.doStream({ prompt: options.prompt, tools: [add], abortSignal: abort.signal })
    const reading = readParts(stream)
    await vi.advanceTimersByTimeAsync(30)
    abort.abort()
    const { parts, error } = await reading
    expect(parts.filter((part) => part.type === 'reasoning-delta')).toHaveLength(2)
    expect(error).toMatchObject({ name: 'AbortError' })
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('breaks arguments or fails on request', async () => {
    const broken = await model.doStream({
      ...options,
      providerOptions: { sim: { delayMs: 0, failure: 'malformed-args' } },
    })
    const call = (await readParts(broken.stream)).parts.find((part) => part.type === 'tool-call')
    expect(() => JSON.parse(call?.input ?? '{}') as unknown).toThrow(SyntaxError)
    const failing = { ...options, providerOptions: { sim: { failure: 'error@1' } } }
    await expect(model.doStream(failing)).rejects.toMatchObject({ statusCode: 503 })
  })
})
