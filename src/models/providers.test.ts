import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createProviderServer, type ProviderServer } from '../testing/provider-server/provider-server.ts'
import { readParts } from '../testing/provider-server/read-parts.ts'
import { describeModelError } from './model-error.ts'
import { createModels } from './registry.ts'

let server: ProviderServer
let models: Record<string, LanguageModelV4>

beforeAll(async () => {
  server = await createProviderServer()
  const env = {
    OPENAI_API_KEY: 'sk-openai-key',
    OPENAI_BASE_URL: `${server.url}/v1`,
    ANTHROPIC_API_KEY: 'anthropic-key',
    ANTHROPIC_BASE_URL: server.url,
    GOOGLE_GENERATIVE_AI_API_KEY: 'AIza-google-key',
    GOOGLE_GENERATIVE_AI_BASE_URL: `${server.url}/v1beta`,
    OPENAI_COMPATIBLE_API_KEY: 'compatible-key',
    OPENAI_COMPATIBLE_BASE_URL: `${server.url}/v1/`,
    OLLAMA_BASE_URL: server.url,
  }
  const registry = createModels({ env })
  models = {}
  for (const id of Object.values(ids)) {
    const resolved = await registry.resolve(id)
    if (!resolved.ok) throw new Error(resolved.message)
    models[id] = resolved.model
  }
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

const ids = {
  openai: 'openai/gpt-5',
  anthropic: 'anthropic/claude-sonnet-4-5',
  google: 'google/gemini-3.8-flash',
  compatible: 'compatible/org/model',
  ollama: 'ollama/qwen3',
}
const everyId = Object.values(ids)
const [openai, anthropic, google] = [ids.openai, ids.anthropic, ids.google]

const prompt: LanguageModelV4Prompt = [
  { role: 'system', content: 'Be short.' },
  { role: 'user', content: [{ type: 'text', text: 'What is the weather in Paris and Rome?' }] },
]
const tools: NonNullable<LanguageModelV4CallOptions['tools']> = [
  {
    type: 'function',
    name: 'get_weather',
    description: 'Weather of a city',
    inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
]

function model(id: string): LanguageModelV4 {
  const found = models[id]
  if (!found) throw new Error(`no model ${id}`)
  return found
}

async function stream(id: string, options: Partial<LanguageModelV4CallOptions> = {}) {
  const { stream } = await model(id).doStream({ prompt, tools, ...options })
  return readParts(stream)
}

function joined(parts: readonly LanguageModelV4StreamPart[], type: 'text-delta' | 'reasoning-delta'): string {
  return parts.map((part) => (part.type === type ? part.delta : '')).join('')
}

function ofType<T extends LanguageModelV4StreamPart['type']>(parts: readonly LanguageModelV4StreamPart[], type: T) {
  return parts.filter((part): part is Extract<LanguageModelV4StreamPart, { type: T }> => part.type === type)
}

function lastRequest() {
  const request = server.requests.at(-1)
  if (!request) throw new Error('no request came in')
  return request
}

/** Whether the caller may take the stream for a whole answer. */
function isWholeAnswer({ parts, error }: { parts: LanguageModelV4StreamPart[]; error: unknown }): boolean {
  const finish = ofType(parts, 'finish').at(-1)
  const isBroken = error !== undefined || ofType(parts, 'error').length > 0
  return !isBroken && finish !== undefined && !['error', 'interrupted'].includes(finish.finishReason.unified)
}

describe.each(everyId)('%s', (id) => {
  it('streams reasoning and text, and reports usage', async () => {
    server.script([{ reasoning: 'They ask for news.', signature: 'c2ln', text: 'It is sunny, 21 °C.' }])
    const result = await stream(id)
    expect(joined(result.parts, 'reasoning-delta')).toBe('They ask for news.')
    expect(joined(result.parts, 'text-delta')).toBe('It is sunny, 21 °C.')
    expect(ofType(result.parts, 'text-delta').length).toBeGreaterThan(2)
    expect(ofType(result.parts, 'finish')).toMatchObject([
      { finishReason: { unified: 'stop' }, usage: { inputTokens: { total: 21 }, outputTokens: { total: 13 } } },
    ])
    expect(isWholeAnswer(result)).toBe(true)
  })

  it('delivers parallel tool calls with their whole arguments', async () => {
    server.script([
      {
        toolCalls: [
          { name: 'get_weather', input: { city: 'Paris' } },
          { name: 'get_weather', input: { city: 'Rome' } },
        ],
      },
    ])
    const result = await stream(id)
    const calls = ofType(result.parts, 'tool-call')
    expect(calls.map(({ toolName, input }) => [toolName, JSON.parse(input)])).toEqual([
      ['get_weather', { city: 'Paris' }],
      ['get_weather', { city: 'Rome' }],
    ])
    expect(new Set(calls.map(({ toolCallId }) => toolCallId)).size).toBe(2)
    expect(ofType(result.parts, 'finish')).toMatchObject([{ finishReason: { unified: 'tool-calls' } }])
  })

  it('reports a 429 as worth another try, after the time the provider asks for', async () => {
    server.script([{ httpError: { status: 429, message: 'slow down', headers: { 'retry-after': '17' } } }])
    const error: unknown = await stream(id).catch((thrown: unknown) => thrown)
    expect(describeModelError(error, 0)).toEqual({
      message: 'the provider answered 429: slow down',
      isRetryable: true,
      retryAfterMs: 17_000,
    })
  })

  it('reports a refused key as final, without repeating it', async () => {
    server.script([{ httpError: { status: 401, message: 'Incorrect API key provided: sk-openai-key-1234' } }])
    const error: unknown = await stream(id).catch((thrown: unknown) => thrown)
    expect(describeModelError(error, 0)).toEqual({
      message: 'the provider answered 401: Incorrect API key provided: [redacted]',
      isRetryable: false,
    })
  })

  it('breaks off with an error when the connection is cut in the middle of a text', async () => {
    server.script([{ text: 'one two three four five', stopAfter: { characters: 8, how: 'cut' } }])
    const result = await stream(id)
    expect(joined(result.parts, 'text-delta')).toBe('one two ')
    expect(result.error).toBeInstanceOf(Error)
    expect(describeModelError(result.error, 0)).toMatchObject({
      isRetryable: true,
      message: expect.stringContaining('cut'),
    })
    expect(isWholeAnswer(result)).toBe(false)
  })

  it('does not pass for a whole answer when the stream ends politely but early', async () => {
    server.script([{ text: 'one two three four five', stopAfter: { characters: 8, how: 'end' } }])
    const result = await stream(id)
    expect(joined(result.parts, 'text-delta')).toBe('one two ')
    expect(isWholeAnswer(result)).toBe(false)
  })

  it('hands an error frame in the stream on as an error part', async () => {
    server.script([{ text: 'one two', streamError: { message: 'overloaded just now' } }])
    const result = await stream(id)
    const errors = ofType(result.parts, 'error')
    expect(errors).toHaveLength(1)
    expect(describeModelError(errors[0]?.error, 0)).toMatchObject({
      isRetryable: true,
      message: expect.stringContaining('overloaded just now'),
    })
    expect(isWholeAnswer(result)).toBe(false)
  })

  it('closes the connection when it is aborted', async () => {
    server.script([{ text: 'one two three', stopAfter: { characters: 4, how: 'hang' } }])
    const abort = new AbortController()
    const { stream } = await model(id).doStream({ prompt, abortSignal: abort.signal })
    const reader = stream.getReader()
    for (;;) {
      const { value } = await reader.read()
      if (value?.type === 'text-delta') break
    }
    const pending = reader.read()
    abort.abort()
    const error: unknown = await pending.catch((thrown: unknown) => thrown)
    expect(describeModelError(error, 0)).toEqual({ message: 'the model call was aborted', isRetryable: false })
    await lastRequest().closed
  })

  it('sends the instructions, the question and the tools, and its key in the header only', async () => {
    server.script([{ text: 'ok' }])
    await stream(id)
    const { body, headers, path } = lastRequest()
    const text = JSON.stringify(body)
    for (const piece of ['Be short.', 'weather in Paris and Rome', 'get_weather', 'Weather of a city', '"city"']) {
      expect(text).toContain(piece)
    }
    expect(`${text}${path}`).not.toContain('-key')
    const keys = [headers.authorization, headers['x-api-key'], headers['x-goog-api-key']].filter(
      (key) => key !== undefined,
    )
    expect(keys).toHaveLength(id === ids.ollama ? 0 : 1)
  })

  it('sends tool calls and results back on the second turn', async () => {
    server.script([
      { reasoning: 'Two cities.', signature: 'c2ln', toolCalls: [{ name: 'get_weather', input: { city: 'Paris' } }] },
      { text: 'Sunny.' },
    ])
    const first = await stream(id)
    await stream(id, { prompt: [...prompt, ...replay(first.parts, { temperature: 21 })] })
    const text = JSON.stringify(lastRequest().body)
    expect(text).toMatch(/temperature\\*":21/)
    expect(text).toMatch(/city\\*":\\*"Paris/)
    // Every call is answered under the id it was made with.
    const callId = ofType(first.parts, 'tool-call')[0]?.toolCallId ?? ''
    if (id !== google) expect(text.split(callId).length - 1).toBe(2)
  })
})

describe.each(everyId.filter((id) => id !== google))('%s', (id) => {
  it('delivers malformed arguments as the raw text', async () => {
    server.script([{ toolCalls: [{ name: 'get_weather', input: '{"city": "Par' }] }])
    expect(ofType((await stream(id)).parts, 'tool-call')).toMatchObject([
      { toolName: 'get_weather', input: '{"city": "Par' },
    ])
  })
})

it('google makes an error finish of a malformed call, without a call', async () => {
  server.script([{ toolCalls: [{ name: 'get_weather', input: '{"city": "Par' }] }])
  const result = await stream(google)
  expect(ofType(result.parts, 'tool-call')).toEqual([])
  expect(ofType(result.parts, 'finish')).toMatchObject([
    { finishReason: { unified: 'error', raw: 'MALFORMED_FUNCTION_CALL' } },
  ])
})

describe('what a provider signs', () => {
  const turn = {
    reasoning: 'Two cities.',
    signature: 'c2ln',
    toolCalls: [{ name: 'get_weather', input: { city: 'Paris' } }],
  }

  async function secondRequest(id: string, options: Partial<LanguageModelV4CallOptions> = {}): Promise<string> {
    server.script([turn, { text: 'Sunny.' }])
    const first = await stream(id, options)
    await stream(id, { ...options, prompt: [...prompt, ...replay(first.parts, 'sunny')] })
    return JSON.stringify(lastRequest().body)
  }

  it('anthropic gets its thinking back with the signature', async () => {
    expect(await secondRequest(anthropic)).toContain('{"type":"thinking","thinking":"Two cities.","signature":"c2ln"}')
  })

  it('google gets its function call back with the thought signature', async () => {
    expect(await secondRequest(google)).toMatch(/"functionCall":\{[^}]*\}[^}]*\},"thoughtSignature":"c2ln"/)
  })

  it('openai gets its reasoning back by reference, or encrypted when nothing is stored there', async () => {
    expect(await secondRequest(openai)).toMatch(/\{"type":"item_reference","id":"rs_\d+"\}/)
    const stateless = await secondRequest(openai, { providerOptions: { openai: { store: false } } })
    expect(stateless).toContain('"encrypted_content":"c2ln"')
    expect(stateless).not.toContain('item_reference')
  })
})

it('a server that is not there is worth another try', async () => {
  await using gone = await createProviderServer()
  const { url } = gone
  await gone[Symbol.asyncDispose]()
  const resolved = await createModels({ env: { OLLAMA_BASE_URL: `${url}/v1` } }).resolve('ollama/x')
  const error: unknown = resolved.ok
    ? await Promise.resolve(resolved.model.doStream({ prompt })).catch((thrown: unknown) => thrown)
    : null
  expect(describeModelError(error, 0)).toEqual({
    message: 'the provider refused the connection (ECONNREFUSED)',
    isRetryable: true,
  })
})

it('the fetch given to the registry is used by the providers', async () => {
  const urls: string[] = []
  const registry = createModels({
    env: { OPENAI_API_KEY: 'k' },
    fetch: async (input) => {
      urls.push(input instanceof Request ? input.url : String(input))
      return Response.json({ error: { message: 'no' } }, { status: 400 })
    },
  })
  const resolved = await registry.resolve('openai/gpt-5')
  if (resolved.ok) await expect(resolved.model.doStream({ prompt })).rejects.toThrow('no')
  expect(urls).toEqual(['https://api.openai.com/v1/responses'])
})

/** The assistant message made of the parts, metadata passed back as options, and the result of its one call. */
function replay(
  parts: readonly LanguageModelV4StreamPart[],
  result: string | { temperature: number },
): LanguageModelV4Prompt {
  const content: Extract<LanguageModelV4Prompt[number], { role: 'assistant' }>['content'] = []
  const reasoning = parts.filter((part) => part.type.startsWith('reasoning-')) as Extract<
    LanguageModelV4StreamPart,
    { type: 'reasoning-start' | 'reasoning-delta' | 'reasoning-end' }
  >[]
  const metadata = reasoning.flatMap(({ providerMetadata }) => (providerMetadata ? [providerMetadata] : [])).at(-1)
  const text = joined(parts, 'reasoning-delta')
  if (text !== '') content.push({ type: 'reasoning', text, ...(metadata ? { providerOptions: metadata } : {}) })
  const [call] = ofType(parts, 'tool-call')
  if (!call) throw new Error('the turn holds no tool call')
  const { toolCallId, toolName, providerMetadata } = call
  const input: unknown = JSON.parse(call.input)
  content.push({
    type: 'tool-call',
    toolCallId,
    toolName,
    input,
    ...(providerMetadata ? { providerOptions: providerMetadata } : {}),
  })
  const output =
    typeof result === 'string' ? { type: 'text' as const, value: result } : { type: 'json' as const, value: result }
  return [
    { role: 'assistant', content },
    { role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output }] },
  ]
}
