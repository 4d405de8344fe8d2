// Store suite: which runs began or ended behind a cursor.
import { describe, expect, it } from 'vitest'
import type { Store } from '../store/store.ts'
import { moment } from './log-of.ts'
import {
  cancel,
  completed,
  createRun,
  line,
  type OpenStore,
  organizationId,
  saveAgent,
  startRun,
} from './store-fixture.ts'

const list = async (store: Store, after: number | null, limit = 100, tenant = organizationId) => {
  const changed = await store.listChangedRuns({ organizationId: tenant, after, limit })
  return changed && { ...changed, runs: changed.runs.map(({ id, status }) => `${id} ${status}`).sort() }
}
const cursorOf = async (store: Store) => (await list(store, null))?.cursor ?? -1

export function describeChanges(open: OpenStore): void {
  describe('changed runs', () => {
    it('are those that began or ended behind the cursor, each once and as it is now', async () => {
      const { store } = await open()
      const start = await cursorOf(store)
      expect(await list(store, start)).toEqual({ runs: [], cursor: start, hasMore: false })
      const { epoch } = await startRun(store, 'run_1')
      await createRun(store, 'run_2')
      await createRun(store, 'run_3', { created: { organizationId: 'other' } })
      const middle = await cursorOf(store)
      await store.appendEvents({ runId: 'run_1', epoch, events: [line('x'), completed] })
      const all = await list(store, start)
      expect(all?.runs).toEqual(['run_1 done', 'run_2 pending'])
      expect(await list(store, middle)).toEqual({ runs: ['run_1 done'], cursor: all?.cursor, hasMore: false })
      expect(await list(store, all?.cursor ?? 0)).toMatchObject({ runs: [] })
      expect((await list(store, start, 100, 'other'))?.runs).toEqual(['run_3 pending'])
      expect(await list(store, (all?.cursor ?? 0) + 1)).toBeNull()
    })

    it('are read page by page, without a gap', async () => {
      const { store } = await open()
      await saveAgent(store)
      let cursor = await cursorOf(store)
      for (let n = 0; n < 5; n += 1) await createRun(store, `run_${n}`)
      const pages: string[][] = []
      for (let hasMore = true; hasMore;) {
        const page = await list(store, cursor, 2)
        if (!page) throw new Error('the cursor was not taken')
        pages.push(page.runs)
        ;({ cursor, hasMore } = page)
      }
      expect(pages.flat()).toEqual([0, 1, 2, 3, 4].map((n) => `run_${n} pending`))
      expect(pages[0]).toHaveLength(2)
    })

    it('stay behind cursors that were given, also when runs are deleted and the store is opened again', async () => {
      const { store, reopen } = await open()
      await startRun(store, 'run_1')
      await cancel(store, 'run_1')
      const before = await cursorOf(store)
      await store.pruneRuns({ endedBefore: moment(60_000), limit: 99, at: moment(90_000) })
      const again = (await reopen?.()) ?? store
      expect(await cursorOf(again)).toBe(before)
      await createRun(again, 'run_2')
      expect((await list(again, before))?.runs).toEqual(['run_2 pending'])
    })

    it('are read by their ids, within the tenant', async () => {
      const { store } = await open()
      await saveAgent(store)
      await createRun(store, 'run_1')
      await createRun(store, 'run_2', { created: { organizationId: 'other' } })
      const runs = await store.getRuns({ organizationId, runIds: ['run_0', 'run_1', 'run_2'] })
      expect(runs.map(({ id }) => id)).toEqual(['run_1'])
    })

    it('are told to listeners with their tenant', async () => {
      const { store } = await open()
      const seen: string[] = []
      store.subscribe((committed) => seen.push(...committed.map((one) => `${one.organizationId} ${one.runId}`)))
      await createRun(store, 'run_1')
      await createRun(store, 'run_2', { created: { organizationId: 'other' } })
      expect(seen).toEqual(['default run_1', 'other run_2'])
    })
  })
}
