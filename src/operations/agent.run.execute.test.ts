import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RunSummary } from '../contracts/run.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { writeAgentsWithStatus } from '../testing/agents-with-status.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { listSpanFaults, listTraces } from '../testing/list-traces.ts'
import { postJson } from '../testing/post-json.ts'
import { collectFrames, readFrames } from '../testing/read-frames.ts'
import { readProblem, readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const hello = { agentId: 'scripted', input: { message: 'Hello' } }
const agents = [createScriptedAgent([{ text: 'Hi there.' }])]
const loop = Array.from({ length: 20 }, () => ({ toolCalls: [{ name: 'look' }] }))
const look = defineTool({ name: 'look', description: 'Looks.', input: { type: 'object' }, execute: () => 'nothing' })

describe('execute', () => {
  it('case 1: an active agent answers with a pending run, which exists, is announced and audited [execute-agent-happy-path]', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    const input = { ...hello, metadata: { ticket: 7 } }
    const answer = await test.send('/v1/runs', postJson(input))
    expect(answer.status).toBe(200)
    const output = (await answer.json()) as { runId: string; estimatedWaitMs: number }
    expect(output).toEqual({ runId: output.runId, status: 'pending', estimatedWaitMs: expect.any(Number) })
    expect(Number.isSafeInteger(output.estimatedWaitMs) && output.estimatedWaitMs >= 0).toBe(true)
    expect(await test.client.call('agent.run.get', { runId: output.runId })).toMatchObject({
      id: output.runId,
      status: 'pending',
      agentId: 'scripted',
      organizationId: 'default',
      userId: 'root',
      input: { message: 'Hello' },
      metadata: { ticket: 7 },
      origin: { kind: 'api' },
      lastSeq: 1,
    })
    const { types, emissions, audit } = await listTraces(test.app.store, output.runId)
    expect(types).toEqual(['run.created'])
    expect(emissions.map((emission) => emission.key)).toEqual(['run.started'])
    const payload = RunSummary.parse(emissions[0]?.payload)
    expect(payload).toEqual({
      id: output.runId,
      agentId: 'scripted',
      agentName: 'scripted',
      status: 'pending',
      totalTokens: 0,
      queuedAt: '2026-01-05T09:00:00.000Z',
    })
    expect(audit).toMatchObject([{ action: 'run.started', actor: 'root', resource: output.runId }])
  })

  it('case 1: the run reaches done, and every way of reading it agrees', async () => {
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', hello)
    await test.whenEnded(runId)
    const run = await test.client.call('agent.run.get', { runId })
    expect(run).toMatchObject({ status: 'done', output: { result: 'Hi there.' }, totalIterations: 1 })
    const { events, emissions } = await listTraces(test.app.store, runId)
    expect(events.at(-1)).toMatchObject({ type: 'run.completed', data: { resultData: { result: 'Hi there.' } } })
    expect(run.lastSeq).toBe(events.length)
    expect(emissions.map(({ key }) => key)).toEqual(['run.started', 'run.completed'])
    const { items } = await test.client.call('agent.run.list', {})
    expect(items).toEqual([RunSummary.parse(emissions[1]?.payload)])
  })

  it.each(['draft', 'paused', 'archived'] as const)(
    'case 2: an agent that is %s is AGENT_NOT_ACTIVE and leaves nothing behind [execute-agent-not-active]',
    async (status) => {
      using folder = createTempDir()
      const databasePath = join(folder.path, 'errand.db')
      await writeAgentsWithStatus(databasePath, [status])
      await using test = await createTestApp({ databasePath })
      const answer = await test.send('/v1/runs', postJson({ agentId: status, input: { message: 'Hello' } }))
      const problem = await readProblem(answer)
      expect(problem).toMatchObject({ status: 400, code: 'AGENT_NOT_ACTIVE', gqlCode: 'AGENT_NOT_ACTIVE' })
      expect(problem.detail).toContain(status)
      const page = { organizationId: 'default', limit: 10, offset: 0 }
      expect(await test.client.call('agent.run.list', {})).toMatchObject({ total: 0 })
      expect((await test.app.store.listAudit({ ...page, resource: null })).total).toBe(0)
      expect((await test.app.store.listEmissions({ ...page, runId: null })).total).toBe(0)
    },
  )

  it('case 2: an agent that is gone from the code is archived, and comes back with the code', async () => {
    using folder = createTempDir()
    const databasePath = join(folder.path, 'errand.db')
    await (await createTestApp({ databasePath, agents }))[Symbol.asyncDispose]()
    const without = await createTestApp({ databasePath })
    expect(await readRefusal(await without.send('/v1/runs', postJson(hello)))).toBe('400 AGENT_NOT_ACTIVE')
    await without[Symbol.asyncDispose]()
    await using again = await createTestApp({ databasePath, agents })
    expect((await again.send('/v1/runs', postJson(hello))).status).toBe(200)
  })

  it("case 3: an unknown agent and another tenant's agent are the same AGENT_NOT_FOUND", async () => {
    await using test = await createTestApp({ agents })
    const strip = async (answer: Response) => {
      const { instance: _instance, traceId: _traceId, ...rest } = await readProblem(answer)
      return rest
    }
    const unknown = await strip(await test.send('/v1/runs', postJson({ ...hello, agentId: 'nobody' })))
    const headers = { authorization: 'Bearer test-token-of-another-tenant' }
    const foreign = await strip(await test.send('/v1/runs', postJson(hello, headers)))
    expect(unknown).toMatchObject({ status: 404, code: 'AGENT_NOT_FOUND' })
    expect(foreign).toEqual(unknown)
    expect(await test.client.call('agent.run.list', {})).toMatchObject({ total: 0 })
  })

  it.each([
    [{ agentId: 'scripted', input: {} }, '/input/message'],
    [{ agentId: 'scripted', input: { message: '' } }, '/input/message'],
    [{ agentId: 'scripted', input: { message: 'x', extra: 1 } }, '/input/extra'],
    [{ agentId: 'scripted', input: { message: 5, context: [] } }, '/input/message /input/context'],
    [{ agentId: 'scripted' }, '/input'],
    [{ agentId: 'scripted', input: { message: 'x' }, onBusy: 'QUEUE' }, '/onBusy'],
    [{ agentId: 'scripted', input: { message: 'x' }, stream: 'true' }, '/stream'],
    [{ agentId: 'x'.repeat(201), input: { message: 'x' } }, '/agentId'],
  ])('case 4: the input %j is INPUT_INVALID at %s', async (input, pointers) => {
    await using test = await createTestApp({ agents })
    expect(await readRefusal(await test.send('/v1/runs', postJson(input)))).toBe(`422 INPUT_INVALID ${pointers}`)
  })

  it('case 5: limits outside their bounds are refused at their pointer, and the bounds themselves are taken', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    const ask = async (limits: object) => test.send('/v1/runs', postJson({ ...hello, ...limits }))
    for (const timeoutMs of [99, 0, -1, 1.5, 86_400_001, '100']) {
      expect(await readRefusal(await ask({ timeoutMs }))).toBe('422 INPUT_INVALID /timeoutMs')
    }
    for (const maxIterations of [0, 201, 1.5, null]) {
      expect(await readRefusal(await ask({ maxIterations }))).toBe('422 INPUT_INVALID /maxIterations')
    }
    for (const limits of [
      { timeoutMs: 100 },
      { timeoutMs: 86_400_000 },
      { maxIterations: 1 },
      { maxIterations: 200 },
    ]) {
      const { runId } = (await (await ask(limits)).json()) as { runId: string }
      const { events } = await listTraces(test.app.store, runId)
      expect(events[0]?.data).toMatchObject({ limits })
    }
  })

  it('refuses a revision that the agent does not have, and keeps the one it has', async () => {
    await using test = await createTestApp({ agents })
    const refused = await test.send('/v1/runs', postJson({ ...hello, revisionId: 'scripted-r9' }))
    expect(await readRefusal(refused)).toBe('404 REVISION_NOT_FOUND')
    const { latestRevisionId: revisionId } = await test.client.call('agent.get', { agentId: 'scripted' })
    const { runId } = await test.client.call('agent.run.execute', { ...hello, revisionId })
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ revisionId })
  })

  it.each([
    [{}, '/input/context/topic'],
    [{ context: { other: 1 } }, '/input/context/topic'],
    [{ context: { topic: 5 } }, '/input/context/topic'],
  ])(
    'case 35: the context of %j does not match the inputSchema: refused at %s, and there is no run',
    async (part, pointer) => {
      const input = z.object({ topic: z.string() })
      await using test = await createTestApp({ agents: [createScriptedAgent([{ text: 'x' }], { input })] })
      const answer = await test.send('/v1/runs', postJson({ agentId: 'scripted', input: { message: 'x', ...part } }))
      const problem = await readProblem(answer)
      expect([problem.status, problem.code]).toEqual([422, 'INPUT_INVALID'])
      expect(problem.issues?.map((issue) => issue.pointer)).toContain(pointer)
      expect(await test.client.call('agent.run.list', {})).toMatchObject({ total: 0 })
      const valid = { agentId: 'scripted', input: { message: 'x', context: { topic: 'tea' } } }
      expect((await test.send('/v1/runs', postJson(valid))).status).toBe(200)
    },
  )
})

describe('limits', () => {
  it('case 17: maxIterations 3 ends a run that loops on tool calls with RUN_MAX_ITERATIONS', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent(loop, { tools: [look] })] })
    const { runId } = await test.client.call('agent.run.execute', { ...hello, maxIterations: 3 })
    await test.whenEnded(runId)
    const run = await test.client.call('agent.run.get', { runId })
    expect(run).toMatchObject({ status: 'error', errorCode: 'RUN_MAX_ITERATIONS', totalIterations: 3 })
    const { emissions, types } = await listTraces(test.app.store, runId)
    expect(emissions.map(({ key }) => key)).toEqual(['run.started', 'run.failed'])
    expect(emissions[1]?.payload).toMatchObject({ status: 'error' })
    expect(types.filter((type) => type === 'turn.started')).toHaveLength(3)
  })

  it('case 18: timeoutMs 500 ends a run in a 5 s tool with RUN_TIMEOUT at 500 ms, whether the tool heeds it or not', async () => {
    for (const isAbortable of [true, false]) {
      const gate = createGatedTool({ isAbortable })
      const script = [{ toolCalls: [{ name: 'gate' }] }, { text: 'Too late.' }]
      await using test = await createTestApp({ agents: [createScriptedAgent(script, { tools: [gate.tool] })] })
      const { runId } = await test.client.call('agent.run.execute', { ...hello, timeoutMs: 500 })
      const { signal } = await gate.started()
      test.clock.schedule(5_000, () => gate.release('late'))
      await test.clock.advance(499)
      expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'running' })
      await test.clock.advance(1)
      await test.whenEnded(runId)
      const run = await test.client.call('agent.run.get', { runId })
      expect(run).toMatchObject({ status: 'error', errorCode: 'RUN_TIMEOUT', durationMs: 500 })
      expect(signal.aborted).toBe(true)
      const { events } = await listTraces(test.app.store, runId)
      expect(listSpanFaults(events)).toEqual([])
      await test.clock.advance(10_000)
      expect((await listTraces(test.app.store, runId)).events).toEqual(events)
    }
  })

  it('case 18: a token limit of 10 ends a run with RUN_BUDGET_EXCEEDED', async () => {
    const agent = createScriptedAgent(loop, { tools: [look], maxTokensPerRun: 10 })
    await using test = await createTestApp({ agents: [agent] })
    const { runId } = await test.client.call('agent.run.execute', hello)
    await test.whenEnded(runId)
    const run = await test.client.call('agent.run.get', { runId })
    expect(run).toMatchObject({ status: 'error', errorCode: 'RUN_BUDGET_EXCEEDED' })
    expect(run.totalTokens).toBeGreaterThanOrEqual(10)
  })
})

describe('streaming', () => {
  it('case 20: every event comes in order without a gap, after it was stored, and the terminal one ends the body', async () => {
    const agent = createScriptedAgent([{ text: 'Looking.', toolCalls: [{ name: 'look' }] }, { text: 'Done.' }], {
      tools: [look],
    })
    await using test = await createTestApp({ agents: [agent] })
    const answer = await test.send('/v1/runs', postJson({ ...hello, stream: true }))
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const runId = answer.headers.get('x-run-id') ?? ''
    const ids: number[] = []
    let last = ''
    for await (const { id, event, data } of readFrames(answer)) {
      const { events: stored } = await test.app.store.readEvents({ runId, after: id - 1, limit: 1, types: null })
      expect(stored).toEqual([data])
      expect(data).toMatchObject({ v: 1, runId, seq: id, type: event })
      ids.push(id)
      last = event
    }
    expect(ids).toEqual(ids.map((_id, index) => index + 1))
    expect(last).toBe('run.completed')
    expect((await test.client.call('agent.run.get', { runId })).lastSeq).toBe(ids.length)
  })

  it('case 22: a client that goes away does not stop the run', async () => {
    const gate = createGatedTool()
    const script = [{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }]
    await using test = await createTestApp({ agents: [createScriptedAgent(script, { tools: [gate.tool] })] })
    const answer = await test.send('/v1/runs', postJson({ ...hello, stream: true }))
    const runId = answer.headers.get('x-run-id') ?? ''
    const { signal } = await gate.started()
    await answer.body?.cancel()
    expect(signal.aborted).toBe(false)
    gate.release('go')
    await test.whenEnded(runId)
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'done' })
  })

  it('case 23: text with blank lines and data: [DONE] stays whole and in one frame', async () => {
    const text = 'first\n\n\ndata: [DONE]\n\nevent: run.failed\r\nid: 99\r\r\u2028last'
    await using test = await createTestApp({ agents: [createScriptedAgent([{ text }])] })
    const frames = await collectFrames(await test.send('/v1/runs', postJson({ ...hello, stream: true })))
    expect(frames.map((frame) => frame.id)).toEqual(frames.map((_frame, index) => index + 1))
    const completed = frames.filter((frame) => frame.event === 'message.completed')
    expect(completed.map((frame) => frame.data.data)).toMatchObject([{ content: text }])
    expect(frames.at(-1)?.data.data).toMatchObject({ resultData: { result: text } })
  })
})
