import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { RawInputOf } from '../spec/contract.ts'
import type { forkRun } from '../contracts/agent.run.fork.ts'
import type { RunEvent } from '../contracts/run-event.ts'
import { defineAgent } from '../runtime/define-agent.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { createApprovingAgent, createPayTool, whenWaiting } from '../testing/approving-agent.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { callTool, createFakeModel, say } from '../testing/fake-model.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { listTraces } from '../testing/list-traces.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createActiveAgent } from '../testing/stored-agent.ts'

type Change = Omit<RawInputOf<typeof forkRun>, 'runId' | 'at'>

/** An agent that looks twice and then says what it was told; it counts how often each tool ran. */
function createLooker() {
  const runs: string[] = []
  const tool = (name: string, effect: 'pure' | 'once') =>
    defineTool({
      name,
      description: 'Looks.',
      input: z.object({}),
      output: z.object({ sky: z.string() }),
      effect,
      execute: (_input, { callId }) => {
        runs.push(`${name} ${callId}`)
        return { sky: `blue ${runs.length}` }
      },
    })
  const model = createFakeModel((_n, { prompt }) => {
    const told = prompt.filter(({ role }) => role === 'tool').length
    if (told === 0) return callTool('look')
    if (told === 1) return callTool('peek')
    return say(JSON.stringify(prompt))
  })
  const agent = defineAgent({
    id: 'looker',
    instructions: 'Look.',
    model,
    tools: [tool('look', 'pure'), tool('peek', 'once')],
  })
  return { agent, model, runs }
}

async function start(test: TestApp, change: { agentId?: string; sessionId?: string } = {}): Promise<string> {
  const input = { agentId: 'looker', input: { message: 'How is it?' }, ...change }
  const { runId } = await test.client.call('agent.run.execute', input)
  await test.whenEnded(runId)
  return runId
}

async function readEvents(test: TestApp, runId: string): Promise<RunEvent[]> {
  return (await test.app.store.readEvents({ runId, after: 0, limit: 500, types: null })).events
}

const seqOf = (events: readonly RunEvent[], type: string, n = 0) =>
  events.filter((event) => event.type === type)[n]?.seq ?? 0

function firstCallOf(events: readonly RunEvent[]): string {
  const started = events.find((event) => event.type === 'tool.started')
  return started ? started.data.callId : ''
}

/** Forks, waits for the end, and checks what must hold of any run. */
async function fork(test: TestApp, runId: string, at: number, change: Change = {}) {
  const answer = await test.client.call('agent.run.fork', { runId, at, ...change })
  await test.whenEnded(answer.runId)
  expect(await test.client.call('agent.run.replay', { runId: answer.runId })).toMatchObject({ isSame: true })
  const run = await test.client.call('agent.run.get', { runId: answer.runId })
  return { run, events: await readEvents(test, answer.runId), text: String(run.output?.['result']) }
}

describe('fork', () => {
  it('goes on from a recorded call with another output, and calls nothing again [fork-happy-path]', async () => {
    const { agent, runs } = createLooker()
    await using test = await createTestApp({ agents: [agent] })
    const runId = await start(test)
    const events = await readEvents(test, runId)
    const callId = firstCallOf(events)
    const at = seqOf(events, 'tool.completed')
    const forked = await fork(test, runId, at, { toolOutputs: { [callId]: { sky: 'green' } } })
    expect(forked.text).toContain('green')
    expect(forked.text).not.toContain('blue 1')
    expect(runs.map((each) => each.split(' ')[0])).toEqual(['look', 'peek', 'peek'])
    expect(forked.run).toMatchObject({ status: 'done', agentId: 'looker', totalIterations: 3, totalTokens: 4 })
    expect(forked.run.forkedFrom).toEqual({ runId, seq: at, copied: 4, changed: [`toolOutputs.${callId}`] })
    expect(forked.events.map(({ seq }) => seq)).toEqual(forked.events.map((_event, index) => index + 1))
    const { emissions, audit } = await listTraces(test.app.store, forked.run.id)
    expect(emissions.map(({ key }) => key)).toEqual(['run.started', 'run.completed'])
    expect(audit.map(({ action }) => action)).toEqual(['run.forked'])
  })

  it('asks the model again where a turn was not over, and at the final answer', async () => {
    const { agent, model } = createLooker()
    await using test = await createTestApp({ agents: [agent] })
    const runId = await start(test)
    const events = await readEvents(test, runId)
    const points = [1, seqOf(events, 'turn.started'), seqOf(events, 'turn.started', 1), events.length]
    const asked = []
    for (const at of points) {
      const before = model.calls.length
      await fork(test, runId, at)
      asked.push(model.calls.length - before)
    }
    expect(asked).toEqual([3, 3, 2, 1])
  })

  it('runs a pure call again that was open there, and never a once call that has started', async () => {
    const { agent, runs } = createLooker()
    await using test = await createTestApp({ agents: [agent] })
    const runId = await start(test)
    const events = await readEvents(test, runId)
    const { text } = await fork(test, runId, seqOf(events, 'tool.started'))
    expect(text).toContain('blue 3')
    expect(runs.map((each) => each.split(' ')[0])).toEqual(['look', 'peek', 'look', 'peek'])
    expect(runs[2]).toBe(runs[0])
    const onced = await fork(test, runId, seqOf(events, 'tool.started', 1))
    expect(onced.text).toContain('blue 2')
    expect(runs).toHaveLength(4)
  })

  it('goes by other instructions, another model and another input, and only there', async () => {
    const { agent, model } = createLooker()
    await using test = await createTestApp({ agents: [agent] })
    const runId = await start(test)
    const { text, run } = await fork(test, runId, 1, {
      instructions: 'Sing {{tune}}.',
      input: { message: 'Now?', context: { tune: 'low' } },
    })
    expect(text).toContain('Sing low.')
    expect(text).toContain('Now?')
    expect(run.forkedFrom?.changed).toEqual(['input', 'instructions'])
    const again = await fork(test, run.id, run.lastSeq)
    expect(again.text).toContain('Sing low.')
    const before = model.calls.length
    const other = await fork(test, runId, 1, { model: 'sim/script' })
    expect(model.calls).toHaveLength(before)
    expect(other.run.agent).toMatchObject({ modelName: 'sim/script' })
    expect((await fork(test, runId, 1)).text).toContain('Look.')
  })

  it('has the limits and the result type of another revision when it goes by that one', async () => {
    await using test = await createTestApp()
    const agentId = await createActiveAgent(test, { maxIterations: 1, maxTokensPerRun: 1 })
    const runId = await start(test, { agentId })
    await test.client.call('agent.update', { agentId, maxIterations: 5, maxTokensPerRun: 9, resultType: 'document' })
    const readMade = async (change: Change) => (await fork(test, runId, 1, change)).events[0]?.data
    expect(await readMade({ revisionId: 'researcher-r2', timeoutMs: 1000 })).toMatchObject({
      limits: { maxIterations: 5, maxTokens: 9, timeoutMs: 1000 },
      resultType: 'document',
    })
    expect(await readMade({})).toMatchObject({ limits: { maxIterations: 1, maxTokens: 1 }, resultType: 'text' })
  })

  it('tells the model of the same earlier runs, outside of the session and in it', async () => {
    const { agent } = createLooker()
    const talker = createScriptedAgent([{ text: 'First.' }])
    await using test = await createTestApp({ agents: [agent, talker] })
    await start(test, { agentId: 'scripted', sessionId: 's' })
    const runId = await start(test, { sessionId: 's' })
    const outside = await fork(test, runId, 1)
    expect(outside.text).toContain('First.')
    expect(outside.run.sessionId).toBeUndefined()
    expect((await fork(test, outside.run.id, 1)).text).toContain('First.')
    const inside = await fork(test, runId, 1, { sessionId: 's' })
    expect(inside.text.split('How is it?').length).toBeGreaterThan(outside.text.split('How is it?').length)
  })

  it('leaves a running original alone, and takes nothing of a once call that may still happen', async () => {
    const gate = createGatedTool()
    const agents = [createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }], { tools: [gate.tool] })]
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', { agentId: 'scripted', input: { message: 'Go' } })
    await gate.started()
    const { lastSeq } = await test.client.call('agent.run.get', { runId })
    const forked = await fork(test, runId, lastSeq)
    expect(forked.events.map(({ type }) => type)).toContain('tool.unknown')
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'running', lastSeq })
  })

  it('asks a person again what was not answered there, keeps what was answered, and takes an output instead', async () => {
    const { tool, paid } = createPayTool()
    const agent = createApprovingAgent([{ name: 'pay', input: { amount: 1 } }], [tool])
    await using test = await createTestApp({ agents: [agent] })
    const { runId } = await test.client.call('agent.run.execute', { agentId: agent.id, input: { message: 'Go' } })
    const [first] = await whenWaiting(test, runId)
    const waiting = await test.client.call('agent.run.get', { runId })
    const asked = await test.client.call('agent.run.fork', { runId, at: waiting.lastSeq })
    const [again] = await whenWaiting(test, asked.runId)
    expect(again).toMatchObject({ callId: first?.callId, toolName: 'pay' })
    const settled = await fork(test, runId, waiting.lastSeq, { toolOutputs: { [first?.callId ?? '']: 'given' } })
    expect(settled.run.status).toBe('done')
    expect(settled.events.find((event) => event.type === 'approval.resolved')?.data).toMatchObject({
      decision: 'settled',
      output: 'given',
    })
    expect(paid).toEqual([])
    const approve = { runId, approvalId: first?.approvalId ?? '', decision: 'approve' as const }
    await test.client.call('agent.run.resolveApproval', approve)
    await test.whenEnded(runId)
    await fork(test, runId, waiting.lastSeq) // it has been paid: nobody is asked, nothing is paid again
    expect(paid).toHaveLength(1)
  })

  it('keeps the answer for its Idempotency-Key, and works over HTTP as a stream', async () => {
    const { agent } = createLooker()
    await using test = await createTestApp({ agents: [agent] })
    const runId = await start(test)
    const init = postJson({ at: 3 })
    const headers = new Headers(init.headers)
    headers.set('Idempotency-Key', 'k1')
    const send = async () =>
      (await test.send(`/v1/runs/${runId}/fork`, { ...init, headers })).json() as Promise<{ runId: string }>
    const first = await send()
    expect(await send()).toEqual(first)
    expect((await test.client.call('agent.run.list', {})).total).toBe(2)
    const streamed = await test.send(`/v1/runs/${runId}/fork`, postJson({ at: 3, stream: true }))
    expect(streamed.headers.get('x-run-id')).toMatch(/^run_/)
    expect(await streamed.text()).toContain('event: run.completed')
  })

  it('refuses what cannot be forked, and says why [fork-beyond-the-log]', async () => {
    const { agent } = createLooker()
    await using test = await createTestApp({ agents: [agent] })
    const runId = await start(test)
    const events = await readEvents(test, runId)
    const callId = firstCallOf(events)
    const send = async (body: object, id = runId) => readRefusal(await test.send(`/v1/runs/${id}/fork`, postJson(body)))
    expect(await send({ at: 1 }, 'run_none')).toBe('404 RUN_NOT_FOUND')
    expect(await send({ at: 999 })).toBe('404 EVENT_NOT_FOUND')
    expect(await send({ at: 0 })).toBe('422 INPUT_INVALID /at')
    expect(await send({ at: 9, revisionId: 'none' })).toBe('404 REVISION_NOT_FOUND')
    expect(await send({ at: 1, toolOutputs: { [callId]: { sky: 'x' } } })).toBe('404 CALL_NOT_FOUND')
    expect(await send({ at: 99, toolOutputs: {} })).toBe('404 EVENT_NOT_FOUND')
    const at = seqOf(events, 'tool.completed')
    expect(await send({ at, toolOutputs: { [callId]: { sky: 1 } } })).toBe(
      `422 INPUT_INVALID /toolOutputs/${callId}/sky`,
    )
    expect(await send({ at, instructions: '{{1 2}}' })).toBe('422 INPUT_INVALID /instructions')
    expect(await send({ at, model: 'nameless' })).toBe('422 INPUT_INVALID /model')
    const foreign = test.foreignClient.call('agent.run.fork', { runId, at: 1 })
    await expect(foreign).rejects.toMatchObject({ problem: { code: 'RUN_NOT_FOUND' } })
    await test.app.store.archiveOtherAgents({ organizationId: 'default', keepIds: [], at: '2026-01-05T09:00:00.000Z' })
    expect(await send({ at: 1 })).toBe('400 AGENT_NOT_ACTIVE')
  })
})
