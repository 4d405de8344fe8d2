// Store suite: what is counted of the runs of a period.
import { describe, expect, it } from 'vitest'
import { moment } from './log-of.ts'
import {
  acquire,
  cancel,
  completed,
  createRun,
  failed,
  type OpenStore,
  organizationId,
  saveAgent,
  turn,
} from './store-fixture.ts'

const HOUR_MS = 60 * 60 * 1000

export function describeMetrics(open: OpenStore): void {
  it('counts open runs of all tenants by agent and status, with the oldest of each', async () => {
    const { store } = await open()
    await saveAgent(store)
    for (const [id, created] of [
      ['run_1', {}],
      ['run_2', { organizationId: 'other' }],
      ['run_3', {}],
      ['run_4', { agentId: 'another' }],
    ] as const) {
      await createRun(store, id, { queuedAt: moment(Number(id.slice(-1))), created })
    }
    await acquire(store, 'run_1')
    await cancel(store, 'run_3')
    await createRun(store, 'run_5', { queuedAt: moment(5) })
    expect(await store.countOpenRuns()).toEqual([
      { agentId: 'agent', status: 'pending', runs: 2, oldestQueuedAt: moment(2) },
      { agentId: 'agent', status: 'running', runs: 1, oldestQueuedAt: moment(1) },
      { agentId: 'another', status: 'pending', runs: 1, oldestQueuedAt: moment(4) },
    ])
  })

  describe('measured runs', () => {
    // Monday 2026-01-05 09:00: done in 2 s, cancelled before it was started; 10:00: in error; Sunday before: open.
    async function openFilled() {
      const { store } = await open()
      await saveAgent(store)
      await createRun(store, 'run_1', { queuedAt: moment(0) })
      await createRun(store, 'run_2', { queuedAt: moment(0), created: { agentId: 'other' } })
      await createRun(store, 'run_3', { queuedAt: moment(HOUR_MS), created: { model: 'sim/other' } })
      await createRun(store, 'run_4', { queuedAt: moment(-12 * HOUR_MS) })
      const first = await acquire(store, 'run_1')
      await store.appendEvents({ runId: 'run_1', epoch: first.epoch, events: [...turn('t', 9, 0.5), completed] })
      await cancel(store, 'run_2')
      const third = await acquire(store, 'run_3')
      await store.appendEvents({ runId: 'run_3', epoch: third.epoch, events: [failed] })
      const all = { organizationId, agentId: null, model: null, groupBy: null }
      const range = { startDate: moment(-24 * HOUR_MS), endDate: moment(24 * HOUR_MS) }
      return (filter: object) => store.measureRuns({ ...all, ...range, granularity: 'day', ...filter })
    }

    it('are counted by how they ended, what they used and how long they took', async () => {
      const measure = await openFilled()
      const none = { group: '', runs: 1, done: 0, failed: 0, tokens: 0, costUsd: 0, durationsMs: [] }
      expect(await measure({ granularity: 'hour' })).toEqual([
        { ...none, period: '2026-01-04T21:00:00.000Z' },
        {
          period: '2026-01-05T09:00:00.000Z',
          group: '',
          runs: 2,
          done: 1,
          failed: 0,
          tokens: 10,
          costUsd: 0.5,
          durationsMs: [2000],
        },
        { ...none, period: '2026-01-05T10:00:00.000Z', failed: 1, durationsMs: [2000] },
      ])
    })

    it.each([
      ['day', ['2026-01-04', '2026-01-05']],
      ['week', ['2025-12-29', '2026-01-05']],
      ['month', ['2026-01-01']],
    ] as const)('are put together by %s, in order', async (granularity, days) => {
      const measure = await openFilled()
      const buckets = await measure({ granularity })
      expect(buckets.map(({ period }) => period)).toEqual(days.map((day) => `${day}T00:00:00.000Z`))
      expect(buckets.reduce((total, { runs }) => total + runs, 0)).toBe(4)
    })

    it('are counted for each agent, or for the model they were created with', async () => {
      const measure = await openFilled()
      const count = async (groupBy: string) =>
        (await measure({ granularity: 'month', groupBy })).map(({ group, runs }) => [group, runs])
      expect(await count('agent')).toEqual([
        ['agent', 3],
        ['other', 1],
      ])
      expect(await count('model')).toEqual([
        ['sim/other', 1],
        ['sim/script', 3],
      ])
    })

    it.each([
      [{ agentId: 'other' }, 1],
      [{ model: 'sim/other' }, 1],
      [{ agentId: 'other', model: 'sim/other' }, 0],
      [{ startDate: moment(0) }, 3],
      [{ endDate: moment(HOUR_MS) }, 3],
      [{ organizationId: 'other' }, 0],
    ])('are those that %j selects', async (filter, runs) => {
      const measure = await openFilled()
      expect((await measure(filter)).reduce((total, bucket) => total + bucket.runs, 0)).toBe(runs)
    })
  })
}
