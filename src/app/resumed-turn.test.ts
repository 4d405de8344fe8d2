// A run that is killed between a tool's outcome and the next turn sends its provider, when it is taken up again, what it would
// have sent without the crash: reasoning with what the provider signed, and the calls in its own order and words.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../contracts/run-event.ts'
import { defineAgent } from '../runtime/define-agent.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { interceptStore, type Intercept } from '../testing/intercept-store.ts'
import { createProviderServer, type ProviderServer } from '../testing/provider-server/provider-server.ts'
import type { ProviderTurn } from '../testing/provider-server/provider-turn.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const dir = createTempDir()
let provider: ProviderServer
beforeAll(async () => {
  provider = await createProviderServer()
})
afterAll(async () => {
  await provider[Symbol.asyncDispose]()
  dir[Symbol.dispose]()
})

const weather = defineTool({
  name: 'get_weather',
  description: 'Weather of a city',
  input: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  execute: ({ city }: { city: string }) => `sunny in ${city}, ${'very '.repeat(800)} sunny`,
})
const agentOf = (model: string) =>
  defineAgent({ id: 'a', instructions: 'Be short.', model, tools: [weather], contextCompression: true })

const asking: ProviderTurn = {
  reasoning: 'Two cities.',
  signature: 'c2ln',
  redacted: 'aGlkZGVu',
  text: 'Let me look.',
  toolCalls: [
    { name: 'get_weather', input: { city: 'Paris' } },
    { name: 'get_weather', input: { city: 'Rome' } },
  ],
}

const startApp = (model: string, name: string, intercept: Intercept) =>
  createTestApp({
    agents: [agentOf(model)],
    env: {
      OPENAI_API_KEY: 'k',
      OPENAI_BASE_URL: `${provider.url}/v1`,
      ANTHROPIC_API_KEY: 'k',
      ANTHROPIC_BASE_URL: provider.url,
      GOOGLE_GENERATIVE_AI_API_KEY: 'k',
      GOOGLE_GENERATIVE_AI_BASE_URL: `${provider.url}/v1beta`,
      OPENAI_COMPATIBLE_BASE_URL: `${provider.url}/v1`,
      ERRAND_CONTEXT_WINDOWS: 'compatible/small=1000',
    },
    overrides: { store: interceptStore(createSqliteStore({ path: join(dir.path, `${name}.db`) }), intercept) },
  })

/** A run to its end, and the requests that it made; `image.db` is what a kill after the last outcome would leave. */
async function runToEnd(model: string, name: string) {
  provider.script([asking, { text: 'Sunny.' }])
  const before = provider.requests.length
  const outcomes = new Set<string>()
  await using test = await startApp(model, name, async (verb, perform, params) => {
    const result = await perform()
    if (verb !== 'appendEvents') return result
    const { events } = params as { events: RunEvent[] }
    for (const { type, spanId = '' } of events) if (type === 'tool.completed') outcomes.add(spanId)
    const isAsked = events.some(({ type }) => type === 'turn.started')
    if (outcomes.size < 2 || isAsked || outcomes.has('image')) return result
    outcomes.add('image')
    for (const suffix of ['', '-wal']) {
      copyFileSync(join(dir.path, `${name}.db${suffix}`), join(dir.path, `${name}-image.db${suffix}`))
    }
    return result
  })
  const { runId } = await test.client.call('agent.run.execute', { agentId: 'a', input: { message: 'Weather?' } })
  await test.whenEnded(runId)
  const { items } = await test.client.call('agent.run.getEvents', { runId, limit: 500 })
  return { runId, items, bodies: provider.requests.slice(before).map(({ body }) => body) }
}

async function takeUp(model: string, name: string, runId: string) {
  provider.script([{ text: 'Sunny again.' }])
  const before = provider.requests.length
  await using test = await startApp(model, `${name}-image`, (_verb, perform) => perform())
  await test.whenEnded(runId)
  expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'done' })
  return provider.requests.slice(before).map(({ body }) => body)
}

const models: [string, string[]][] = [
  [
    'anthropic/claude-sonnet-4-5',
    [
      '{"type":"thinking","thinking":"Two cities.","signature":"c2ln"},{"type":"redacted_thinking","data":"aGlkZGVu"}',
      '{"type":"text","text":"Let me look."},{"type":"tool_use"',
    ],
  ],
  ['openai/gpt-5', ['"store":false', '"include":["reasoning.encrypted_content"]', '"encrypted_content":"c2ln"']],
  ['google/gemini-3.8-flash', ['"args":{"city":"Paris"}},"thoughtSignature":"c2ln"']],
  ['compatible/deepseek', ['"reasoning_content":"Two cities."']],
  ['compatible/small', ['characters…]', 'sunny in Rome']],
]

describe.each(models)('a run on %s', (model, pieces) => {
  it('goes on after a kill with what the provider wants back', async () => {
    const name = model.split('/')[0] ?? ''
    const { runId, bodies, items } = await runToEnd(model, name)
    expect(bodies).toHaveLength(2)
    const text = JSON.stringify(bodies[1])
    for (const piece of pieces) expect(text).toContain(piece)
    expect(text).not.toContain('item_reference')
    const reasoning = items.filter(({ type }) => type === 'reasoning.completed').map(({ data }) => data['content'])
    expect(reasoning[0]).toBe('Two cities.')
    const said = items.filter(({ type }) => type === 'message.completed').map(({ data }) => data)
    expect(said).toMatchObject([
      { channel: 'narration', content: 'Let me look.' },
      { channel: 'final', content: 'Sunny.' },
    ])
    expect(await takeUp(model, name, runId)).toEqual([bodies[1]])
  })
})
