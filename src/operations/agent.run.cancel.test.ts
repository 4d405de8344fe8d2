import { describe, expect, it } from 'vitest'
import { ProblemError } from '../client/problem-error.ts'
import { RunSummary } from '../contracts/run.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { createGatedTool, type GatedToolOptions } from '../testing/gated-tool.ts'
import { listSpanFaults, listTraces } from '../testing/list-traces.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

const hello = { agentId: 'scripted', input: { message: 'Hello' } }
const agents = [createScriptedAgent([{ text: 'Hi.' }])]

/** An agent that waits in a tool; the test decides when it goes on. */
function createWaitingAgent(options?: GatedToolOptions) {
  const gate = createGatedTool(options)
  const script = [{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }]
  return { gate, agents: [createScriptedAgent(script, { tools: [gate.tool] })] }
}

async function cancel(test: TestApp, runId: string): Promise<string> {
  try {
    const { success, status } = await test.client.call('agent.run.cancel', { runId })
    return success ? status : 'no success'
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code
    throw error
  }
}

describe('cancel', () => {
  it('case 10: ends a pending run, with the reason in the log, one emission and one audit row [cancel-run-happy-path]', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    const { runId } = await test.client.call('agent.run.execute', hello)
    const answer = await test.send(`/v1/runs/${runId}/cancel`, postJson({ reason: 'User requested' }))
    expect([answer.status, await answer.json()]).toEqual([200, { success: true, status: 'cancelled' }])
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'cancelled', lastSeq: 2 })
    const { events, emissions, audit } = await listTraces(test.app.store, runId)
    const data = { by: 'root', reason: 'User requested', inFlight: [] }
    expect(events.at(-1)).toMatchObject({ type: 'run.cancelled', data })
    expect(emissions.map(({ key }) => key)).toEqual(['run.started', 'run.cancelled'])
    expect(RunSummary.parse(emissions[1]?.payload)).toMatchObject({ id: runId, status: 'cancelled' })
    expect(audit.map(({ action }) => action)).toEqual(['run.started', 'run.cancelled'])
  })

  it('case 11: of a running run answers after the end is stored, closes its spans, and its tool sees the signal', async () => {
    const { gate, agents } = createWaitingAgent({ isAbortable: true })
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', hello)
    const { signal, callId } = await gate.started()
    const answered = test.client.call('agent.run.cancel', { runId, reason: 'enough' }).then(async (output) => {
      return { output, traces: await listTraces(test.app.store, runId) }
    })
    const { output, traces } = await answered
    expect(output).toEqual({ success: true, status: 'cancelled' })
    const inFlight = [{ kind: 'tool', callId, toolName: 'gate' }]
    expect(traces.events.at(-1)).toMatchObject({ type: 'run.cancelled', data: { by: 'root', inFlight } })
    expect(traces.types.filter((type) => type === 'tool.failed')).toHaveLength(1)
    expect(listSpanFaults(traces.events)).toEqual([])
    expect(signal.aborted).toBe(true)
    await test.app.engine.whenIdle()
    expect((await listTraces(test.app.store, runId)).events).toEqual(traces.events)
  })

  it('case 12: of a run whose tool ignores the signal answers at once; the late result goes to the audit, not to the log', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', hello)
    const { callId } = await gate.started()
    expect(await cancel(test, runId)).toBe('cancelled')
    const { events } = await listTraces(test.app.store, runId)
    gate.release({ answer: 42 })
    let late = await listTraces(test.app.store, runId)
    while (late.audit.length < 3) {
      await new Promise(setImmediate)
      late = await listTraces(test.app.store, runId)
    }
    expect(late.events).toEqual(events)
    expect(late.audit.at(-1)).toMatchObject({ action: 'run.late', data: { callId, output: { answer: 42 } } })
  })

  it('aborts a model that is answering', async () => {
    const agent = createScriptedAgent([{ text: 'x' }], { modelConfig: { failure: 'hang' } })
    await using test = await createTestApp({ agents: [agent] })
    const { runId } = await test.client.call('agent.run.execute', hello)
    await test.clock.advance(0)
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'running' })
    expect(await cancel(test, runId)).toBe('cancelled')
    await test.app.engine.whenIdle()
    const { events } = await listTraces(test.app.store, runId)
    expect(events.at(-1)).toMatchObject({ type: 'run.cancelled', data: { inFlight: [{ kind: 'turn' }] } })
    expect(listSpanFaults(events)).toEqual([])
  })

  it('case 13: of a run that is done, in error or cancelled is RUN_NOT_CANCELLABLE and writes nothing [cancel-run-already-completed]', async () => {
    const failing = createScriptedAgent([{ error: { message: 'no', statusCode: 400 } }], { id: 'failing' })
    await using test = await createTestApp({ agents: [...agents, failing] })
    const { runId: done } = await test.client.call('agent.run.execute', hello)
    const { runId: failed } = await test.client.call('agent.run.execute', { ...hello, agentId: 'failing' })
    await test.whenEnded(done)
    await test.whenEnded(failed)
    await test.app.engine.stop({ graceMs: 0 })
    const { runId: cancelled } = await test.client.call('agent.run.execute', hello)
    expect(await cancel(test, cancelled)).toBe('cancelled')
    for (const [runId, status] of [
      [done, 'done'],
      [failed, 'error'],
      [cancelled, 'cancelled'],
    ] as const) {
      const before = await listTraces(test.app.store, runId)
      const answer = await test.send(`/v1/runs/${runId}/cancel`, postJson({ reason: 'again' }))
      expect(await readRefusal(answer)).toBe('400 RUN_NOT_CANCELLABLE')
      expect(await listTraces(test.app.store, runId)).toEqual(before)
      expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status })
    }
  })

  it('case 14: 50 concurrent cancels of one running run give one success and one run.cancelled', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', hello)
    await gate.started()
    const answers = await Promise.all(Array.from({ length: 50 }, () => cancel(test, runId)))
    expect(answers.filter((answer) => answer === 'cancelled')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'RUN_NOT_CANCELLABLE')).toHaveLength(49)
    const { types, emissions, audit } = await listTraces(test.app.store, runId)
    expect(types.filter((type) => type === 'run.cancelled')).toHaveLength(1)
    expect(emissions.map(({ key }) => key)).toEqual(['run.started', 'run.cancelled'])
    expect(audit.filter(({ action }) => action === 'run.cancelled')).toHaveLength(1)
  })

  it('case 15: racing with completion succeeds exactly when the run ends as cancelled', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const outcomes = new Set<string>()
    for (let turns = 0; turns < 24; turns += 1) {
      for (const isCancelFirst of [true, false]) {
        const { runId } = await test.client.call('agent.run.execute', hello)
        await gate.started()
        const late = async (work: () => unknown) => {
          for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate)
          return work()
        }
        const answer = isCancelFirst ? cancel(test, runId) : late(() => cancel(test, runId))
        if (isCancelFirst) await late(() => gate.release('go'))
        else gate.release('go')
        const outcome = await answer
        gate.release('go')
        await test.whenEnded(runId)
        await test.app.engine.whenIdle()
        const { status } = await test.client.call('agent.run.get', { runId })
        expect(`${String(outcome)} ${status}`).toMatch(/^(cancelled cancelled|RUN_NOT_CANCELLABLE done)$/)
        const { events, types } = await listTraces(test.app.store, runId)
        expect(types.filter((type) => /^run\.(completed|failed|cancelled)$/.test(type))).toEqual([types.at(-1)])
        expect(listSpanFaults(events)).toEqual([])
        outcomes.add(status)
      }
    }
    expect([...outcomes].sort()).toEqual(['cancelled', 'done']) // both sides won at least once
  })

  it("case 16: of an unknown run and of another tenant's run is the same RUN_NOT_FOUND", async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    const { runId } = await test.client.call('agent.run.execute', hello)
    expect(await readRefusal(await test.send('/v1/runs/unknown/cancel', { method: 'POST' }))).toBe('404 RUN_NOT_FOUND')
    const foreign = postJson({}, { authorization: 'Bearer test-token-of-another-tenant' })
    expect(await readRefusal(await test.send(`/v1/runs/${runId}/cancel`, foreign))).toBe('404 RUN_NOT_FOUND')
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'pending' })
  })

  it('refuses a reason that is too long, and takes no body at all', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    const { runId } = await test.client.call('agent.run.execute', hello)
    const long = postJson({ reason: 'x'.repeat(2001) })
    expect(await readRefusal(await test.send(`/v1/runs/${runId}/cancel`, long))).toBe('422 INPUT_INVALID /reason')
    expect((await test.send(`/v1/runs/${runId}/cancel`, { method: 'POST' })).status).toBe(200)
  })
})
