import { context, trace } from '@opentelemetry/api'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { defineAgent } from '../runtime/define-agent.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { callTool, createFakeModel, say } from '../testing/fake-model.ts'
import { createAgentApp } from '../testing/run-agent.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const exporter = new InMemorySpanExporter()
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
beforeEach(() => exporter.reset())
afterAll(() => {
  trace.disable()
  context.disable()
})

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`

/** Spans as a tree of names, each with what went wrong; roots are those whose parent was not sent. */
function renderTree(spans: readonly ReadableSpan[]): string[] {
  const ids = new Set(spans.map((span) => span.spanContext().spanId))
  const below = (parentId: string | null, depth: number): string[] =>
    spans
      .filter(({ parentSpanContext: parent }) => (parent && ids.has(parent.spanId) ? parent.spanId : null) === parentId)
      .sort((a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1])
      .flatMap((span) => {
        const error = span.attributes['error.type']
        const line = `${'  '.repeat(depth)}${span.name}${error === undefined ? '' : ` (${String(error)})`}`
        return [line, ...below(span.spanContext().spanId, depth + 1)]
      })
  return below(null, 0)
}

async function post(test: TestApp, agentId: string, headers: Record<string, string> = { traceparent }) {
  const body = JSON.stringify({ agentId, input: { message: 'The secret plan' } })
  const answer = await test.send('/agent/run/execute/v1.0.0', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
  return ((await answer.json()) as { runId: string }).runId
}

/** Without the requests of the tests that wait. */
const listSent = () => exporter.getFinishedSpans().filter(({ name }) => !name.startsWith('GET'))
const find = (name: string) => listSent().find((span) => span.name === name)

describe('the spans of a run', () => {
  it('are one tree in the trace of the request: turns, a retry, calls, a failure, an agent below', async () => {
    const breaking = defineTool({
      name: 'look',
      description: 'Fails.',
      input: { type: 'object' },
      execute() {
        throw new Error('out of order')
      },
    })
    const helper = createScriptedAgent([{ toolCalls: [{ name: 'look', input: {} }] }, { text: 'Nothing.' }], {
      id: 'helper',
      description: 'Helps.',
      tools: [breaking],
    })
    const model = createFakeModel((n) => {
      if (n === 1) throw new TypeError('terminated')
      return n === 2 ? callTool('helper', { message: 'Look' }) : say('Done.')
    })
    const lead = defineAgent({ id: 'lead', name: 'Lead', instructions: 'Lead.', model, tools: [helper] })
    await using app = await createAgentApp(lead)
    const runId = await post(app, 'lead')
    await app.whenLogged(runId, 'turn.failed')
    await app.clock.advance(5000)
    await app.whenEnded(runId)
    const spans = listSent()
    expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([traceId]))
    expect(renderTree(spans)).toEqual([
      'POST agent.run.execute',
      '  invoke_agent Lead',
      '    chat model (MODEL_FAILED)',
      '    chat model',
      '    execute_tool helper',
      '      invoke_agent helper',
      '        chat script',
      '        execute_tool look (TOOL_EXECUTION_ERROR)',
      '        chat script',
      '    chat model',
    ])
    expect(find('invoke_agent Lead')?.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.id': 'lead',
      'gen_ai.provider.name': 'fake',
      'gen_ai.usage.output_tokens': 2,
      'errand.run.id': runId,
    })
    expect(find('execute_tool look')?.attributes).toMatchObject({
      'gen_ai.tool.name': 'look',
      'gen_ai.tool.type': 'function',
    })
    expect(find('chat script')?.attributes).toMatchObject({
      'gen_ai.request.model': 'script',
      'gen_ai.response.finish_reasons': ['tool-calls'],
    })
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('secret plan')
    const asked = model.calls[1]?.headers?.['traceparent']
    expect(asked).toBe(`00-${traceId}-${spans.filter(({ name }) => name === 'chat model')[1]?.spanContext().spanId}-01`)
  })

  it('have messages, arguments and results when that is asked for', async () => {
    const env = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' }
    const look = defineTool({ name: 'look', description: 'Looks.', input: { type: 'object' }, execute: () => 'a cat' })
    const script = [{ toolCalls: [{ name: 'look', input: { at: 1 } }] }, { text: 'A cat.' }]
    await using app = await createAgentApp(createScriptedAgent(script, { tools: [look] }), { env })
    await app.readLog(await post(app, 'scripted'))
    expect(find('execute_tool look')?.attributes).toMatchObject({
      'gen_ai.tool.call.arguments': '{"at":1}',
      'gen_ai.tool.call.result': '"a cat"',
    })
    const messages = find('invoke_agent scripted')?.attributes ?? {}
    expect(messages['gen_ai.input.messages']).toContain('The secret plan')
    expect(messages['gen_ai.output.messages']).toContain('A cat.')
  })

  it('are one tree in the same trace when another process ends what one began', async () => {
    using dir = createTempDir()
    const databasePath = `${dir.path}/errand.db`
    const told: (string | null)[] = []
    const { promise: started, resolve } = Promise.withResolvers<void>()
    const agentWith = (execute: () => unknown) =>
      createScriptedAgent([{ toolCalls: [{ name: 'slow', input: {} }] }, { text: 'Done.' }], {
        tools: [
          defineTool({
            name: 'slow',
            description: 'Slow.',
            input: { type: 'object' },
            effect: 'idempotent',
            execute(_input, tool) {
              told.push(tool.traceparent)
              return execute()
            },
          }),
        ],
      })
    const hanging = agentWith(() => {
      resolve()
      return new Promise(() => undefined)
    })
    const before = await createTestApp({ databasePath, agents: [hanging] })
    const runId = await post(before, 'scripted')
    await started
    await before[Symbol.asyncDispose]()
    expect(renderTree(listSent())).toEqual(['chat script', 'POST agent.run.execute'])
    await using after = await createTestApp({ databasePath, agents: [agentWith(() => 'done')] })
    await after.whenEnded(runId)
    const spans = listSent()
    expect(renderTree(spans)).toEqual([
      'POST agent.run.execute',
      '  invoke_agent scripted',
      '    chat script',
      '    execute_tool slow',
      '    chat script',
    ])
    const call = find('execute_tool slow')?.spanContext().spanId
    expect(told).toEqual([`00-${traceId}-${call}-01`, `00-${traceId}-${call}-01`])
  })

  it('of a request without a trace stand below a span of ours; its trace id is in the log lines of the run', async () => {
    await using app = await createAgentApp(createScriptedAgent([{ error: { message: 'no', isRetryable: false } }]))
    const runId = await post(app, 'scripted', {})
    await app.readLog(runId)
    const request = find('POST agent.run.execute')
    const run = find('invoke_agent scripted')
    expect(request?.parentSpanContext).toBeUndefined()
    expect(run?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId)
    const { items } = await app.client.call('agent.run.getLogs', { runId })
    expect(items.map((line) => line.traceId)).toContain(request?.spanContext().traceId)
  })

  it('are not sent for a trace that its caller does not record', async () => {
    await using app = await createAgentApp(createScriptedAgent([{ text: 'Hi.' }]))
    await app.readLog(await post(app, 'scripted', { traceparent: traceparent.replace(/01$/, '00') }))
    expect(listSent()).toEqual([])
  })
})
