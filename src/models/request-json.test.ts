// How the packages of the providers send a result schema, seen at a server that speaks their wire formats.
import type { JSONObject, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProviderServer, type ProviderServer } from '../testing/provider-server/provider-server.ts'
import { readParts } from '../testing/provider-server/read-parts.ts'
import { createModels, type Models } from './registry.ts'
import { isRequestRefused, requestJson } from './request-json.ts'

let server: ProviderServer
let models: Models

beforeAll(async () => {
  server = await createProviderServer()
  models = createModels({
    env: {
      OPENAI_API_KEY: 'k',
      OPENAI_BASE_URL: `${server.url}/v1`,
      ANTHROPIC_API_KEY: 'k',
      ANTHROPIC_BASE_URL: server.url,
      GOOGLE_GENERATIVE_AI_API_KEY: 'k',
      GOOGLE_GENERATIVE_AI_BASE_URL: `${server.url}/v1beta`,
      OPENAI_COMPATIBLE_BASE_URL: `${server.url}/v1/`,
      OLLAMA_BASE_URL: server.url,
    },
  })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

const strict: JSONObject = {
  type: 'object',
  properties: { total: { type: 'number' } },
  required: ['total'],
  additionalProperties: false,
}
const loose: JSONObject = { type: 'object', properties: { total: { type: 'number' } } }
const tool = { type: 'function', name: 'look', inputSchema: { type: 'object', properties: {} } } as const

async function ask(id: string, schema: JSONObject, withTool = false) {
  const resolved = await models.resolve(id)
  if (!resolved.ok) throw new Error(resolved.message)
  const [provider = ''] = id.split('/')
  const { responseFormat, options } = requestJson(schema, provider)
  const { stream } = await resolved.model.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'Add 2 and 3, as JSON.' }] }],
    responseFormat,
    providerOptions: { [provider]: options },
    ...(withTool && { tools: [tool], toolChoice: { type: 'auto' } }),
  })
  const { parts } = await readParts(stream)
  const body = server.requests.at(-1)?.body ?? {}
  return {
    body,
    text: parts.map((part: LanguageModelV4StreamPart) => (part.type === 'text-delta' ? part.delta : '')).join(''),
  }
}

const answer = '{"total": 5}'

describe('a result schema goes', () => {
  it.each([
    'openai/gpt-5',
    'compatible/org/model',
    'ollama/qwen3',
    'anthropic/claude-sonnet-4-5',
    'google/gemini-3.8-flash',
  ])('to %s, beside tools too, and the answer is text', async (id) => {
    server.script([{ text: answer }, { text: answer }])
    expect((await ask(id, strict)).text).toBe(answer)
    const { body, text } = await ask(id, strict, true)
    expect(text).toBe(answer)
    expect(JSON.stringify(body)).toContain('"look"')
    expect(JSON.stringify(body)).toContain('"total"')
  })

  it.each(['google/gemini-2.5-flash', 'anthropic/claude-3-5-haiku-latest'])(
    'to %s as a tool, where it has nothing else, and the answer is text all the same',
    async (id) => {
      server.script([{ toolCalls: [{ name: 'json', input: { total: 5 } }] }])
      const { body, text } = await ask(id, strict, true)
      expect(JSON.stringify(body)).toContain('"name":"json"')
      expect(JSON.parse(text)).toEqual({ total: 5 })
    },
  )

  it('to openai in strict mode when it can be, else as a wish', async () => {
    server.script([{ text: answer }, { text: answer }])
    expect((await ask('openai/gpt-5', strict)).body).toMatchObject({
      text: { format: { type: 'json_schema', strict: true, schema: strict } },
    })
    expect((await ask('openai/gpt-5', loose)).body).toMatchObject({
      text: { format: { type: 'json_schema', strict: false, schema: loose } },
    })
  })

  it.each(['compatible/org/model', 'ollama/qwen3'])('to %s in the same two ways', async (id) => {
    server.script([{ text: answer }, { text: answer }])
    expect((await ask(id, strict)).body).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { strict: true, schema: strict } },
    })
    expect((await ask(id, loose)).body).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { strict: false, schema: loose } },
    })
  })

  it('to anthropic as the format of its output, with no property beyond it', async () => {
    server.script([{ text: answer }])
    expect((await ask('anthropic/claude-sonnet-4-5', loose)).body).toMatchObject({
      output_config: { format: { type: 'json_schema', schema: { ...loose, additionalProperties: false } } },
    })
  })

  it('to google with the type of the answer', async () => {
    server.script([{ text: answer }])
    expect((await ask('google/gemini-3.8-flash', loose)).body).toMatchObject({
      generationConfig: { responseMimeType: 'application/json', responseJsonSchema: loose },
    })
  })
})

describe('strict mode is not asked for', () => {
  it.each([
    ['a property that may be missing', { ...strict, required: [] }],
    ['other properties', { ...strict, additionalProperties: true }],
    ['an object in a list', { ...strict, properties: { total: { type: 'array', items: { type: 'object' } } } }],
    ['a default', { ...strict, properties: { total: { type: 'number', default: 1 } } }],
  ])('with %s', (_name, schema: JSONObject) => {
    expect(requestJson(schema, 'openai').options).toEqual({ strictJsonSchema: false })
    expect(requestJson(schema, 'google').options).toEqual({})
  })

  it('only then', () => {
    expect(requestJson({ ...strict, $defs: { a: strict } }, 'openai').options).toEqual({})
  })
})

it.each([
  [400, true],
  [422, true],
  [401, false],
  [429, false],
  [500, false],
])('a %i of a provider may be because of the schema: %s', async (status, isRefused) => {
  server.script([{ httpError: { status, message: 'Invalid schema for response_format' } }])
  const error: unknown = await ask('ollama/qwen3', strict).catch((thrown: unknown) => thrown)
  expect(isRequestRefused(error)).toBe(isRefused)
})
