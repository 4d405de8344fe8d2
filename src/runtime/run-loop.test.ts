import { describe, expect, it } from 'vitest'
import { createAgentApp, eventsOf } from '../testing/run-agent.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { listSpanFaults } from '../testing/list-traces.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { defineTool } from './define-tool.ts'

const add = defineTool({
  name: 'add',
  description: 'Adds two numbers.',
  input: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] },
  effect: 'pure',
  execute: ({ a, b }: { a: number; b: number }) => a + b,
})

async function waitTicks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await Promise.resolve()
}

const callAdd = { name: 'add', input: { a: 1, b: 2 } }

describe('a run', () => {
  it('goes from its start over turns and calls to its end', async () => {
    const agent = createScriptedAgent([{ text: 'Let me see.', toolCalls: [callAdd] }, { text: 'It is 3.' }], {
      tools: [add],
    })
    await using app = await createAgentApp(agent)
    const log = await app.run()
    expect(log.filter((event) => !event.type.endsWith('.delta')).map((event) => event.type)).toEqual([
      'run.created',
      'run.started',
      'turn.started',
      'message.completed',
      'turn.completed',
      'tool.started',
      'tool.completed',
      'turn.started',
      'message.completed',
      'turn.completed',
      'run.completed',
    ])
    expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1))
    expect(listSpanFaults(log)).toEqual([])
    expect(eventsOf(log, 'tool.completed')[0]?.data).toMatchObject({ output: 3 })
    expect(eventsOf(log, 'run.completed')[0]?.data).toMatchObject({ resultData: { result: 'It is 3.' }, costUsd: 0 })
    expect(app.errors).toEqual([])
  })

  it('calls text beside calls narration and the answer final', async () => {
    const agent = createScriptedAgent([{ text: 'Let me see.', toolCalls: [callAdd] }, { text: 'Three.' }], {
      tools: [add],
    })
    await using app = await createAgentApp(agent)
    const messages = eventsOf(await app.run(), 'message.completed')
    expect(messages.map(({ data }) => [data.channel, data.content])).toEqual([
      ['narration', 'Let me see.'],
      ['final', 'Three.'],
    ])
  })

  it('runs the calls of one turn at the same time', async () => {
    const first = createGatedTool({ name: 'first' })
    const second = createGatedTool({ name: 'second' })
    const toolCalls = [{ name: 'first' }, { name: 'second' }]
    const tools = [first.tool, second.tool]
    await using app = await createAgentApp(createScriptedAgent([{ toolCalls }, { text: 'Done' }], { tools }))
    const runId = await app.execute()
    await Promise.all([first.started(), second.started()])
    second.release('b')
    const { seq } = await app.whenLogged(runId, 'tool.completed')
    first.release('a')
    await app.whenLogged(runId, 'tool.completed', seq)
    const log = await app.readLog(runId)
    expect(eventsOf(log, 'tool.completed').map(({ data }) => data.output)).toEqual(['b', 'a'])
    expect(eventsOf(log, 'turn.started')).toHaveLength(2)
  })

  it('adds the usage and the cost of its turns up, in the log and in the row', async () => {
    const agent = createScriptedAgent([{ text: 'Let me see.', toolCalls: [callAdd] }, { text: 'Three.' }], {
      tools: [add],
    })
    await using app = await createAgentApp(agent)
    const log = await app.run()
    const turns = eventsOf(log, 'turn.completed').map(({ data }) => data.usage)
    const sum = (key: 'promptTokens' | 'completionTokens' | 'totalTokens') =>
      turns.reduce((total, usage) => total + usage[key], 0)
    const usage = {
      promptTokens: sum('promptTokens'),
      completionTokens: sum('completionTokens'),
      totalTokens: sum('totalTokens'),
    }
    expect(usage.totalTokens).toBeGreaterThan(0)
    expect(eventsOf(log, 'run.completed')[0]?.data.usage).toEqual(usage)
    const run = await app.client.call('agent.run.get', { runId: log[0]?.runId ?? '' })
    expect(run).toMatchObject({
      ...usage,
      totalIterations: 2,
      estimatedCostUsd: 0,
      status: 'done',
      lastSeq: log.length,
    })
  })

  it('ends when the next turn would exceed its iterations', async () => {
    const agent = createScriptedAgent([{ toolCalls: [callAdd] }, { toolCalls: [callAdd] }], { tools: [add] })
    await using app = await createAgentApp(agent)
    const log = await app.run({ maxIterations: 2 })
    expect(eventsOf(log, 'turn.started')).toHaveLength(2)
    expect(log.at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'RUN_MAX_ITERATIONS', stage: 'limit' } })
  })

  it('ends when its tokens are used up', async () => {
    const options = { tools: [add], maxTokensPerRun: 1 }
    await using app = await createAgentApp(createScriptedAgent([{ toolCalls: [callAdd] }, { text: 'x' }], options))
    const log = await app.run()
    expect(log.at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'RUN_BUDGET_EXCEEDED' } })
  })
})

describe('the deadline', () => {
  it('ends a run in a tool, which hears of it at once', async () => {
    const gate = createGatedTool()
    const agent = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }], { tools: [gate.tool], timeoutMs: 5000 })
    await using app = await createAgentApp(agent)
    const runId = await app.execute()
    const call = await gate.started()
    await app.clock.advance(4999)
    expect(call.signal.aborted).toBe(false)
    await app.clock.advance(1)
    expect(call.signal.aborted).toBe(true)
    const log = await app.readLog(runId)
    expect(log.slice(-2)).toMatchObject([
      { type: 'tool.failed', data: { code: 'RUN_TIMEOUT' } },
      { type: 'run.failed', data: { code: 'RUN_TIMEOUT', stage: 'limit' } },
    ])
    expect(listSpanFaults(log)).toEqual([])
  })

  it('never starts a call a second time, even if the timer fires before the clock says so', async () => {
    const gate = createGatedTool()
    const agent = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }], { tools: [gate.tool], timeoutMs: 5000 })
    const clock = createFakeClock()
    const startMs = clock.now()
    const behind = { ...clock, now: () => Math.max(startMs, clock.now() - 2) }
    await using app = await createAgentApp(agent, { overrides: { clock: behind } })
    const runId = await app.execute()
    await gate.started()
    let calls = 1
    void gate.started().then(() => (calls += 1))
    await clock.advance(5000)
    expect((await app.readLog(runId)).at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'RUN_TIMEOUT' } })
    expect(calls).toBe(1)
  })

  it('keeps what a tool still does in that moment out of the log, and its result in the audit', async () => {
    const stubborn = defineTool({
      name: 'stubborn',
      description: 'Goes on for a moment after its signal.',
      input: { type: 'object' },
      execute: (_input, { signal, log }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            log('info', 'at once')
            for (let ticks = 1; ticks < 20; ticks += 1) void waitTicks(ticks).then(() => log('info', `tick ${ticks}`))
            void waitTicks(10).then(() => resolve('late'))
          })
        }),
    })
    const agent = createScriptedAgent([{ toolCalls: [{ name: 'stubborn' }] }], { tools: [stubborn], timeoutMs: 5000 })
    await using app = await createAgentApp(agent)
    const runId = await app.execute()
    await app.whenLogged(runId, 'tool.started')
    await app.clock.advance(5000)
    const log = await app.readLog(runId)
    expect(log.at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'RUN_TIMEOUT' } })
    expect(eventsOf(log, 'run.recovered')).toEqual([])
    expect(eventsOf(log, 'tool.completed')).toEqual([])
    const audit = { organizationId: 'default', resource: runId, limit: 9, offset: 0 }
    while ((await app.app.store.listAudit(audit)).total < 2) await app.clock.advance(0)
    expect(app.errors).toEqual([])
  })

  it('counts from the start of the run, not from when it was queued', async () => {
    const agent = createScriptedAgent([{ text: 'Hi' }], { timeoutMs: 1000 })
    await using app = await createAgentApp(agent, { isWorking: false })
    const runId = await app.execute()
    await app.clock.advance(60_000)
    await app.app.engine.start()
    expect((await app.readLog(runId)).at(-1)?.type).toBe('run.completed')
  })
})

describe('a cancel', () => {
  it('reaches a tool in the same moment and ends the run', async () => {
    const gate = createGatedTool()
    const agent = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }], { tools: [gate.tool] })
    await using app = await createAgentApp(agent)
    const runId = await app.execute()
    const call = await gate.started()
    await app.client.call('agent.run.cancel', { runId, reason: 'enough' })
    expect(call.signal.aborted).toBe(true)
    const log = await app.readLog(runId)
    expect(log.slice(-2)).toMatchObject([
      { type: 'tool.failed', data: { code: 'CANCELLED', callId: call.callId } },
      { type: 'run.cancelled', data: { by: 'root', reason: 'enough', inFlight: [{ kind: 'tool', toolName: 'gate' }] } },
    ])
    await app.app.engine.whenIdle()
    expect(app.errors).toEqual([])
  })

  it('keeps the late result of a tool that ignores it out of the log and in the audit', async () => {
    const gate = createGatedTool()
    const agent = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }], { tools: [gate.tool] })
    await using app = await createAgentApp(agent)
    const runId = await app.execute()
    const { callId } = await gate.started()
    await app.client.call('agent.run.cancel', { runId })
    const log = await app.readLog(runId)
    gate.release({ paid: true })
    const audit = { organizationId: 'default', resource: runId, limit: 9, offset: 2 }
    while ((await app.app.store.listAudit(audit)).total < 3) await app.clock.advance(0)
    expect(await app.readLog(runId)).toEqual(log)
    const { items } = await app.app.store.listAudit(audit)
    expect(items[0]).toMatchObject({
      action: 'run.late',
      data: { type: 'tool.completed', callId, output: { paid: true } },
    })
    expect(app.errors).toEqual([])
  })

  it('of a run in its queue keeps it from ever starting', async () => {
    const gate = createGatedTool()
    const agent = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }, { text: 'x' }], { tools: [gate.tool] })
    await using app = await createAgentApp(agent, { concurrency: 1 })
    const first = await app.execute()
    await gate.started()
    const second = await app.execute()
    await app.client.call('agent.run.cancel', { runId: second })
    gate.release('x')
    await app.readLog(first)
    await app.app.engine.whenIdle()
    expect((await app.readLog(second)).map((event) => event.type)).toEqual(['run.created', 'run.cancelled'])
  })
})
