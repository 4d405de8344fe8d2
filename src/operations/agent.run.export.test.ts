import { describe, expect, it } from 'vitest'
import { checkFixture, readFixture } from '../core/run-fixture.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createWaitingAgent } from '../testing/waiting-agent.ts'

const agents = [createScriptedAgent([{ text: 'Hi.' }], { instructions: 'Be kind.' })]

async function start(test: TestApp, change: { sessionId?: string } = {}): Promise<string> {
  const input = { agentId: 'scripted', input: { message: 'Hello' }, ...change }
  return (await test.client.call('agent.run.execute', input)).runId
}

async function check(test: TestApp, runId: string) {
  const fixture = readFixture(await test.client.call('agent.run.export', { runId }))
  return fixture && checkFixture(fixture)
}

describe('export', () => {
  it('holds all that a replay needs: the run, what its agent was, what it was told, and its log', async () => {
    await using test = await createTestApp({ agents })
    await test.whenEnded(await start(test, { sessionId: 's' }))
    const runId = await start(test, { sessionId: 's' })
    await test.whenEnded(runId)
    const fixture = await test.client.call('agent.run.export', { runId })
    expect(fixture).toMatchObject({ format: 'errand.run', version: 1, definition: { instructions: 'Be kind.' } })
    expect(fixture.run).toEqual(await test.client.call('agent.run.get', { runId }))
    expect(fixture.history).toEqual([{ agentId: 'scripted', input: { message: 'Hello' }, result: 'Hi.' }])
    expect(fixture.events).toHaveLength(fixture.run.lastSeq)
    expect(await check(test, runId)).toMatchObject({ divergences: [], faults: [] })
  })

  it('holds what a fork changed of its agent', async () => {
    await using test = await createTestApp({ agents })
    const runId = await start(test)
    const fork = await test.client.call('agent.run.fork', { runId, at: 1, instructions: 'Be brief.' })
    await test.whenEnded(fork.runId)
    const fixture = await test.client.call('agent.run.export', { runId: fork.runId })
    expect(fixture.definition['instructions']).toBe('Be brief.')
    expect(await check(test, fork.runId)).toMatchObject({ divergences: [], faults: [] })
  })

  it('works in the middle of a run', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const runId = await start(test)
    await gate.started()
    expect(await check(test, runId)).toMatchObject({ divergences: [], faults: [] })
  })

  it('knows no run of another tenant [export-unknown]', async () => {
    await using test = await createTestApp({ agents })
    const runId = await start(test)
    const foreign = test.foreignClient.call('agent.run.export', { runId })
    await expect(foreign).rejects.toMatchObject({ problem: { code: 'RUN_NOT_FOUND' } })
    expect(await readRefusal(await test.send('/v1/runs/run_none/export'))).toBe('404 RUN_NOT_FOUND')
  })
})
