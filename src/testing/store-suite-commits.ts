// Store suite: what is published when, what a failure takes with it, replies, the audit, and life after closing.
import { describe, expect, it } from 'vitest'
import type { Committed } from '../store/store.ts'
import { StoreUnavailableError } from '../store/store-error.ts'
import { moment } from './log-of.ts'
import {
  acquire,
  cancel,
  completed,
  createRun,
  everyAgent,
  everyRun,
  line,
  type OpenStore,
  organizationId,
  page,
  readLog,
  record,
  saveAgent,
  startRun,
  turn,
} from './store-fixture.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export function describeCommits(open: OpenStore): void {
  describeFeed(open)
  describeRecords(open)
  describeLife(open)
}

function describeFeed(open: OpenStore): void {
  describe('a subscriber', () => {
    it('gets every appended event once, in the order of each log, before the caller goes on', async () => {
      const { store } = await open()
      const seen: Committed[] = []
      store.subscribe((committed) => void seen.push(...committed))
      await saveAgent(store)
      const ids = ['run_1', 'run_2', 'run_3']
      await Promise.all(ids.map((id) => createRun(store, id)))
      expect(seen.map(({ runId }) => runId)).toEqual(ids)
      const owned = await Promise.all(ids.map((id) => acquire(store, id)))
      await Promise.all(
        owned.flatMap(({ epoch }, index) => [
          store.appendEvents({ runId: ids[index] ?? '', epoch, events: turn('t1') }),
          store.appendEvents({ runId: ids[index] ?? '', epoch, events: [line('x'), completed] }),
        ]),
      )
      for (const id of ids) {
        const heard = seen.filter(({ runId }) => runId === id).flatMap(({ events }) => events)
        expect(heard).toEqual(await readLog(store, id))
      }
    })

    it('never hears of an event that cannot be read yet', async () => {
      const { store } = await open()
      const checks: Promise<void>[] = []
      const check = async (runId: string, head: number) => {
        expect((await readLog(store, runId)).length).toBeGreaterThanOrEqual(head)
      }
      store.subscribe((committed) => {
        for (const { runId, events } of committed) checks.push(check(runId, events.at(-1)?.seq ?? 0))
      })
      await Promise.all(Array.from({ length: 20 }, (_, n) => createRun(store, `run_${n}`)))
      await Promise.all(checks)
      expect(checks).toHaveLength(20)
    })

    it('hears nothing of what was refused or rolled back, or after it stopped', async () => {
      const { store } = await open()
      const seen: string[] = []
      const stop = store.subscribe((committed) => void seen.push(...committed.map(({ runId }) => runId)))
      await createRun(store, 'run_1')
      const again = createRun(store, 'run_1', { created: { sessionId: 's1' } })
      await expect(again).rejects.toThrow()
      await store.appendEvents({ runId: 'run_1', epoch: 9, events: [line('stale')] })
      await store.appendAudit(record('run_1').audit)
      expect(seen).toEqual(['run_1'])
      stop()
      await createRun(store, 'run_2')
      expect(seen).toEqual(['run_1'])
    })
  })

  describe('a write that fails', () => {
    it('fails alone, whatever was committed together with it', async () => {
      const { store } = await open()
      const seen: string[] = []
      store.subscribe((committed) => void seen.push(...committed.map(({ runId }) => runId)))
      await createRun(store, 'run_0')
      const ids = ['run_1', 'run_0', 'run_2', 'run_0', 'run_3']
      const results = await Promise.allSettled(ids.map((id) => createRun(store, id)))
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ])
      expect(seen).toEqual(['run_0', 'run_1', 'run_2', 'run_3'])
      expect((await store.listAudit({ organizationId, resource: null, ...page })).total).toBe(4)
    })

    it('with an event that is not JSON fails alone', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      const bad = { ...line('bad'), data: { level: 'info', message: 'bad', data: { n: 1n } } } as never
      const [first, second, third] = await Promise.allSettled([
        store.appendEvents({ runId: 'run_1', epoch, events: [line('a')] }),
        store.appendEvents({ runId: 'run_1', epoch, events: [bad] }),
        store.appendEvents({ runId: 'run_1', epoch, events: [line('b')] }),
      ])
      expect([first.status, second.status, third.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect((await readLog(store, 'run_1')).map((event) => event.seq)).toEqual([1, 2, 3, 4])
    })
  })
}

function describeRecords(open: OpenStore): void {
  describe('a kept reply', () => {
    it('answers for its key for 24 hours, and is then free again', async () => {
      const { store } = await open()
      await createRun(store, 'run_1', { key: 'k' })
      const get = (ms: number) => store.getReply({ organizationId, key: 'k', at: moment(ms) })
      expect(await get(DAY_MS - 1)).not.toBeNull()
      expect(await get(DAY_MS + 1)).toBeNull()
      const { audit, reply, emission } = record('run_2', 'k')
      const late = { audit, emission, reply: reply && { ...reply, at: moment(DAY_MS + 1) } }
      const base = { onBusy: 'queue' as const, record: late }
      const row = await store.getRun({ organizationId, runId: 'run_1' })
      if (!row) throw new Error('run_1 is gone')
      const run = { id: 'run_2', queuedAt: moment(DAY_MS + 1), created: row.created }
      expect(await store.createRun({ run, ...base })).toEqual({ outcome: 'created' })
      expect(await get(DAY_MS + 2)).toMatchObject({ output: { resource: 'run_2' } })
    })

    it('belongs to its tenant', async () => {
      const { store } = await open()
      await createRun(store, 'run_1', { key: 'k' })
      expect(await store.getReply({ organizationId: 'other', key: 'k', at: moment(0) })).toBeNull()
    })
  })

  describe('a command whose effect is elsewhere', () => {
    it('leaves audit row, reply and emissions together, and nothing when its key has a reply', async () => {
      const { store } = await open()
      const audit = record('order_1').audit
      const reply = { organizationId, key: 'k', requestHash: 'h', output: { n: 1 }, at: moment(0) }
      const emissions = [
        { organizationId, key: 'shop.bought', resource: 'order_1', at: moment(0), payload: { n: 1 } },
        { organizationId, key: 'shop.bought', resource: 'order_1', at: moment(0), payload: { n: 2 } },
      ]
      expect(await store.recordCommand({ record: { audit, reply, emission: null }, emissions })).toEqual({
        outcome: 'recorded',
      })
      const again = { record: { audit, reply: { ...reply, output: { n: 9 } }, emission: null }, emissions }
      expect(await store.recordCommand(again)).toEqual({ outcome: 'replied' })
      const { items } = await store.listEmissions({ organizationId, resource: 'order_1', ...page })
      expect(items.map(({ payload }) => payload)).toEqual([{ n: 1 }, { n: 2 }])
      expect((await store.listAudit({ organizationId, resource: 'order_1', ...page })).total).toBe(1)
      expect(await store.getReply({ organizationId, key: 'k', at: moment(0) })).toMatchObject({ output: { n: 1 } })
    })
  })

  describe('the audit', () => {
    it('lists what was done, oldest first, by resource or in whole, within the tenant', async () => {
      const { store } = await open()
      const data = { type: 'tool.completed', n: 1 }
      await store.appendAudit({ ...record('a').audit, data })
      await store.appendAudit(record('b').audit)
      await store.appendAudit({ ...record('a').audit, action: 'run.cancelled' })
      await store.appendAudit({ ...record('a').audit, organizationId: 'other' })
      const list = async (resource: string | null, limit = 100, offset = 0) =>
        store.listAudit({ organizationId, resource, limit, offset })
      expect(await list('a')).toMatchObject({ total: 2, items: [{ data }, { action: 'run.cancelled', data: null }] })
      expect(await list(null, 1, 1)).toMatchObject({ total: 3, items: [{ resource: 'b' }] })
    })
  })
}

function describeLife(open: OpenStore): void {
  describe('a store', () => {
    it('holds everything it had when its data is opened again, and loses no number', async () => {
      const { store, reopen } = await open()
      if (!reopen) return
      const { epoch } = await startRun(store, 'run_1', { key: 'k' })
      await store.appendEvents({ runId: 'run_1', epoch, events: turn('t1') })
      const before = await readLog(store, 'run_1')
      const again = await reopen()
      expect(await readLog(again, 'run_1')).toEqual(before)
      expect((await again.listOpenRuns()).map((run) => run.runId)).toEqual(['run_1'])
      expect(await again.getReply({ organizationId, key: 'k', at: moment(0) })).not.toBeNull()
      expect(await again.getAgent({ organizationId, agentId: 'agent' })).not.toBeNull()
      const { epoch: next } = await acquire(again, 'run_1')
      expect(next).toBe(epoch + 1)
      expect((await readLog(again, 'run_1')).map((event) => event.seq)).toEqual([1, 2, 3, 4, 5])
    })

    it('commits what was asked of it before it closes', async () => {
      const { store, reopen } = await open()
      if (!reopen) return
      const created = createRun(store, 'run_1')
      const again = await reopen()
      expect(await created).toEqual({ outcome: 'created' })
      expect(await readLog(again, 'run_1')).toHaveLength(1)
    })

    it('that answers is healthy', async () => {
      const { store } = await open()
      await expect(store.checkHealth()).resolves.toBeUndefined()
    })

    it('that is closed answers every verb with an error that says so, and ends no process', async () => {
      const { store } = await open()
      await store[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
      const agent = { organizationId, agentId: 'agent' }
      const verbs: Record<string, () => Promise<unknown>> = {
        createRun: () => createRun(store, 'run_1'),
        acquireRun: () => store.acquireRun({ runId: 'run_1', owner: 'w', at: moment(0) }),
        appendEvents: () => store.appendEvents({ runId: 'run_1', epoch: 0, events: [line('x')] }),
        cancelRun: () => cancel(store, 'run_1'),
        getRun: () => store.getRun({ organizationId, runId: 'run_1' }),
        listRuns: () => store.listRuns(everyRun),
        readEvents: () => readLog(store, 'run_1'),
        listOpenRuns: () => store.listOpenRuns(),
        saveAgents: () => saveAgent(store),
        archiveOtherAgents: () => store.archiveOtherAgents({ organizationId, keepIds: [], at: moment(0) }),
        getAgent: () => store.getAgent(agent),
        listAgents: () => store.listAgents(everyAgent),
        getRevision: () => store.getRevision({ ...agent, revisionId: 'r' }),
        changeAgent: () => store.changeAgent({ ...agent, change: (row) => row, createRecord: () => record('agent') }),
        listRevisions: () => store.listRevisions({ ...agent, ...page }),
        getReply: () => store.getReply({ organizationId, key: 'k', at: moment(0) }),
        appendAudit: () => store.appendAudit(record('x').audit),
        listAudit: () => store.listAudit({ organizationId, resource: null, ...page }),
        listEmissions: () => store.listEmissions({ organizationId, resource: null, ...page }),
        checkHealth: () => store.checkHealth(),
      }
      for (const [name, call] of Object.entries(verbs)) {
        await expect(call(), name).rejects.toThrow(StoreUnavailableError)
      }
    })
  })
}
