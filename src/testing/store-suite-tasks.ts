// Store suite: schedules, the claim of their slots, firings and what those emitted.
import { describe, expect, it } from 'vitest'
import { noProgress, type ScheduleRow } from '../core/schedule.ts'
import type { Store } from '../store/store.ts'
import type { NewFiring, TaskLogItem } from '../store/task-verbs.ts'
import { after, everyMinute, newSchedule } from './schedule-fixture.ts'
import { createdData } from './log-of.ts'
import { type OpenStore, organizationId, record } from './store-fixture.ts'

const at = after(0)
const own = { organizationId, hierarchy: 'cli' }
const due = { progress: noProgress, nextDueAt: at }

async function create(store: Store, change: Parameters<typeof newSchedule>[0] = {}, overwrite = false) {
  const created = await store.createSchedule({
    schedule: newSchedule({ organizationId, ...change }),
    overwrite,
    start: () => due,
    createRecord: (row) => record(row.name),
  })
  if (created.outcome !== 'created') throw new Error(created.outcome)
  return created.row
}

const firing = (runId: string, change: Partial<NewFiring> = {}): NewFiring => ({
  runId,
  trigger: 'due',
  dueAt: at,
  status: 'pending',
  isQueued: false,
  reason: null,
  error: null,
  run: null,
  ...change,
})

function fire(
  store: Store,
  { id, revision }: Pick<ScheduleRow, 'id' | 'revision'>,
  firings: NewFiring[],
  owner = 'one',
  cancelsEarlier = false,
) {
  const step = { progress: { ...noProgress, lastSlotAt: at, fired: 1 }, nextDueAt: after(60) }
  const base = { scheduleId: id, revision, at, owner, firings, step, pausedReason: null, record: null }
  return store.fireSchedule({ ...base, cancelsEarlier })
}

const value = (text: string): TaskLogItem => ({ isError: false, value: { text } })
const failure: TaskLogItem = { isError: true, value: { type: 'error', message: 'no', code: 'NO' } }
const end = { at, retryAt: null, isLost: false, error: null, items: [], step: () => null }
const everything = {
  name: null,
  runId: null,
  runsOnly: false,
  errorsOnly: false,
  after: 0,
  limit: 100,
  isNewest: false,
}

async function listNames(store: Store, hierarchy: string) {
  const rows = await store.listDueSchedules({ at, scope: { organizationId, hierarchy }, afterId: 0, limit: 100 })
  return rows.map(({ schedule }) => `${schedule?.hierarchy}:${schedule?.name}`)
}

/** Claims the slot of a new task and begins it. */
async function begin(store: Store, name = 'task', runId = `firing of ${name}`) {
  const row = await create(store, { name })
  await fire(store, row, [firing(runId)])
  const started = await store.startFiring({ runId, epoch: 1, at })
  return { row, runId, epoch: started?.epoch ?? 0 }
}

export function describeTasks(open: OpenStore): void {
  describe('tasks', () => {
    it('versions of a name follow each other, and only the newest is due', async () => {
      const { store } = await open()
      const first = await create(store)
      const again = { schedule: newSchedule({ organizationId }), overwrite: false, start: () => due }
      expect(await store.createSchedule({ ...again, createRecord: () => record('task') })).toEqual({
        outcome: 'exists',
      })
      const second = await create(store, {}, true)
      expect([first.version, second.version]).toEqual([1, 2])
      expect(await store.getSchedule({ ...own, name: 'task' })).toEqual(second)
      expect(await store.getScheduleById({ id: first.id })).toMatchObject({ version: 1, retiredAt: at })
      expect(await listNames(store, 'cli')).toEqual(['cli:task'])
      expect(await fire(store, first, [firing('late')])).toEqual({ outcome: 'stale' })
    })

    it('what waits of a version that is overwritten never fires', async () => {
      const { store } = await open()
      const { row, runId } = await begin(store)
      const waiting = firing('waiting', { isQueued: true, dueAt: after(60) })
      await fire(store, { id: row.id, revision: row.revision + 1 }, [waiting])
      await create(store, {}, true)
      const get = (id: string) => store.getFiring({ organizationId, runId: id })
      expect(await get('waiting')).toMatchObject({ status: 'cancelled', reason: 'overwritten', owner: null })
      expect(await get(runId)).toMatchObject({ status: 'running' })
    })

    it('case 13: concurrent overwrites get consecutive versions', async () => {
      const { store } = await open()
      const rows = await Promise.all(Array.from({ length: 8 }, () => create(store, {}, true)))
      expect(rows.map(({ version }) => version).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    })

    it('cases 9 and 10: a scope is a path and what is below it, whatever characters it has', async () => {
      const { store } = await open()
      const paths = ['cli', 'cli/a', 'cli/a/b', 'clix', 'cli/ab', 'a_b/y', 'axb/y', 'a%/y', 'cli/a!', 'CLI/a']
      for (const hierarchy of paths) await create(store, { hierarchy })
      await create(store, { hierarchy: 'cli/a', organizationId: 'other' })
      expect(await listNames(store, 'cli/a')).toEqual(['cli/a:task', 'cli/a/b:task'])
      expect(await listNames(store, 'a_b')).toEqual(['a_b/y:task'])
      expect(await listNames(store, 'a%')).toEqual(['a%/y:task'])
      const all = await store.listDueSchedules({ at, scope: null, afterId: 0, limit: 100 })
      expect(all).toHaveLength(11)
    })

    it('a slot is claimed once, and its run is made with it', async () => {
      const { store } = await open()
      const row = await create(store)
      const claim = (runId: string) =>
        fire(store, row, [
          firing(runId, {
            run: {
              run: { id: `run of ${runId}`, queuedAt: at, created: createdData({}) },
              onBusy: 'queue',
              record: record(runId),
            },
          }),
        ])
      const results = await Promise.all(['a', 'b', 'c', 'd'].map(claim))
      expect(results.map(({ outcome }) => outcome).sort()).toEqual(['fired', 'stale', 'stale', 'stale'])
      const [won] = results.flatMap((result) => (result.outcome === 'fired' ? result.firings : []))
      expect(won).toMatchObject({ status: 'pending', owner: 'one', attempt: 1, dueAt: at, ranAt: at })
      expect(won?.agentRunIds).toEqual([`run of ${won?.runId}`])
      expect(await store.listOpenRuns()).toHaveLength(1)
      expect(await store.getSchedule({ ...own, name: 'task' })).toMatchObject({ runs: 1, nextDueAt: after(60) })
    })

    it('a slot is taken once even when a revision lies', async () => {
      const { store } = await open()
      const row = await create(store)
      await fire(store, row, [firing('first')])
      const again = fire(store, { id: row.id, revision: row.revision + 1 }, [firing('second')])
      await expect(again).rejects.toThrow()
      expect(await store.getFiring({ organizationId, runId: 'second' })).toBeNull()
    })

    it('items and the end of a firing are written by its owner alone, in one order', async () => {
      const { store } = await open()
      const { runId, epoch } = await begin(store)
      expect(await store.appendTaskLogs({ runId, epoch, at, items: [value('a'), failure] })).toBe(true)
      expect(await store.appendTaskLogs({ runId, epoch: epoch + 1, at, items: [value('x')] })).toBe(false)
      expect(await store.settleFiring({ ...end, runId, epoch, status: 'done', items: [value('b')] })).toBe(true)
      expect(await store.appendTaskLogs({ runId, epoch, at, items: [value('late')] })).toBe(false)
      expect(await store.settleFiring({ ...end, runId, epoch, status: 'error' })).toBe(false)
      expect(await store.getFiring({ organizationId, runId })).toMatchObject({
        status: 'done',
        items: 3,
        hadErrors: true,
        finishedAt: at,
      })
      expect(await store.getFiring({ organizationId: 'other', runId })).toBeNull()
      const entries = await store.readTaskLogs({ organizationId, hierarchies: ['cli'], ...everything })
      expect(entries.map((entry) => (entry.kind === 'item' ? `${entry.seq} ${entry.isError}` : 'end'))).toEqual([
        '1 false',
        '2 true',
        '3 false',
        'end',
      ])
      expect(await store.readFiringLog({ runId, afterSeq: 2 })).toEqual([{ seq: 3, attempt: 1, ...value('b') }])
    })

    it('logs are read by hierarchy, name and firing, errors alone, ends alone, from an id, and from the end', async () => {
      const { store } = await open()
      const one = await begin(store, 'one')
      const two = await begin(store, 'two')
      await store.appendTaskLogs({ ...one, at, items: [value('a')] })
      await store.appendTaskLogs({ ...two, at, items: [failure, value('b')] })
      await store.settleFiring({ ...end, runId: one.runId, epoch: one.epoch, status: 'done' })
      const read = async (change: Partial<typeof everything> | { hierarchies: string[]; name: string }) => {
        const filter = { organizationId, hierarchies: ['cli'], ...everything, ...change }
        return (await store.readTaskLogs(filter)).map(({ kind, firing: { name } }) => `${kind} of ${name}`)
      }
      expect(await read({})).toEqual(['item of one', 'item of two', 'item of two', 'end of one'])
      expect(await read({ hierarchies: ['cli/a'], name: 'one' })).toEqual([])
      expect(await read({ hierarchies: ['cli'], name: 'one' })).toEqual(['item of one', 'end of one'])
      expect(await read({ runsOnly: true })).toEqual(['end of one'])
      expect(await read({ errorsOnly: true })).toEqual(['item of two'])
      expect(await read({ after: 2, limit: 1 })).toEqual(['item of two'])
      expect(await read({ isNewest: true, limit: 2 })).toEqual(['item of two', 'end of one'])
      expect(await store.hasTask({ organizationId, hierarchies: ['cli'], name: 'one' })).toBe(true)
      expect(await store.hasTask({ organizationId, hierarchies: ['cl'], name: 'one' })).toBe(false)
    })

    it('a firing that waits to be tried again goes to whoever claims it first', async () => {
      const { store } = await open()
      const { runId, epoch } = await begin(store)
      await store.settleFiring({ ...end, runId, epoch, status: 'pending', retryAt: after(10) })
      expect(await store.getNextDueAt()).toBe(after(10))
      const ready = (when: string) => store.listReadyFirings({ at: when, scope: own, limit: 10 })
      expect(await ready(after(9))).toEqual([])
      const [waiting] = await ready(after(10))
      const claim = (owner: string) =>
        store.claimFiring({ runId, epoch: waiting?.epoch ?? 0, owner, at: after(10), run: null })
      const claimed = await Promise.all(['a', 'b'].map(claim))
      expect(claimed.filter((row) => row !== null)).toHaveLength(1)
      const epochNow = claimed.find((row) => row !== null)?.epoch ?? 0
      expect(await store.startFiring({ runId, epoch: epochNow, at: after(10) })).toMatchObject({ attempt: 2 })
    })

    it('firings of one task that wait for each other go in order', async () => {
      const { store } = await open()
      const { row, runId, epoch } = await begin(store)
      const queued = (id: string, seconds: number) => firing(id, { isQueued: true, dueAt: after(seconds) })
      await fire(store, { id: row.id, revision: row.revision + 1 }, [queued('second', 60), queued('third', 120)])
      const ready = async () => (await store.listReadyFirings({ at, scope: own, limit: 10 })).map((one) => one.runId)
      expect(await ready()).toEqual([])
      expect(await store.readSchedule({ id: row.id })).toMatchObject({ unfinished: { total: 3, queued: 2 } })
      await store.settleFiring({ ...end, runId, epoch, status: 'done' })
      expect(await ready()).toEqual(['second'])
    })

    it('a firing that takes the place of all before it need not wait', async () => {
      const { store } = await open()
      const { row, runId, epoch } = await begin(store)
      await store.settleFiring({ ...end, runId, epoch, status: 'pending', retryAt: after(10) })
      const next = firing('next', { isQueued: true, dueAt: after(60) })
      await fire(store, { id: row.id, revision: row.revision + 1 }, [next], 'one', true)
      expect(await store.getFiring({ organizationId, runId })).toMatchObject({ status: 'cancelled' })
      expect(await store.listReadyFirings({ at, scope: own, limit: 10 })).toMatchObject([{ runId: 'next' }])
    })

    it('firings of another process are found, and given up or begun again', async () => {
      const { store } = await open()
      const { runId, epoch } = await begin(store)
      expect(await store.listHeldFirings({ owner: 'one' })).toEqual([])
      const [held] = await store.listHeldFirings({ owner: 'two' })
      expect(held).toMatchObject({ runId, status: 'running' })
      await store.settleFiring({ ...end, runId, epoch, status: 'pending', isLost: true })
      const [again] = await store.listReadyFirings({ at, scope: null, limit: 10 })
      expect(again).toMatchObject({ runId, losses: 1, owner: null })
      expect(await store.appendTaskLogs({ runId, epoch, at, items: [value('late')] })).toBe(false)
    })

    it('a deleted task is gone with what waits, frees its name, and leaves its logs', async () => {
      const { store } = await open()
      const { row, runId, epoch } = await begin(store)
      const waiting = firing('waiting', { isQueued: true, dueAt: after(60) })
      await fire(store, { id: row.id, revision: row.revision + 1 }, [waiting])
      const remove = () => store.deleteSchedule({ ...own, name: 'task', at, createRecord: () => record('task') })
      expect([await remove(), await remove()]).toEqual([
        { outcome: 'done', isDeleted: true },
        { outcome: 'done', isDeleted: false },
      ])
      expect(await store.getFiring({ organizationId, runId: 'waiting' })).toMatchObject({ status: 'cancelled' })
      expect(await store.settleFiring({ ...end, runId, epoch, status: 'done', items: [value('a')] })).toBe(true)
      expect(await store.readTaskLogs({ organizationId, hierarchies: ['cli'], ...everything, runId })).toHaveLength(2)
      expect((await create(store)).version).toBe(1)
    })

    it('a row that cannot be read is told of, and the others with it', async () => {
      const { store } = await open()
      await create(store, { name: 'bad', timing: { kind: 'never' } as never })
      await create(store, { name: 'good' })
      const rows = await store.listDueSchedules({ at, scope: own, afterId: 0, limit: 10 })
      expect(rows.map(({ schedule }) => schedule?.name ?? null)).toEqual([null, 'good'])
    })

    it('what is listed is filtered by kind and by being due', async () => {
      const { store } = await open()
      await create(store, { name: 'once', timing: { kind: 'oneshot', at: null } })
      const row = await create(store, { name: 'often', timing: everyMinute, policy: { endAt: at } })
      await fire(store, row, [firing('one')])
      await create(store, { name: 'over', timing: { kind: 'oneshot', at: null }, policy: { endAt: after(-1) } })
      const list = async (kind: string[], is: boolean | null) => {
        const dueAt = is === null ? null : { at, is }
        const rows = await store.listSchedules({ ...own, kind, due: dueAt, afterId: 0, limit: 10 })
        return rows.map(({ schedule, last }) => `${schedule.name} ${last?.status ?? 'never'}`)
      }
      const all = ['oneshot', 'interval', 'cron']
      expect(await list(all, null)).toEqual(['once never', 'often pending', 'over never'])
      expect(await list(['interval'], null)).toEqual(['often pending'])
      expect(await list(all, true)).toEqual(['once never'])
      expect(await list(all, false)).toEqual(['often pending', 'over never'])
    })

    it('listeners are told of what changed, and of what is asked to stop', async () => {
      const { store } = await open()
      const { row, runId } = await begin(store)
      const seen: unknown[] = []
      const stop = store.watchTasks((change) => seen.push(change))
      const next = { id: row.id, revision: row.revision + 1 }
      const step = { progress: noProgress, nextDueAt: null }
      await store.fireSchedule({
        scheduleId: next.id,
        revision: next.revision,
        at,
        owner: 'one',
        firings: [firing('next', { isQueued: true, dueAt: after(60) })],
        step,
        pausedReason: null,
        cancelsEarlier: true,
        record: null,
      })
      stop()
      await create(store, { name: 'unseen' })
      expect(seen).toEqual([{ runIds: [runId, 'next'], cancelledIds: [runId], isDueChanged: true }])
      expect(await store.getFiring({ organizationId, runId })).toMatchObject({ isCancelRequested: true })
    })
  })
}
