// Store suite: lists of runs, open runs and notices.
import { describe, expect, it } from 'vitest'
import { moment } from './log-of.ts'
import {
  cancel,
  createRun,
  everyRun,
  failed,
  type OpenStore,
  organizationId,
  page,
  saveAgent,
  startRun,
} from './store-fixture.ts'

/** Five runs, one a second: two agents, two users, two sessions, one of each end. */
async function openFilled(open: OpenStore) {
  const { store } = await open()
  await saveAgent(store)
  const created = [
    { agentId: 'a', userId: 'ada' },
    { agentId: 'a', userId: 'bob', sessionId: 's1' },
    { agentId: 'b', userId: 'ada', sessionId: 's2', input: { message: 'Is the Ölmühle open, 100%?' } },
    { agentId: 'b', userId: 'ada', sessionId: 's1' },
    { agentId: 'a', userId: 'ada', organizationId: 'other' },
  ]
  for (const [index, part] of created.entries()) {
    await createRun(store, `run_${index}`, { created: part, queuedAt: moment(index * 1000) })
  }
  await cancel(store, 'run_0')
  const { epoch } = await startRun(store, 'run_9', { created: { agentId: 'c' }, queuedAt: moment(9000) })
  await store.appendEvents({ runId: 'run_9', epoch, events: [failed] })
  const list = async (filter: Partial<typeof everyRun> | object) => {
    const { items, total } = await store.listRuns({ ...everyRun, ...filter })
    return [items.map((row) => row.id.slice(4)).join(''), total]
  }
  return { store, list }
}

export function describeLists(open: OpenStore): void {
  describe('listing runs', () => {
    it('gives the newest first, of the tenant alone', async () => {
      const { list } = await openFilled(open)
      expect(await list({})).toEqual(['93210', 5])
      expect(await list({ organizationId: 'other' })).toEqual(['4', 1])
      expect(await list({ organizationId: 'nobody' })).toEqual(['', 0])
    })

    it.each([
      [{ agentId: 'b' }, '32'],
      [{ userId: 'bob' }, '1'],
      [{ sessionId: 's1' }, '31'],
      [{ sessionId: 's1', agentId: 'b' }, '3'],
      [{ status: { statuses: ['pending'], errorCode: null } }, '321'],
      [{ status: { statuses: ['cancelled', 'error'], errorCode: null } }, '90'],
      [{ status: { statuses: ['error'], errorCode: 'RUN_TIMEOUT' } }, '9'],
      [{ status: { statuses: ['error'], errorCode: 'RUN_LOST' } }, ''],
      [{ search: 'ÖLMÜHLE' }, '2'],
      [{ search: '100%?' }, '2'],
      [{ search: 'olmuhle' }, ''],
      [{ startDate: moment(1000) }, '9321'],
      [{ endDate: moment(2000) }, '10'],
      [{ startDate: moment(1000), endDate: moment(3000) }, '21'],
    ])('selects by %j', async (filter, expected) => {
      const { list } = await openFilled(open)
      expect(await list(filter)).toEqual([expected, expected.length])
    })

    it('gives a page at a time and the total of all pages', async () => {
      const { list } = await openFilled(open)
      expect(await list({ limit: 2, offset: 0 })).toEqual(['93', 5])
      expect(await list({ limit: 2, offset: 4 })).toEqual(['0', 5])
      expect(await list({ limit: 2, offset: 9 })).toEqual(['', 5])
    })

    it('keeps the order of creation for runs of one moment', async () => {
      const { store } = await open()
      for (const id of ['run_b', 'run_a', 'run_c']) await createRun(store, id)
      expect((await store.listRuns(everyRun)).items.map((row) => row.id)).toEqual(['run_c', 'run_a', 'run_b'])
    })
  })

  describe('a single run', () => {
    it('of another tenant looks like one that does not exist', async () => {
      const { store } = await openFilled(open)
      expect(await store.getRun({ organizationId, runId: 'run_4' })).toBeNull()
      expect(await store.getRun({ organizationId, runId: 'nobody' })).toBeNull()
      expect(await store.getRun({ organizationId: 'other', runId: 'run_4' })).toMatchObject({ id: 'run_4' })
    })

    it('is given back with all it was created with', async () => {
      const { store } = await open()
      const created = { metadata: { a: [1, null] }, input: { message: 'Hi', context: { x: 'ö😀' } }, sessionId: 's' }
      await createRun(store, 'run_1', { created })
      expect((await store.getRun({ organizationId, runId: 'run_1' }))?.created).toMatchObject(created)
    })
  })

  describe('open runs', () => {
    it('are listed over all tenants, oldest first', async () => {
      const { store } = await openFilled(open)
      expect(await store.listOpenRuns()).toEqual([
        { runId: 'run_1', organizationId, agentId: 'a', sessionId: 's1', isWaiting: false, isOfTask: false },
        { runId: 'run_2', organizationId, agentId: 'b', sessionId: 's2', isWaiting: false, isOfTask: false },
        { runId: 'run_3', organizationId, agentId: 'b', sessionId: 's1', isWaiting: false, isOfTask: false },
        {
          runId: 'run_4',
          organizationId: 'other',
          agentId: 'a',
          sessionId: null,
          isWaiting: false,
          isOfTask: false,
        },
      ])
    })

    it('say whether a task started them, or the outermost run above them', async () => {
      const { store } = await open()
      await saveAgent(store)
      await createRun(store, 'task', { created: { origin: { kind: 'task' } } })
      for (const root of ['task', 'run']) {
        if (root === 'run') await createRun(store, root)
        const ancestors = [{ runId: root, agentId: 'agent' }]
        const created = { origin: { kind: 'agent' as const }, parentRunId: root, ancestors }
        await createRun(store, `below ${root}`, { created })
      }
      const listed = await store.listOpenRuns()
      expect(listed.filter(({ isOfTask }) => isOfTask).map(({ runId }) => runId)).toEqual(['task', 'below task'])
    })
  })

  describe('notices', () => {
    it('are listed oldest first, by run or in whole, within the tenant', async () => {
      const { store } = await openFilled(open)
      const keys = async (resource: string | null, offset = 0, limit = 100) => {
        const { items, total } = await store.listEmissions({ organizationId, resource, limit, offset })
        return [items.map((emission) => emission.key), total]
      }
      expect(await keys('run_9')).toEqual([['run.started', 'run.failed'], 2])
      expect(await keys(null, 4, 2)).toEqual([['run.cancelled', 'run.started'], 7])
      expect((await store.listEmissions({ organizationId: 'other', resource: 'run_9', ...page })).total).toBe(0)
    })
  })
}
