import { describe, expect, it } from 'vitest'
import { defineTool } from '../runtime/define-tool.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { listSpanFaults, listTraces } from '../testing/list-traces.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

const hello = { agentId: 'scripted', input: { message: 'Hello' } }
const loop = Array.from({ length: 20 }, () => ({ toolCalls: [{ name: 'look' }] }))
const look = defineTool({ name: 'look', description: 'Looks.', input: { type: 'object' }, execute: () => 'nothing' })

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
