// G19: secrets are planted in every place that has one, and looked for, in common encodings, in every place that can be read.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, expect, test } from 'vitest'
import { defineAgent } from '../runtime/define-agent.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { createProviderServer } from '../testing/provider-server/provider-server.ts'
import { postJson } from '../testing/post-json.ts'
import { createTestApp, type TestApp, TOKEN } from '../testing/create-test-app.ts'
import { connectTestApp } from '../testing/mcp-client.ts'
import { createTempDir } from '../testing/temp-dir.ts'
import { ROOT } from './credentials.ts'

const exporter = new InMemorySpanExporter()
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
afterAll(() => trace.disable())

// With characters that look another way in JSON, in URLs and in base64.
const canaries = {
  rootToken: 'canary/root+token=1',
  providerKey: 'canary/provider+key=2',
  password: 'canary/pass word"3\\',
}
const wrongToken = 'canary/wrong+token=4'

function listForms(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  return [secret, base64, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
}

const everything = Object.values(canaries)
const leaky = defineTool({
  name: 'leak',
  description: 'Leaks what it knows.',
  input: { type: 'object' },
  execute(_input, { log }) {
    log('warn', `using ${everything.join(' ')}`, { nested: { [canaries.password]: everything } })
    throw new Error(`cannot log in: ${everything.flatMap(listForms).join(' ')}`)
  },
})
const telling = defineTool({
  name: 'tell',
  description: 'Returns what it knows.',
  input: { type: 'object' },
  execute: () => ({ header: `Bearer ${canaries.rootToken}`, forms: listForms(canaries.password) }),
})
/** The store is what throws, so that the fault is nobody's declared answer. */
const faulty = new Error(`cannot connect as root:${canaries.password}`, { cause: { token: canaries.rootToken } })

async function start(databasePath: string, providerUrl: string, lines: string[]): Promise<TestApp> {
  const model = 'compatible/m'
  return createTestApp({
    databasePath,
    agents: [defineAgent({ id: 'leaky', instructions: 'Leak.', model, tools: [leaky, telling] })],
    env: {
      OPENAI_COMPATIBLE_BASE_URL: `${providerUrl}/v1`,
      OPENAI_COMPATIBLE_API_KEY: canaries.providerKey,
      DATABASE_PASSWORD: canaries.password,
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
    },
    credentials: [
      { token: TOKEN, principal: ROOT },
      { token: canaries.rootToken, principal: ROOT },
    ],
    log: { level: 'debug', write: (line) => void lines.push(line) },
  })
}

test('no secret is found in the database, a backup, events, logs, problems, metrics, spans or MCP answers', async () => {
  using dir = createTempDir()
  await using provider = await createProviderServer()
  const toolCalls = [
    { name: 'leak', input: {} },
    { name: 'tell', input: {} },
  ]
  const refused = { status: 401, message: `Incorrect API key provided: ${canaries.providerKey}` }
  provider.script([{ toolCalls }, { httpError: refused }])
  const lines: string[] = []
  const test = await start(join(dir.path, 'errand.db'), provider.url, lines)
  const sinks: string[] = []
  const ask = async (path: string, token: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${token}`)
    const answer = await (await test.send(path, { ...init, headers })).text()
    sinks.push(answer)
    return answer
  }

  const { secret } = await test.client.call('key.create', { name: 'k', scopes: ['read', 'run'] })
  const body = postJson({ agentId: 'leaky', input: { message: 'Go' } })
  const { runId } = JSON.parse(await ask('/agent/run/execute/v1.0.0', secret, body)) as { runId: string }
  await test.whenEnded(runId)
  for (const token of [canaries.rootToken, secret, wrongToken]) {
    for (const path of ['', '/events', '/logs', '/steps', '/nowhere']) await ask(`/v1/runs/${runId}${path}`, token)
    await ask('/v1/runs?limit=x', token)
    await ask('/metrics', token)
  }
  const mcp = await connectTestApp(test, '2025-11-25')
  sinks.push(JSON.stringify(await mcp.callTool({ name: 'agent_run_getEvents', arguments: { runId } })))
  test.app.pipeline.onError(faulty, 'trace')
  const path = join(dir.path, 'backup.db')
  await test.client.call('store.backup', { path })
  await test[Symbol.asyncDispose]()

  const files = readdirSync(dir.path, { withFileTypes: true }).filter((file) => file.isFile())
  sinks.push(...files.map(({ name }) => readFileSync(join(dir.path, name), 'latin1')), ...lines)
  sinks.push(
    JSON.stringify(exporter.getFinishedSpans().map(({ name, attributes, status }) => [name, attributes, status])),
  )
  const found = [...everything, secret, wrongToken].flatMap((canary) =>
    listForms(canary).filter((form) => sinks.some((sink) => sink.includes(form))),
  )
  expect(found).toEqual([])
  // The canaries did come by.
  for (const trace of ['cannot log in: [redacted]', 'Incorrect API key provided: [redacted]', 'root:[redacted]']) {
    expect(sinks.some((sink) => sink.includes(trace))).toBe(true)
  }
})
