import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createFakeModel, finish, say } from '../testing/fake-model.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { createAgentApp, eventsOf } from '../testing/run-agent.ts'
import { defineAgent } from './define-agent.ts'
import { defineTool, type Tool, type ToolContext } from './define-tool.ts'
import { OutcomeUnknownError } from './outcome-unknown.ts'

type Execute = (input: never, context: ToolContext) => unknown

function createTool(execute: Execute, change: object = {}): Tool {
  return defineTool({ name: 'act', description: 'Acts.', input: { type: 'object' }, execute, ...change })
}

/** Runs one call with these arguments and gives back what became of it and what the model was told. */
async function runCall(tool: Tool, input = '{}', toolName = 'act') {
  const model = createFakeModel((n) =>
    n === 1 ? [{ type: 'tool-call', toolCallId: 'call-1', toolName, input }, finish()] : say('Done'),
  )
  await using app = await createAgentApp(defineAgent({ id: 'a', instructions: '', model, tools: [tool] }))
  const log = await app.run()
  expect(app.errors).toEqual([])
  expect(log.at(-1)?.type).toBe('run.completed')
  const told = model.calls[1]?.prompt.at(-1)
  const [result] = told?.role === 'tool' ? told.content : []
  return {
    log,
    failure: eventsOf(log, 'tool.failed')[0]?.data,
    told: result?.type === 'tool-result' ? result.output : null,
  }
}

const fails = (error: unknown) => () => {
  throw error
}
const cyclic: Record<string, unknown> = {}
cyclic['self'] = cyclic

describe('a call that cannot be made', () => {
  const never = createTool(fails(new Error('must not run')), {
    input: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
  })
  const transformed = createTool(fails(new Error('must not run')), {
    input: z.object({ n: z.number() }).refine(fails(new Error('the check broke'))),
  })
  const asynchronous = createTool(fails(new Error('must not run')), {
    input: z.object({ n: z.number() }).refine(async () => true),
  })

  it.each<[string, Tool, string, string, string, RegExp]>([
    ['to an unknown tool', never, '{}', 'fly', 'TOOL_NOT_FOUND', /no tool "fly"; the tools are: act/],
    ['with arguments that do not match', never, '{"n":"x"}', 'act', 'TOOL_INPUT_INVALID', /\/n/],
    ['without arguments', never, ' ', 'act', 'TOOL_INPUT_INVALID', /"n"/],
    ['with arguments that are not JSON', never, '{"n":', 'act', 'TOOL_INPUT_INVALID', /not JSON/],
    ['with arguments that are not an object', never, '[1]', 'act', 'TOOL_INPUT_INVALID', /object/],
    ['with a key that is not well-formed text', never, '{"\\ud800":1}', 'act', 'TOOL_INPUT_INVALID', /./],
    ['to a tool whose check throws', transformed, '{"n":1}', 'act', 'TOOL_INPUT_INVALID', /the check broke/],
    ['to a tool whose check is asynchronous', asynchronous, '{"n":1}', 'act', 'TOOL_INPUT_INVALID', /./],
  ])('%s fails at once and is told to the model', async (_title, tool, input, name, code, message) => {
    const { failure, told, log } = await runCall(tool, input, name)
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message), retryable: false })
    expect(told).toEqual({ type: 'error-text', value: `${code}: ${failure?.message}` })
    expect(eventsOf(log, 'tool.started')[0]?.data).toMatchObject({ toolName: name })
  })

  it('keeps arguments that are not JSON as the text they are', async () => {
    const { log } = await runCall(never, '{"n":')
    expect(eventsOf(log, 'tool.started')[0]?.data.input).toBe('{"n":')
  })
})

describe('a call that goes wrong', () => {
  it.each<[string, Execute, object, string, RegExp]>([
    ['by a throw', fails(new Error('no luck')), {}, 'TOOL_EXECUTION_ERROR', /^no luck$/],
    ['by a throw of text', fails('no luck'), {}, 'TOOL_EXECUTION_ERROR', /^no luck$/],
    ['by a throw of nothing', fails(undefined), {}, 'TOOL_EXECUTION_ERROR', /./],
    ['by a throw of what has no text', fails(Object.create(null)), {}, 'TOOL_EXECUTION_ERROR', /./],
    ['by an empty error', fails(new Error('')), {}, 'TOOL_EXECUTION_ERROR', /^the tool threw$/],
    ['by a rejection', async () => fails(new Error('later'))(), {}, 'TOOL_EXECUTION_ERROR', /^later$/],
    ['with an output that is cyclic', () => cyclic, {}, 'TOOL_OUTPUT_INVALID', /cannot be written as JSON/],
    ['with an output of big integers', () => ({ n: 1n }), {}, 'TOOL_OUTPUT_INVALID', /cannot be written as JSON/],
    [
      'with an output that refuses to be JSON',
      () => ({ toJSON: fails(new Error('no')) }),
      {},
      'TOOL_OUTPUT_INVALID',
      /cannot be written as JSON/,
    ],
    ['with an output over 1 MiB', () => 'ü'.repeat(524_288), {}, 'TOOL_OUTPUT_INVALID', /larger than 1 MiB/],
    ['with an output that does not match', () => 'x', { output: z.number() }, 'TOOL_OUTPUT_INVALID', /number/],
    [
      'with an output whose check throws',
      () => 1,
      { output: z.number().refine(fails(new Error('the check broke'))) },
      'TOOL_OUTPUT_INVALID',
      /the check broke/,
    ],
  ])('%s fails and is told to the model', async (_title, execute, change, code, message) => {
    const { failure, told } = await runCall(createTool(execute, change))
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message), retryable: false })
    expect(told).toMatchObject({ type: 'error-text', value: expect.stringContaining(code) })
  })

  it('is told in at most 2000 characters', async () => {
    const { failure } = await runCall(createTool(fails(new Error('x'.repeat(5000)))))
    expect(failure?.message).toHaveLength(2000)
  })

  it('by taking too long hears of it and fails; its late result goes to the audit, not to the log', async () => {
    const gate = createGatedTool({ timeoutMs: 3000, effect: 'pure' })
    const model = createFakeModel((n) =>
      n === 1 ? [{ type: 'tool-call', toolCallId: 'c', toolName: 'gate', input: '' }, finish()] : say('Done'),
    )
    await using app = await createAgentApp(defineAgent({ id: 'a', instructions: '', model, tools: [gate.tool] }))
    const runId = await app.execute()
    const call = await gate.started()
    await app.clock.advance(3000)
    expect(call.signal.aborted).toBe(true)
    const { data } = await app.whenLogged(runId, 'tool.failed')
    expect(data).toMatchObject({ code: 'TOOL_TIMEOUT', message: expect.stringContaining('3000 ms'), retryable: true })
    gate.release('late')
    const log = await app.readLog(runId)
    expect(eventsOf(log, 'tool.completed')).toEqual([])
    expect(log.at(-1)?.type).toBe('run.completed')
    await app.clock.advance(0)
    const late = await app.app.store.listAudit({ organizationId: 'default', resource: runId, limit: 9, offset: 0 })
    expect(late.items).toContainEqual(expect.objectContaining({ action: 'run.late' }))
  })

  it.each([
    ['once', 'tool.unknown'],
    ['idempotent', 'tool.failed'],
  ] as const)('because nobody can tell whether it took effect: %s ends in %s', async (effect, type) => {
    const { log } = await runCall(createTool(fails(new OutcomeUnknownError('the line broke')), { effect }))
    expect(eventsOf(log, type)[0]?.data.message).toBe('the line broke')
  })

  it('by taking too long is unknown, not failed, when it may do harm: the model must not try it again', async () => {
    const gate = createGatedTool({ timeoutMs: 3000, effect: 'once' })
    const model = createFakeModel((n) =>
      n === 1 ? [{ type: 'tool-call', toolCallId: 'c', toolName: 'gate', input: '' }, finish()] : say('Done'),
    )
    await using app = await createAgentApp(defineAgent({ id: 'a', instructions: '', model, tools: [gate.tool] }))
    const runId = await app.execute()
    await gate.started()
    await app.clock.advance(3000)
    const { data } = await app.whenLogged(runId, 'tool.unknown')
    expect(data).toMatchObject({ message: expect.stringContaining('may still happen') })
    expect(eventsOf(await app.readLog(runId), 'tool.failed')).toEqual([])
  })

  it('by being nested too deeply is never written down as JSON and fails', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000)
    const gate = createGatedTool()
    const model = createFakeModel((n) =>
      n === 1 ? [{ type: 'tool-call', toolCallId: 'c', toolName: 'gate', input: deep }, finish()] : say('Done'),
    )
    await using app = await createAgentApp(defineAgent({ id: 'a', instructions: '', model, tools: [gate.tool] }))
    const runId = await app.execute()
    expect((await app.whenLogged(runId, 'tool.failed')).data).toMatchObject({ code: 'TOOL_INPUT_INVALID' })
    expect((await app.readLog(runId)).at(-1)?.type).toBe('run.completed')
  })
})

describe('a call that succeeds', () => {
  it.each<[string, Execute, unknown, object]>([
    ['text', () => 'found', 'found', { type: 'text', value: 'found' }],
    ['an object', () => ({ a: [1] }), { a: [1] }, { type: 'json', value: { a: [1] } }],
    ['nothing', () => undefined, null, { type: 'json', value: null }],
    ['a date', () => new Date(0), '1970-01-01T00:00:00.000Z', { type: 'text', value: '1970-01-01T00:00:00.000Z' }],
    ['just under 1 MiB', () => 'x'.repeat(1_048_574), 'x'.repeat(1_048_574), { type: 'text' }],
  ])('with %s is told to the model as it is in the log', async (_title, execute, output, told) => {
    const result = await runCall(createTool(execute))
    expect(eventsOf(result.log, 'tool.completed')[0]?.data.output).toEqual(output)
    expect(result.told).toMatchObject(told)
  })

  it('gets parsed input, with defaults, and its own ids', async () => {
    const seen: unknown[] = []
    const tool = createTool(
      (input, { callId, runId, signal }) => void seen.push(input, callId, runId, signal.aborted),
      { input: z.object({ n: z.number().default(7) }) },
    )
    const { log } = await runCall(tool, '')
    const [started] = eventsOf(log, 'tool.started')
    expect(seen).toEqual([{ n: 7 }, started?.data.callId, started?.runId, false])
    expect(started?.data).toMatchObject({ effect: 'once', input: {} })
  })

  it('gets what the output schema makes of its output', async () => {
    const { log } = await runCall(createTool(() => '3', { output: z.string().transform(Number).pipe(z.number()) }))
    expect(eventsOf(log, 'tool.completed')[0]?.data.output).toBe(3)
  })
})

describe('the lines a tool logs', () => {
  it('are in the log under the span of its call, before its outcome', async () => {
    const { log } = await runCall(
      createTool((_input, { log: write }) => {
        write('info', 'half way', { percent: 50 })
        write('warn', 'x'.repeat(3000))
        return 'ok'
      }),
    )
    const [started] = eventsOf(log, 'tool.started')
    const lines = eventsOf(log, 'log')
    expect(lines[0]).toMatchObject({
      spanId: started?.spanId,
      data: { level: 'info', message: 'half way', source: 'act', data: { percent: 50 } },
    })
    expect(lines[1]?.data.message).toHaveLength(2000)
    expect(lines[1]?.seq).toBeLessThan(eventsOf(log, 'tool.completed')[0]?.seq ?? 0)
  })

  it('harm nothing when their data is not JSON', async () => {
    const { log } = await runCall(
      createTool((_input, { log: write }) => {
        write('info', 'one', { n: 1n })
        write('info', 'two', cyclic)
        write('info', 'three', { n: 1, f: () => 1 })
        return 'ok'
      }),
    )
    expect(eventsOf(log, 'log').map(({ data }) => [data.message, data.data])).toEqual([
      ['one', undefined],
      ['two', undefined],
      ['three', { n: 1 }],
    ])
    expect(eventsOf(log, 'tool.completed')).toHaveLength(1)
  })

  it('harm nothing when they come after the end of the run or of the process', async () => {
    const gate = createGatedTool()
    const model = createFakeModel(() => [{ type: 'tool-call', toolCallId: 'c', toolName: 'gate', input: '' }, finish()])
    const app = await createAgentApp(defineAgent({ id: 'a', instructions: '', model, tools: [gate.tool] }))
    const first = await app.execute()
    const call = await gate.started()
    await app.client.call('agent.run.cancel', { runId: first })
    call.log('info', 'late')
    const second = await app.execute()
    const open = await gate.started()
    await app[Symbol.asyncDispose]()
    open.log('info', 'too late')
    gate.release('too late')
    await app.clock.advance(10_000)
    expect([first, second]).toHaveLength(2)
    expect(app.errors).toEqual([])
  })
})
