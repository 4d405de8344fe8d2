// Agents as tools of agents, through the contract: what a call makes, and how ends pass up and down.
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../contracts/run-event.ts'
import { type Agent, type AgentOptions, defineAgent } from '../runtime/define-agent.ts'
import { askHuman } from '../runtime/ask-human.ts'
import type { TestApp } from '../testing/create-test-app.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { listSpanFaults, listTraces } from '../testing/list-traces.ts'
import { createAgentApp, eventsOf } from '../testing/run-agent.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

type Options = Partial<AgentOptions>

const leaf = (id: string, options: Options = {}) =>
  createScriptedAgent([{ text: `${id} says hello` }], { id, description: `Does ${id}.`, ...options })

/** An agent that calls these once, all in one turn, and then answers. */
function lead(id: string, agents: readonly Agent[], options: Options = {}): Agent {
  const toolCalls = agents.map((agent) => ({ name: agent.id, input: { message: `Do ${agent.id}` } }))
  const script = [{ toolCalls }, { text: `${id} is done` }]
  return createScriptedAgent(script, { id, description: `Leads ${id}.`, tools: agents, ...options })
}

/** A chain of agents, each calling the next. */
const chain = (length: number): Agent =>
  Array.from({ length: length - 1 }).reduce<Agent>(
    (next, _, index) => lead(`a${length - 1 - index}`, [next]),
    leaf('end'),
  )

const typesOf = (log: readonly RunEvent[]) => log.map(({ type }) => type)
const get = (test: TestApp, runId: string) => test.client.call('agent.run.get', { runId })

/** Every log so far is what was decided from it, and the outcome the row's. */
async function expectReplays(test: TestApp): Promise<void> {
  for (const { id } of (await test.client.call('agent.run.list', {})).items) {
    expect(await test.client.call('agent.run.replay', { runId: id })).toMatchObject({ divergences: [] })
  }
}

/** The only run below this one. */
async function childOf(test: TestApp, runId: string): Promise<string> {
  const { items } = await test.client.call('agent.run.list', { parentRunId: runId })
  expect(items).toHaveLength(1)
  return items[0]?.id ?? ''
}

describe('an agent as a tool', () => {
  it('works on the call in a run of its own, whose answer is the output of the call', async () => {
    await using test = await createAgentApp(lead('lead', [leaf('search')]))
    const log = await test.run()
    const [started] = eventsOf(log, 'tool.started')
    const child = started?.data.child
    expect(started?.data).toMatchObject({
      toolName: 'search',
      input: { message: 'Do search' },
      child: { agentId: 'search' },
    })
    expect(eventsOf(log, 'tool.completed')).toMatchObject([
      { data: { output: 'search says hello', child: { runId: child?.runId, waitedMs: 0 } } },
    ])
    expect(log.at(-1)).toMatchObject({ type: 'run.completed', data: { resultData: { result: 'lead is done' } } })
    expect(typesOf(log)).toEqual(expect.arrayContaining(['run.delegated', 'run.resumed']))
    const runId = log[0]?.runId ?? ''
    const childLog = await test.readLog(child?.runId ?? '')
    expect(childLog[0]).toMatchObject({
      data: {
        parentRunId: runId,
        userId: 'root',
        origin: { kind: 'agent', ref: started?.data.callId },
        hierarchy: `api/lead-${runId}/search-${child?.runId}`,
        ancestors: [{ runId, agentId: 'lead' }],
        input: { message: 'Do search' },
      },
    })
    expect(await get(test, child?.runId ?? '')).toMatchObject({ status: 'done', parentRunId: runId })
    const { emissions, audit } = await listTraces(test.app.store, child?.runId ?? '')
    expect(emissions.map(({ key }) => key)).toEqual(['run.started', 'run.completed'])
    expect(audit).toMatchObject([{ action: 'run.started', actor: 'root', data: { parentRunId: runId } }])
    expect(listSpanFaults([...log, ...childLog])).toEqual([])
    await expectReplays(test)
    expect(test.errors).toEqual([])
  })

  it('works at depth three with one place, because a run that only waits for another holds none', async () => {
    await using test = await createAgentApp(chain(3), { concurrency: 1 })
    expect((await test.run()).at(-1)).toMatchObject({ type: 'run.completed' })
    expect((await test.client.call('agent.run.list', {})).total).toBe(3)
    await expectReplays(test)
  })

  it('is running while the runs below it work', async () => {
    const gate = createGatedTool()
    const deep = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }, { text: 'ok' }], {
      id: 'deep',
      description: 'x',
      tools: [gate.tool],
    })
    await using test = await createAgentApp(lead('lead', [deep]))
    const runId = await test.execute()
    await gate.started()
    expect(await get(test, runId)).toMatchObject({ status: 'running', inFlight: [{ toolName: 'deep' }] })
    expect(test.app.engine.health()).toMatchObject({ running: 1, queued: 0 })
    gate.release('x')
    await test.whenEnded(runId)
  })

  it('may be eight deep; the ninth is refused as a failed call, and the runs above go on', async () => {
    await using test = await createAgentApp(chain(9))
    expect((await test.run()).at(-1)).toMatchObject({ type: 'run.completed' })
    const { items, total } = await test.client.call('agent.run.list', {})
    expect([total, new Set(items.map(({ status }) => status))]).toEqual([8, new Set(['done'])])
    const deepest = await test.readLog(items.find(({ agentId }) => agentId === 'a8')?.id ?? '')
    const message = 'this run is 8 agents deep, the most there may be; do the work without agent "end"'
    expect(eventsOf(deepest, 'tool.failed')).toMatchObject([{ data: { code: 'AGENT_DEPTH_EXCEEDED', message } }])
    await expectReplays(test)
  })

  it.each([
    [
      'fails',
      { modelConfig: { script: [{ error: { message: 'no', isRetryable: false } }], delayMs: 0 } },
      /failed with MODEL_FAILED: .*no/,
    ],
    ['runs out of time', { timeoutMs: 100, modelConfig: { script: [{ text: 'x', delayMs: 5000 }] } }, /RUN_TIMEOUT/],
  ])('tells the model when the run below %s', async (_what, options, message) => {
    await using test = await createAgentApp(lead('lead', [leaf('search', options)]))
    const runId = await test.execute()
    await test.whenLogged(runId, 'run.delegated')
    await test.whenLogged(await childOf(test, runId), 'turn.started')
    await test.clock.advance(100)
    const log = await test.readLog(runId)
    expect(eventsOf(log, 'tool.failed')).toMatchObject([
      { data: { code: 'AGENT_FAILED', message: expect.stringMatching(message) } },
    ])
    expect(log.at(-1)?.type).toBe('run.completed')
  })

  it('takes the context that the agent declares, checked by its schema', async () => {
    const input = { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] }
    const callee = leaf('search', { input, instructions: 'On {{topic}}' })
    const call = (context: object) => ({ name: 'search', input: { message: 'Go', context: { ...context } } })
    const script = [{ toolCalls: [call({ topic: 'tides' }), call({})] }, { text: 'ok' }]
    await using test = await createAgentApp(createScriptedAgent(script, { tools: [callee] }))
    const log = await test.run()
    expect(eventsOf(log, 'tool.completed')).toHaveLength(1)
    expect(eventsOf(log, 'tool.failed')).toMatchObject([{ data: { code: 'TOOL_INPUT_INVALID' } }])
    const child = await test.readLog(await childOf(test, log[0]?.runId ?? ''))
    expect(child[0]).toMatchObject({ data: { input: { message: 'Go', context: { topic: 'tides' } } } })
  })

  it('refuses a context that no run takes, whatever the schema of the agent says', async () => {
    const callee = leaf('search', { input: {} })
    const script = [{ toolCalls: [{ name: 'search', input: { message: 'Go', context: ['tides'] } }] }, { text: 'ok' }]
    await using test = await createAgentApp(createScriptedAgent(script, { tools: [callee] }))
    const log = await test.run()
    expect(eventsOf(log, 'tool.failed')).toMatchObject([{ data: { code: 'TOOL_INPUT_INVALID' } }])
    expect(log.at(-1)?.type).toBe('run.completed')
    expect(test.errors).toEqual([])
  })

  it('resolves references in the schema of the agent', async () => {
    const topic = { $ref: '#/$defs/topic' }
    const input = { type: 'object', properties: { topic }, required: ['topic'], $defs: { topic: { enum: ['tides'] } } }
    const call = (value: string) => ({ name: 'search', input: { message: 'Go', context: { topic: value } } })
    const script = [{ toolCalls: [call('tides'), call('winds')] }, { text: 'ok' }]
    await using test = await createAgentApp(createScriptedAgent(script, { tools: [leaf('search', { input })] }))
    const log = await test.run()
    expect([eventsOf(log, 'tool.completed').length, eventsOf(log, 'tool.failed').length]).toEqual([1, 1])
  })

  it('may wait for a person as long as it takes: the time is not taken from the run above', async () => {
    const question = { name: 'ask_human', input: { question: 'Which?' } }
    const asker = createScriptedAgent([{ toolCalls: [question] }, { text: 'Blue it is' }], {
      id: 'asker',
      description: 'Asks.',
      tools: [askHuman],
      timeoutMs: 60_000,
    })
    await using test = await createAgentApp(lead('lead', [lead('middle', [asker])], { timeoutMs: 60_000 }))
    const runId = await test.execute()
    await test.whenLogged(runId, 'run.delegated')
    const middle = await childOf(test, runId)
    await test.whenLogged(middle, 'run.delegated')
    const child = await childOf(test, middle)
    await test.whenLogged(child, 'run.waiting')
    await test.clock.advance(3 * 86_400_000)
    const [asked] = (await test.client.call('agent.run.listApprovals', {})).items
    const answer = { runId: child, approvalId: asked?.approvalId ?? '', decision: 'answer' as const, answer: 'Blue' }
    await test.client.call('agent.run.resolveApproval', answer)
    const log = await test.readLog(runId)
    expect(log.at(-1)?.type).toBe('run.completed')
    expect(eventsOf(log, 'tool.completed')).toMatchObject([{ data: { child: { waitedMs: 3 * 86_400_000 } } }])
    await expectReplays(test)
  })

  it('that is archived is a failed call', async () => {
    const callee = leaf('search')
    await using test = await createAgentApp(lead('lead', [callee]), { isWorking: false })
    const runId = await test.execute()
    await test.app.store.archiveOtherAgents({
      organizationId: 'default',
      keepIds: ['lead'],
      at: '2026-01-05T09:00:00.000Z',
    })
    await test.app.engine.start()
    const log = await test.readLog(runId)
    expect(eventsOf(log, 'tool.failed')).toMatchObject([{ data: { code: 'AGENT_NOT_ACTIVE' } }])
    await expectReplays(test)
    expect(log.at(-1)?.type).toBe('run.completed')
  })

  it('needs a description, which tells the model when to call it', () => {
    const silent = defineAgent({ id: 'silent', instructions: '' })
    expect(() => lead('lead', [silent])).toThrow(/agent "lead": agent "silent" among its tools needs a description/)
  })
})

describe('the end of a run', () => {
  /** A team three deep, with two gates open at the bottom. */
  async function startTeam(options: Options = {}) {
    const gate = createGatedTool({ isAbortable: true })
    const worker = (id: string) =>
      createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }, { text: 'ok' }], {
        id,
        description: 'x',
        tools: [gate.tool],
      })
    const agent = lead('lead', [lead('middle', [worker('one'), worker('two')])], options)
    const test = await createAgentApp(agent)
    const runId = await test.execute({ sessionId: 'chat' })
    const calls = [await gate.started(), await gate.started()]
    const middle = await childOf(test, runId)
    await test.whenLogged(middle, 'run.delegated')
    return { test, runId, middle, workers: calls.map((call) => call.runId), signals: calls.map((call) => call.signal) }
  }

  async function expectAllCancelled(test: TestApp, runIds: readonly string[], actor: string): Promise<void> {
    for (const runId of runIds) {
      const { events, emissions, audit } = await listTraces(test.app.store, runId)
      expect(events.at(-1)?.type).toBe('run.cancelled')
      expect(emissions.map(({ key }) => key)).toEqual(['run.started', 'run.cancelled'])
      expect(audit.map((row) => [row.action, row.actor])).toContainEqual(['run.cancelled', actor])
      expect(listSpanFaults(events)).toEqual([])
    }
  }

  it('that is cancelled cancels every run below it in the same transaction', async () => {
    const { test, runId, middle, workers, signals } = await startTeam()
    const commits: string[][] = []
    test.app.store.subscribe((committed) => void commits.push(committed.map((run) => run.runId)))
    await test.client.call('agent.run.cancel', { runId })
    expect(commits[0]?.toSorted()).toEqual([runId, middle, ...workers].toSorted())
    await expectAllCancelled(test, [runId, middle, ...workers], 'root')
    expect((await get(test, workers[0] ?? '')).status).toBe('cancelled')
    expect(signals.every((signal) => signal.aborted)).toBe(true)
    await expectReplays(test)
    await test[Symbol.asyncDispose]()
    expect(test.errors).toEqual([])
  })

  it('that is interrupted in its session leaves none below it', async () => {
    const { test, runId, middle, workers } = await startTeam()
    await test.execute({ sessionId: 'chat', onBusy: 'interrupt' })
    await expectAllCancelled(test, [runId, middle, ...workers], 'root')
    await test.client.call('agent.run.list', {})
    await test[Symbol.asyncDispose]()
  })

  it('below another is a failed call there, with who cancelled it; the runs beside it go on', async () => {
    const { test, runId, middle, workers } = await startTeam()
    await test.client.call('agent.run.cancel', { runId: workers[0] ?? '', reason: 'enough' })
    const { events } = await listTraces(test.app.store, middle)
    const message = `run ${workers[0]} of agent "one" was cancelled by root: enough`
    expect(eventsOf(events, 'tool.failed')).toMatchObject([{ data: { code: 'AGENT_CANCELLED', message } }])
    expect((await get(test, workers[1] ?? '')).status).toBe('running')
    await test.client.call('agent.run.cancel', { runId })
    await test[Symbol.asyncDispose]()
  })

  it('is never later below than above: the deadline of the outermost ends all', async () => {
    const { test, runId, middle, workers } = await startTeam({ timeoutMs: 1000 })
    await test.clock.advance(1000)
    for (const id of [...workers, middle, runId]) {
      expect((await test.readLog(id)).at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'RUN_TIMEOUT' } })
    }
    await test[Symbol.asyncDispose]()
  })

  it('by its own limit, while a call of its own is open beside, cancels the runs below', async () => {
    const gate = createGatedTool({ isAbortable: true })
    const slow = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }], {
      id: 'slow',
      description: 'x',
      tools: [gate.tool],
    })
    const script = [{ toolCalls: [{ name: 'slow', input: { message: 'Go' } }, { name: 'gate' }] }]
    const agent = createScriptedAgent(script, { tools: [slow, gate.tool], timeoutMs: 1000 })
    await using test = await createAgentApp(agent)
    const runId = await test.execute()
    await gate.started()
    await gate.started()
    await test.clock.advance(1000)
    expect((await test.readLog(runId)).at(-1)).toMatchObject({ data: { code: 'RUN_TIMEOUT' } })
    expect(['cancelled', 'error']).toContain((await get(test, await childOf(test, runId))).status)
  })
})
