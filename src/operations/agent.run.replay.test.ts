import { describe, expect, it } from 'vitest'
import { event, moment } from '../testing/log-of.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { acquire } from '../testing/store-fixture.ts'
import { createWaitingAgent } from '../testing/waiting-agent.ts'

const agents = [createScriptedAgent([{ text: 'Hi.' }])]
const hello = { agentId: 'scripted', input: { message: 'Hello' } }

describe('replay', () => {
  it('says of a run that is done that every decision is the same, also once its deltas are gone', async () => {
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', hello)
    await test.whenEnded(runId)
    const answer = await test.client.call('agent.run.replay', { runId })
    expect(answer).toMatchObject({ isSame: true, divergences: [], faults: [] })
    const { removed } = await test.app.store.compactDeltas({ endedBefore: moment(1e9), limit: 100 })
    expect(removed).toBeGreaterThan(0)
    expect(await test.client.call('agent.run.replay', { runId })).toEqual(answer)
  })

  it('checks a run in the middle of its work', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', hello)
    await gate.started()
    expect(await test.client.call('agent.run.replay', { runId })).toMatchObject({ isSame: true, faults: [] })
  })

  it('names the event at which a log tells of something that was not decided', async () => {
    await using test = await createTestApp({ agents, isWorking: false })
    const { store } = test.app
    const { runId } = await test.client.call('agent.run.execute', hello)
    const { epoch } = await acquire(store, runId)
    const usage = { promptTokens: 0, completionTokens: 0, totalTokens: 0 }
    const data = { resultType: 'text' as const, resultData: { result: 'made up' }, sources: [], usage }
    await store.appendEvents({ runId, epoch, events: [{ at: moment(2000), ...event('run.completed', data) }] })
    const { isSame, divergences } = await test.client.call('agent.run.replay', { runId })
    expect(isSame).toBe(false)
    expect(divergences).toEqual([
      { seq: 3, decided: 'ask the model (turn 1)', recorded: expect.stringContaining('made up') },
    ])
  })

  it('knows no run of another tenant [replay-unknown]', async () => {
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', hello)
    const foreign = test.foreignClient.call('agent.run.replay', { runId })
    await expect(foreign).rejects.toMatchObject({ problem: { code: 'RUN_NOT_FOUND' } })
    expect(await readRefusal(await test.send('/v1/runs/run_none/replay'))).toBe('404 RUN_NOT_FOUND')
  })
})
