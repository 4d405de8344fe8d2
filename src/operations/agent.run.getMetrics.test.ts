import { describe, expect, it } from 'vitest'
import { createTestApp } from '../testing/create-test-app.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const agents = [
  createScriptedAgent([{ text: 'Done.' }], { id: 'good' }),
  createScriptedAgent([{ error: { message: 'no', isRetryable: false } }], { id: 'bad' }),
]
const days = { startDate: '2026-01-04T00:00:00Z', endDate: '2026-01-08T00:00:00Z' }

describe('agent.run.getMetrics', () => {
  it('case 26: counts how runs ended, with zeros for a day without runs', async () => {
    await using test = await createTestApp({ agents })
    const { client, clock } = test
    const start = async (agentId: string) =>
      (await client.call('agent.run.execute', { agentId, input: { message: 'Go' } })).runId
    for (const agentId of ['good', 'good', 'bad']) await test.whenEnded(await start(agentId))
    await clock.advance(2 * DAY_MS)
    await test.whenEnded(await start('good'))
    await test.app.engine.stop({ graceMs: 0 })
    await client.call('agent.run.cancel', { runId: await start('good') })

    const metrics = await client.call('agent.run.getMetrics', { ...days, granularity: 'day' })
    expect(metrics).toMatchObject({
      totalRuns: 5,
      completedRuns: 3,
      failedRuns: 1,
      successRate: 0.75,
      totalCostUsd: 0,
      averageDurationMs: 0,
    })
    expect(metrics.timeline.map(({ period, runs }) => [period.slice(0, 10), runs])).toEqual([
      ['2026-01-04', 0],
      ['2026-01-05', 3],
      ['2026-01-06', 0],
      ['2026-01-07', 2],
    ])
    expect(metrics.totalTokens).toBe(metrics.timeline.reduce((total, { tokens }) => total + tokens, 0))
    expect(metrics.totalTokens).toBeGreaterThan(0)
    const ofBad = await client.call('agent.run.getMetrics', { ...days, agentId: 'bad', granularity: 'month' })
    expect(ofBad).toMatchObject({ totalRuns: 1, successRate: 0, timeline: [{ period: '2026-01-01T00:00:00.000Z' }] })
    expect(await test.foreignClient.call('agent.run.getMetrics', days)).toMatchObject({ totalRuns: 0 })
  })

  it('tells the figures of each agent and of each model, and of one of them alone', async () => {
    await using test = await createTestApp({ agents })
    for (const agentId of ['good', 'bad', 'good']) {
      const { runId } = await test.client.call('agent.run.execute', { agentId, input: { message: 'Go' } })
      await test.whenEnded(runId)
    }
    const measure = (more: object) => test.client.call('agent.run.getMetrics', { ...days, ...more })
    const byAgent = await measure({ groupBy: 'agent' })
    expect(byAgent.groups).toMatchObject([
      {
        key: 'good',
        totalRuns: 2,
        successRate: 1,
        timeline: [{ period: '2026-01-05T00:00:00.000Z', completedRuns: 2 }],
      },
      { key: 'bad', totalRuns: 1, successRate: 0, timeline: [{ failedRuns: 1 }] },
    ])
    const [model] = (await measure({ groupBy: 'model' })).groups ?? []
    expect(model).toMatchObject({ key: expect.stringMatching(/^\w+\//), totalRuns: 3 })
    expect(await measure({ model: model?.key, agentId: 'bad' })).toMatchObject({ totalRuns: 1 })
    expect(await measure({ model: 'no/such' })).toMatchObject({ totalRuns: 0 })
    expect(await test.foreignClient.call('agent.run.getMetrics', { ...days, groupBy: 'agent' })).toMatchObject({
      groups: [],
    })
  })

  it('case 26: refuses an end before the start, and more than a thousand periods', async () => {
    await using test = await createTestApp()
    const ask = async (query: string) => readRefusal(await test.send(`/v1/metrics/runs?${query}`))
    const year = 'startDate=2026-01-01T00:00:00Z&endDate=2027-01-01T00:00:00Z'
    expect(await ask('startDate=2026-01-02T00:00:00Z&endDate=2026-01-01T00:00:00Z')).toBe('422 INPUT_INVALID /endDate')
    const dawn = 'startDate=0000-01-01T00:00:00Z&endDate=0000-01-02T00:00:00Z&granularity=week'
    expect(await ask(dawn)).toBe('422 INPUT_INVALID /startDate')
    expect(await ask(`${year}&granularity=hour`)).toBe('422 INPUT_INVALID /granularity')
    expect(await ask(`${year}&granularity=DAY`)).toBe('422 INPUT_INVALID /granularity')
    expect(await ask('startDate=2026-01-02T00:00:00Z')).toBe('422 INPUT_INVALID /endDate')
    expect(await ask(`${year}&organizationId=other`)).toBe('403 FORBIDDEN')
  })
})
