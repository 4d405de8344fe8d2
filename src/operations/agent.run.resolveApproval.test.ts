import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createApprovingAgent, createPayTool, whenWaiting } from '../testing/approving-agent.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { listSpanFaults, listTraces } from '../testing/list-traces.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { eventsOf } from '../testing/run-agent.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const hello = { agentId: 'scripted', input: { message: 'Hello' } }
const payment = (amount: number) => ({ name: 'pay', input: { amount } })
const question = { name: 'ask_human', input: { question: 'Tea?', choices: ['yes', 'no'] } }

async function start(test: TestApp): Promise<string> {
  return (await test.client.call('agent.run.execute', hello)).runId
}

const send = (test: TestApp, runId: string, approvalId: string, body: object, headers = {}) =>
  test.send(`/v1/runs/${runId}/approvals/${approvalId}`, postJson(body, headers))

/** The status and the status field of a success, or the refusal. */
async function resolve(test: TestApp, runId: string, approvalId: string, body: object): Promise<string> {
  const answer = await send(test, runId, approvalId, body)
  if (!answer.ok) return readRefusal(answer)
  return `${answer.status} ${((await answer.json()) as { status: string }).status}`
}

describe('a call that needs approval', () => {
  it('waits without a worker, is listed, and runs once when it is approved', async () => {
    const { tool, paid } = createPayTool()
    await using test = await createTestApp({ agents: [createApprovingAgent([payment(7)], [tool])] })
    const runId = await start(test)
    const [item] = await whenWaiting(test, runId)
    await test.app.engine.whenIdle()
    expect(item).toMatchObject({ runId, kind: 'approval', toolName: 'pay', input: { amount: 7 }, agentId: 'scripted' })
    expect(await test.client.call('agent.run.list', { status: 'IN_PROGRESS' })).toMatchObject({ total: 1 })
    const run = await test.client.call('agent.run.get', { runId, includeSteps: true })
    expect(run).toMatchObject({ status: 'waiting', steps: [{ type: 'tool_call', status: 'waiting' }] })
    expect([run.owner, paid]).toEqual([undefined, []])
    expect(await resolve(test, runId, item?.approvalId ?? '', { decision: 'approve' })).toBe('200 running')
    await test.whenEnded(runId)
    expect(paid).toEqual([{ callId: item?.callId, amount: 7 }])
    const { events, types, audit } = await listTraces(test.app.store, runId)
    expect(types.filter((type) => /^(run|tool|approval)\./.test(type))).toEqual([
      'run.created',
      'run.started',
      'approval.requested',
      'run.waiting',
      'approval.resolved',
      'run.resumed',
      'run.started',
      'tool.started',
      'tool.completed',
      'run.completed',
    ])
    expect(listSpanFaults(events)).toEqual([])
    expect(audit.map(({ action, actor }) => [action, actor])).toContainEqual(['run.approval.resolved', 'root'])
    const done = await test.client.call('agent.run.get', { runId })
    expect(done).toMatchObject({ status: 'done', startedAt: run.startedAt, attempt: 2 })
    expect(await test.client.call('agent.run.listApprovals', {})).toEqual({ items: [], total: 0, hasMore: false })
  })

  it('runs with the arguments that the person changed', async () => {
    const { tool, paid } = createPayTool()
    await using test = await createTestApp({ agents: [createApprovingAgent([payment(7)], [tool])] })
    const runId = await start(test)
    const [item] = await whenWaiting(test, runId)
    const edit = (input: object) => resolve(test, runId, item?.approvalId ?? '', { decision: 'approve', input })
    expect(await edit({ amount: 'much' })).toBe('422 INPUT_INVALID /input/amount')
    expect(await edit({ amount: 5 })).toBe('200 running')
    await test.whenEnded(runId)
    expect(paid).toMatchObject([{ amount: 5 }])
  })

  it('is not run when it is rejected, and the model is told why', async () => {
    const { tool, paid } = createPayTool()
    await using test = await createTestApp({ agents: [createApprovingAgent([payment(7)], [tool])] })
    const runId = await start(test)
    const [item] = await whenWaiting(test, runId)
    const rejection = { decision: 'reject', reason: 'too much' }
    expect(await resolve(test, runId, item?.approvalId ?? '', rejection)).toBe('200 running')
    await test.whenEnded(runId)
    expect(paid).toEqual([])
    const run = await test.client.call('agent.run.get', { runId, includeSteps: true })
    expect(run).toMatchObject({ status: 'done', steps: [{}, { status: 'error', errorMessage: 'too much' }, {}] })
  })

  it('is one for which the predicate says so; a call that is invalid fails at once', async () => {
    const { tool, paid } = createPayTool('large')
    const calls = [payment(99), payment(100), { name: 'pay', input: { amount: 'x' } }]
    await using test = await createTestApp({ agents: [createApprovingAgent(calls, [tool])] })
    const runId = await start(test)
    expect(await whenWaiting(test, runId)).toMatchObject([{ input: { amount: 100 } }])
    const { events } = await listTraces(test.app.store, runId)
    expect(eventsOf(events, 'tool.failed').map(({ data }) => data.code)).toEqual(['TOOL_INPUT_INVALID'])
    expect(paid).toMatchObject([{ amount: 99 }])
  })

  it('of an ask_human is answered with text, which is its output', async () => {
    await using test = await createTestApp({ agents: [createApprovingAgent([question], [])] })
    const runId = await start(test)
    const [item] = await whenWaiting(test, runId)
    expect(item).toMatchObject({ kind: 'question', toolName: 'ask_human', input: question.input })
    const id = item?.approvalId ?? ''
    expect(await resolve(test, runId, id, { decision: 'approve' })).toBe('422 INPUT_INVALID /decision')
    expect(await resolve(test, runId, id, { decision: 'answer' })).toBe('422 INPUT_INVALID /answer')
    expect(await resolve(test, runId, id, { decision: 'answer', answer: 'yes', input: {} })).toMatch(/422 .* \/input$/)
    expect(await resolve(test, runId, id, { decision: 'answer', answer: 'yes' })).toBe('200 running')
    await test.whenEnded(runId)
    const { steps } = await test.client.call('agent.run.getSteps', { runId })
    expect(steps[1]).toMatchObject({ type: 'tool_result', output: { answer: 'yes' }, status: 'done' })
  })
})

describe('resolving an approval', () => {
  it('twice is APPROVAL_ALREADY_RESOLVED, unless the key says that it is the same [resolve-approval-twice]', async () => {
    const { tool, paid } = createPayTool()
    const agents = [createApprovingAgent([payment(1), payment(2)], [tool])]
    await using test = await createTestApp({ agents })
    const runId = await start(test)
    const [first, second] = await whenWaiting(test, runId)
    const key = { 'idempotency-key': 'once' }
    const once = () => send(test, runId, first?.approvalId ?? '', { decision: 'approve' }, key)
    const answers = await Promise.all([once(), once()])
    const same = { success: true, status: 'waiting' }
    expect(await Promise.all([...answers, await once()].map((answer) => answer.json()))).toEqual([same, same, same])
    const again = await resolve(test, runId, first?.approvalId ?? '', { decision: 'reject' })
    expect(again).toBe('409 APPROVAL_ALREADY_RESOLVED')
    expect(await resolve(test, runId, second?.approvalId ?? '', { decision: 'approve' })).toBe('200 running')
    await test.whenEnded(runId)
    expect(paid.map(({ amount }) => amount)).toEqual([1, 2])
    const { types } = await listTraces(test.app.store, runId)
    expect(types.filter((type) => type === 'approval.resolved')).toHaveLength(2)
  })

  it('of an unknown run, of another tenant and of nothing is refused', async () => {
    const { tool } = createPayTool()
    await using test = await createTestApp({ agents: [createApprovingAgent([payment(1)], [tool])] })
    const runId = await start(test)
    const [item] = await whenWaiting(test, runId)
    expect(await resolve(test, 'unknown', 'x', { decision: 'approve' })).toBe('404 RUN_NOT_FOUND')
    expect(await resolve(test, runId, 'x', { decision: 'approve' })).toBe('404 APPROVAL_NOT_FOUND')
    const approve = { runId, approvalId: item?.approvalId ?? '', decision: 'approve' } as const
    await expect(test.foreignClient.call('agent.run.resolveApproval', approve)).rejects.toThrow('run does not exist')
    expect(await test.foreignClient.call('agent.run.listApprovals', {})).toMatchObject({ total: 0 })
    const reject = { decision: 'reject', answer: 'x' }
    expect(await resolve(test, runId, approve.approvalId, reject)).toBe('422 INPUT_INVALID /answer')
  })

  it('is void once the run was cancelled, which a waiting run can be', async () => {
    const { tool } = createPayTool()
    await using test = await createTestApp({ agents: [createApprovingAgent([payment(1)], [tool])] })
    const runId = await start(test)
    const [item] = await whenWaiting(test, runId)
    await test.client.call('agent.run.cancel', { runId })
    const late = await resolve(test, runId, item?.approvalId ?? '', { decision: 'approve' })
    expect(late).toBe('409 APPROVAL_ALREADY_RESOLVED')
    expect(await test.client.call('agent.run.listApprovals', { runId })).toMatchObject({ total: 0 })
    const { steps } = await test.client.call('agent.run.getSteps', { runId })
    expect(steps).toMatchObject([{ status: 'cancelled' }])
  })

  it('while another tool of the turn runs starts the call without a wait', async () => {
    const { tool, paid } = createPayTool()
    const gate = createGatedTool()
    const agents = [createApprovingAgent([payment(1), { name: 'gate' }], [tool, gate.tool])]
    await using test = await createTestApp({ agents })
    const runId = await start(test)
    await gate.started()
    const { items } = await test.client.call('agent.run.listApprovals', { runId })
    expect(await resolve(test, runId, items[0]?.approvalId ?? '', { decision: 'approve' })).toBe('200 running')
    expect(paid).toEqual([])
    gate.release('go')
    await test.whenEnded(runId)
    expect(paid).toHaveLength(1)
    const { types, events } = await listTraces(test.app.store, runId)
    expect(types).not.toContain('run.waiting')
    expect(listSpanFaults(events)).toEqual([])
  })

  it('at any moment around the wait loses no answer and runs the call once', async () => {
    const { tool, paid } = createPayTool()
    const gate = createGatedTool()
    const agents = [createApprovingAgent([payment(1), { name: 'gate' }], [tool, gate.tool])]
    await using test = await createTestApp({ agents })
    const paths = new Set<string>()
    for (let turns = 0; turns < 16; turns += 1) {
      const runId = await start(test)
      await gate.started()
      const { items } = await test.client.call('agent.run.listApprovals', { runId })
      gate.release('go')
      for (let turn = 0; turn < turns; turn += 1) await (turn % 2 ? new Promise(setImmediate) : Promise.resolve())
      await resolve(test, runId, items[0]?.approvalId ?? '', { decision: 'approve' })
      await test.whenEnded(runId)
      expect(paid).toHaveLength(turns + 1)
      const { types, events } = await listTraces(test.app.store, runId)
      expect(listSpanFaults(events)).toEqual([])
      paths.add(types.filter((type) => /^(approval.resolved|run.waiting|run.resumed)$/.test(type)).join())
    }
    expect(paths.size).toBeGreaterThan(1)
    expect(test.errors).toEqual([])
  })
})

describe('a run that waits', () => {
  it('survives a restart for days, and its deadline moves by the time it waited', async () => {
    using folder = createTempDir()
    const databasePath = join(folder.path, 'errand.db')
    const { tool, paid } = createPayTool()
    const agents = [createApprovingAgent([payment(1)], [tool], { timeoutMs: 60_000 })]
    const before = await createTestApp({ databasePath, agents })
    const runId = await start(before)
    await whenWaiting(before, runId)
    await before.app.engine.whenIdle()
    await before[Symbol.asyncDispose]()

    await using test = await createTestApp({ databasePath, agents })
    await test.clock.advance(3 * 86_400_000)
    expect(test.app.engine.health()).toMatchObject({ running: 0, queued: 0 })
    const [item] = await whenWaiting(test, runId)
    expect(await resolve(test, runId, item?.approvalId ?? '', { decision: 'approve' })).toBe('200 running')
    await test.whenEnded(runId)
    expect(paid).toHaveLength(1)
    const { events } = await listTraces(test.app.store, runId)
    const [first, second] = eventsOf(events, 'run.started').map(({ data }) => Date.parse(data.deadlineAt))
    expect((second ?? 0) - (first ?? 0)).toBe(3 * 86_400_000)
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'done' })
  })

  it('holds up the later runs of its session until it has ended', async () => {
    const { tool } = createPayTool()
    await using test = await createTestApp({ agents: [createApprovingAgent([payment(1)], [tool])] })
    const inSession = () => test.client.call('agent.run.execute', { ...hello, sessionId: 's1' })
    const [first, second] = [(await inSession()).runId, (await inSession()).runId]
    const [item] = await whenWaiting(test, first)
    await test.app.engine.whenIdle()
    expect(await test.client.call('agent.run.get', { runId: second })).toMatchObject({ status: 'pending' })
    await resolve(test, first, item?.approvalId ?? '', { decision: 'reject' })
    await test.whenEnded(first)
    expect(await whenWaiting(test, second)).toHaveLength(1)
  })

  it('takes no place of those that may run: 1,000 of them wait beside one that ends', async () => {
    const { tool } = createPayTool()
    const asking = createApprovingAgent([payment(1)], [tool])
    const other = createApprovingAgent([], [], { id: 'other' })
    await using test = await createTestApp({ agents: [asking, other], concurrency: 4 })
    const runIds = await Promise.all(Array.from({ length: 1000 }, () => start(test)))
    await test.app.engine.whenIdle()
    expect(await test.client.call('agent.run.list', { status: 'waiting' })).toMatchObject({ total: 1000 })
    expect(test.app.engine.health()).toMatchObject({ running: 0, queued: 0 })
    const { runId } = await test.client.call('agent.run.execute', { ...hello, agentId: 'other' })
    await test.whenEnded(runId)
    const page = await test.client.call('agent.run.listApprovals', { limit: 2, offset: 1 })
    expect(page).toMatchObject({ total: 1000, hasMore: true, items: [{}, {}] })
    expect(page.items.map((item) => item.runId)).toEqual(runIds.slice(1, 3))
  })
})
