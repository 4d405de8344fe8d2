import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RunSummary } from '../contracts/run.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { listTraces } from '../testing/list-traces.ts'
import { postJson } from '../testing/post-json.ts'
import { readProblem, readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { storedAgent } from '../testing/stored-agent.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const hello = { agentId: 'scripted', input: { message: 'Hello' } }
const agents = [createScriptedAgent([{ text: 'Hi there.' }])]

describe('execute', () => {
  it('refuses an input with which the prompts would be larger than 256 KiB', async () => {
    const agent = createScriptedAgent([], { prompt: '{{#each words}}{{../text}}{{/each}}' })
    await using test = await createTestApp({ agents: [agent] })
    const context = { words: Array.from({ length: 30 }, () => 'x'), text: 'x'.repeat(10_000) }
    const body = postJson({ ...hello, input: { message: 'Hello', context } })
    expect(await readRefusal(await test.send('/v1/runs', body))).toBe('422 INPUT_INVALID /input')
    expect(await test.client.call('agent.run.list', {})).toMatchObject({ total: 0 })
  })

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
    expect(items).toEqual([{ ...RunSummary.parse(emissions[1]?.payload), message: 'Hello' }])
  })

  it.each(['draft', 'paused', 'archived'] as const)(
    'case 2: an agent that is %s is AGENT_NOT_ACTIVE and leaves nothing behind [execute-agent-not-active]',
    async (status) => {
      await using test = await createTestApp()
      const { id: agentId } = await test.client.call('agent.create', storedAgent())
      await test.client.call('agent.update', { agentId, status })
      const before = await test.app.store.listAudit({ organizationId: 'default', resource: null, limit: 10, offset: 0 })
      const answer = await test.send('/v1/runs', postJson({ agentId, input: { message: 'Hello' } }))
      const problem = await readProblem(answer)
      expect(problem).toMatchObject({ status: 400, code: 'AGENT_NOT_ACTIVE', gqlCode: 'AGENT_NOT_ACTIVE' })
      expect(problem.detail).toContain(status)
      const page = { organizationId: 'default', limit: 10, offset: 0 }
      expect(await test.client.call('agent.run.list', {})).toMatchObject({ total: 0 })
      expect(await test.app.store.listAudit({ ...page, resource: null })).toEqual(before)
      const { items } = await test.app.store.listEmissions({ ...page, resource: null })
      expect(items.map(({ key }) => key)).toEqual(['agent.created', 'agent.updated'])
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
