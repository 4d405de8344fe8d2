// Store suite: what people are asked, their answers, and the end of a wait.
import { describe, expect, it } from 'vitest'
import type { NewRunEvent } from '../contracts/run-event.ts'
import type { Resolution } from '../store/approval-verbs.ts'
import type { Store } from '../store/store.ts'
import { moment } from './log-of.ts'
import {
  acquire,
  asked,
  cancel,
  line,
  type OpenStore,
  organizationId,
  page,
  readLog,
  record,
  startRun,
  turn,
} from './store-fixture.ts'

const waiting = (...approvalIds: string[]): NewRunEvent => ({
  type: 'run.waiting',
  at: moment(10_000),
  data: { approvalIds },
})

/** A run that has asked this and, unless told otherwise, waits. */
async function ask(store: Store, runId: string, approvalIds: string[], isWaiting = true): Promise<number> {
  const { epoch } = await startRun(store, runId)
  const events = [...turn('t1'), ...approvalIds.map((id) => asked(id))]
  await store.appendEvents({ runId, epoch, events: isWaiting ? [...events, waiting(...approvalIds)] : events })
  return epoch
}

interface Answer {
  readonly organizationId?: string
  readonly resolution?: Resolution
  readonly key?: string
}

function answer(store: Store, runId: string, approvalId: string, change: Answer = {}) {
  const { resolution = { decision: 'approved' }, key = null, ...tenant } = change
  const createRecord = (status: string) => record(`${runId} ${status}`, key)
  const params = { organizationId, runId, approvalId, resolution, by: 'ada', at: moment(70_000), createRecord }
  return store.resolveApproval({ ...params, ...tenant })
}

const typesOf = async (store: Store, runId: string) => (await readLog(store, runId)).map(({ type }) => type)
const everything = { organizationId, runId: null, kind: null, ...page }

export function describeApprovals(open: OpenStore): void {
  describe('an answer', () => {
    it('goes into the log under the epoch of the owner, who is not disturbed', async () => {
      const { store } = await open()
      const epoch = await ask(store, 'run_1', ['a1', 'a2'], false)
      const reason = 'fine'
      const resolution = { decision: 'approved', input: { n: 2 }, reason } as const
      expect(await answer(store, 'run_1', 'a1', { resolution })).toEqual({ outcome: 'resolved', status: 'running' })
      expect((await readLog(store, 'run_1')).at(-1)).toMatchObject({
        type: 'approval.resolved',
        at: moment(70_000),
        attempt: 1,
        spanId: 'span_a1',
        data: { approvalId: 'a1', callId: 'call_a1', by: 'ada', decision: 'approved', input: { n: 2 }, reason },
      })
      const result = await store.appendEvents({ runId: 'run_1', epoch, events: [line('x')] })
      expect(result.outcome).toBe('appended')
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toMatchObject({ epoch, owner: 'worker' })
    })

    it('that a waiting run needs last ends its wait, in the same commit, with a later deadline', async () => {
      const { store } = await open()
      await ask(store, 'run_1', ['a1', 'a2'])
      const commits: string[][] = []
      store.subscribe((committed) => commits.push(committed.flatMap(({ events }) => events.map(({ type }) => type))))
      expect(await answer(store, 'run_1', 'a1')).toEqual({ outcome: 'resolved', status: 'waiting' })
      expect(await answer(store, 'run_1', 'a2')).toEqual({ outcome: 'resolved', status: 'running' })
      expect(commits).toEqual([['approval.resolved'], ['approval.resolved', 'run.resumed']])
      const last = (await readLog(store, 'run_1')).at(-1)
      expect(last).toMatchObject({ at: moment(70_000), data: { deadlineAt: moment(61_000 + 60_000) } })
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toMatchObject({ status: 'running', owner: null })
    })

    it('that came a moment before the run waits ends the wait at once', async () => {
      const { store } = await open()
      const epoch = await ask(store, 'run_1', ['a1'], false)
      const [resolved, appended] = await Promise.all([
        answer(store, 'run_1', 'a1'),
        store.appendEvents({ runId: 'run_1', epoch, events: [waiting('a1')] }),
      ])
      expect(resolved).toEqual({ outcome: 'resolved', status: 'running' })
      expect(appended).toMatchObject({ outcome: 'appended', events: [{ type: 'run.waiting' }] })
      expect((await typesOf(store, 'run_1')).slice(-3)).toEqual(['approval.resolved', 'run.waiting', 'run.resumed'])
      const { state } = await acquire(store, 'run_1')
      expect([...state.approvedCalls.keys()]).toEqual(['call_a1'])
      expect(state).toMatchObject({ status: 'running', attempt: 2, deadlineAt: moment(61_000) })
    })

    it('counts once, and only for what was asked, of a run of the tenant that has not ended', async () => {
      const { store } = await open()
      await ask(store, 'run_1', ['a1', 'a2'])
      const answers = await Promise.all([answer(store, 'run_1', 'a1'), answer(store, 'run_1', 'a1')])
      expect(answers.map(({ outcome }) => outcome)).toEqual(['resolved', 'already-resolved'])
      expect(await answer(store, 'run_9', 'a1')).toEqual({ outcome: 'missing-run' })
      expect(await answer(store, 'run_1', 'a2', { organizationId: 'other' })).toEqual({ outcome: 'missing-run' })
      expect(await answer(store, 'run_1', 'a9')).toEqual({ outcome: 'missing-approval' })
      expect(await cancel(store, 'run_1')).toEqual({ outcome: 'cancelled' })
      expect(await answer(store, 'run_1', 'a2')).toEqual({ outcome: 'ended' })
      expect(await answer(store, 'run_1', 'a1')).toEqual({ outcome: 'already-resolved' })
      expect((await typesOf(store, 'run_1')).filter((type) => type === 'approval.resolved')).toHaveLength(1)
      const { items } = await store.listAudit({ organizationId, resource: 'run_1 waiting', ...page })
      expect(items).toHaveLength(1)
    })

    it('with the key of an earlier one writes nothing', async () => {
      const { store } = await open()
      await ask(store, 'run_1', ['a1', 'a2'])
      await answer(store, 'run_1', 'a1', { key: 'k' })
      expect(await answer(store, 'run_1', 'a2', { key: 'k' })).toEqual({ outcome: 'replied' })
      expect(await store.listApprovals(everything)).toMatchObject({ total: 1, items: [{ approvalId: 'a2' }] })
      const reply = await store.getReply({ organizationId, key: 'k', at: moment(0) })
      expect(reply?.output).toEqual({ resource: 'run_1 waiting' })
    })
  })

  describe('a run that waits', () => {
    it('cannot be acquired, is held by nobody, and is open as one that waits, also after a restart', async () => {
      const { store, reopen } = await open()
      await ask(store, 'run_1', ['a1'])
      expect(await store.acquireRun({ runId: 'run_1', owner: 'w', at: moment(0) })).toEqual({ outcome: 'waiting' })
      const expected = { status: 'waiting', owner: null, epoch: 1, startedAt: moment(1000) }
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toMatchObject(expected)
      const again = reopen ? await reopen() : store
      expect(await again.listOpenRuns()).toMatchObject([{ runId: 'run_1', isWaiting: true }])
      await answer(again, 'run_1', 'a1')
      expect(await again.listOpenRuns()).toMatchObject([{ runId: 'run_1', isWaiting: false }])
      await acquire(again, 'run_1', 'other', 90_000)
      expect((await readLog(again, 'run_1')).at(-1)).toMatchObject({ type: 'run.started', data: { attempt: 2 } })
      expect(await again.getRun({ organizationId, runId: 'run_1' })).toMatchObject({ startedAt: moment(1000) })
    })
  })

  describe('what people are asked', () => {
    it('is listed while it is pending, oldest first, by tenant, run and kind', async () => {
      const { store } = await open()
      await ask(store, 'run_1', ['a1', 'a2'])
      const epoch = await ask(store, 'run_2', ['a1'], false)
      await store.appendEvents({ runId: 'run_2', epoch, events: [asked('q', 'question')] })
      await answer(store, 'run_1', 'a1')
      const ids = async (change: object) =>
        (await store.listApprovals({ ...everything, ...change })).items.map(
          (item) => `${item.runId} ${item.approvalId}`,
        )
      expect(await ids({})).toEqual(['run_1 a2', 'run_2 a1', 'run_2 q'])
      expect(await ids({ runId: 'run_2', kind: 'approval' })).toEqual(['run_2 a1'])
      expect(await ids({ kind: 'question' })).toEqual(['run_2 q'])
      expect(await ids({ organizationId: 'other' })).toEqual([])
      expect(await store.listApprovals({ ...everything, limit: 1, offset: 1 })).toMatchObject({
        total: 3,
        items: [{ agentId: 'agent', agentName: 'Agent', input: { n: 1 }, reason: null, requestedAt: moment(2600) }],
      })
      await cancel(store, 'run_2')
      expect(await ids({})).toEqual(['run_1 a2'])
    })

    it('is found by its id or its call, whatever became of it', async () => {
      const { store } = await open()
      await ask(store, 'run_1', ['a1', 'a2'])
      await answer(store, 'run_1', 'a1')
      const get = async (which: { approvalId: string } | { callId: string; kind: 'approval' | 'unknown' }) =>
        (await store.getApproval({ organizationId, runId: 'run_1', which }))?.status
      expect(await get({ approvalId: 'a1' })).toBe('resolved')
      expect(await get({ callId: 'call_a2', kind: 'approval' })).toBe('pending')
      expect(await get({ callId: 'call_a2', kind: 'unknown' })).toBeUndefined()
      await cancel(store, 'run_1')
      expect(await get({ approvalId: 'a2' })).toBe('void')
      const foreign = { organizationId: 'other', runId: 'run_1', which: { approvalId: 'a1' } }
      expect(await store.getApproval(foreign)).toBeNull()
    })
  })
}
