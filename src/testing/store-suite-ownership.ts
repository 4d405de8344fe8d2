// Store suite: taking runs up, in the order of their sessions, with what their owner needs to go on.
import { describe, expect, it } from 'vitest'
import { createDefinition, moment } from './log-of.ts'
import {
  acquire,
  cancel,
  completed,
  createRun,
  draft,
  failed,
  line,
  type OpenStore,
  organizationId,
  readLog,
  saveAgent,
  startRun,
  toolStarted,
  turn,
} from './store-fixture.ts'

export function describeOwnership(open: OpenStore): void {
  describe('acquiring a run', () => {
    it('starts it the first time and hands over what it is', async () => {
      const { store } = await open()
      const acquired = await startRun(store, 'run_1')
      expect(acquired).toMatchObject({
        outcome: 'acquired',
        epoch: 1,
        row: { id: 'run_1', epoch: 1, owner: 'worker' },
        state: { status: 'running', attempt: 1, lastSeq: 2, deadlineAt: moment(61_000) },
        definition: createDefinition(),
        history: [],
      })
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toMatchObject({ status: 'running', attempt: 1 })
    })

    it('again settles what the owner before left open', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      const [started] = turn('t2')
      const events = [...turn('t1'), toolStarted('c1', 't1'), ...(started ? [started] : [])]
      await store.appendEvents({ runId: 'run_1', epoch, events })
      const { state, ...second } = await acquire(store, 'run_1', 'other', 9000)
      expect(second).toMatchObject({ epoch: 2, row: { owner: 'other' } })
      expect((await readLog(store, 'run_1')).slice(-2)).toMatchObject([
        {
          type: 'run.recovered',
          attempt: 2,
          data: { settled: [{ outcome: 'turn-retried' }, { callId: 'c1', outcome: 'outcome-unknown' }] },
        },
        { type: 'turn.failed', spanId: 't2', data: { code: 'INTERRUPTED', willRetry: true } },
      ])
      expect(state).toMatchObject({ attempt: 2, turn: null, lastSeq: 8, deadlineAt: moment(61_000) })
      expect([...state.openCalls.values()]).toMatchObject([{ callId: 'c1', isInterrupted: true }])
    })

    it('lets its owner send a batch again: what is in the log already is answered, not written twice', async () => {
      const { store } = await open()
      const { epoch, state } = await startRun(store, 'run_1')
      const batch = { runId: 'run_1', epoch, after: state.lastSeq, events: [line('x'), line('y')] }
      const first = await store.appendEvents(batch)
      expect(await store.appendEvents(batch)).toEqual(first)
      const last = { ...batch, after: state.lastSeq + 2, events: [completed] }
      const end = await store.appendEvents(last)
      expect(await store.appendEvents(last)).toEqual(end)
      expect(end).toMatchObject({ outcome: 'appended', events: [{ seq: 5 }] })
      expect((await readLog(store, 'run_1')).map(({ type }) => type).slice(2)).toEqual(['log', 'log', 'run.completed'])
    })

    it('recognises a batch by what its owner wrote, whatever came from outside in between', async () => {
      const { store } = await open()
      const { epoch, state } = await startRun(store, 'run_1')
      const batch = { runId: 'run_1', epoch, after: state.lastSeq, events: [line('x')] }
      const outside = { runId: 'run_1', epoch, events: [line('from outside')] }
      await store.appendEvents(outside)
      const first = await store.appendEvents(batch)
      expect(first).toMatchObject({ outcome: 'appended', events: [{ seq: 4 }] })
      await store.appendEvents(outside)
      expect(await store.appendEvents(batch)).toEqual(first)
      expect(await store.appendEvents({ ...batch, after: 4 })).toMatchObject({ events: [{ seq: 6 }] })
    })

    it('refuses a batch that is sent again after a cancel, and one that does not fit what was written', async () => {
      const { store } = await open()
      const { epoch, state } = await startRun(store, 'run_1')
      const batch = { runId: 'run_1', epoch, after: state.lastSeq, events: [line('x')] }
      await store.appendEvents(batch)
      expect(await store.appendEvents({ ...batch, events: turn('t1') })).toEqual({
        outcome: 'refused',
        reason: 'stale',
      })
      expect(await store.appendEvents({ ...batch, after: 99 })).toEqual({ outcome: 'refused', reason: 'stale' })
      await cancel(store, 'run_1')
      expect(await store.appendEvents(batch)).toEqual({ outcome: 'refused', reason: 'ended' })
      expect((await readLog(store, 'run_1')).map(({ type }) => type).slice(2)).toEqual(['log', 'run.cancelled'])
    })

    it('gives every owner an epoch of its own, also when they come at once', async () => {
      const { store } = await open()
      await saveAgent(store)
      await createRun(store, 'run_1')
      const owners = ['a', 'b', 'c', 'd']
      const acquired = await Promise.all(owners.map((owner) => acquire(store, 'run_1', owner)))
      expect(acquired.map(({ epoch }) => epoch).sort((a, b) => a - b)).toEqual([1, 2, 3, 4])
      const last = acquired.find(({ epoch }) => epoch === 4)
      for (const { epoch } of acquired) {
        const result = await store.appendEvents({ runId: 'run_1', epoch, events: turn(`t${epoch}`) })
        expect(result.outcome).toBe(epoch === last?.epoch ? 'appended' : 'refused')
      }
    })

    it('that has ended or does not exist is refused', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      await store.appendEvents({ runId: 'run_1', epoch, events: [completed] })
      expect(await store.acquireRun({ runId: 'run_1', owner: 'w', at: moment(0) })).toEqual({ outcome: 'ended' })
      expect(await store.acquireRun({ runId: 'run_9', owner: 'w', at: moment(0) })).toEqual({ outcome: 'missing' })
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toMatchObject({ epoch: 1, head: 3 })
    })

    it('that keeps dying before it completes anything gives it up', async () => {
      const { store } = await open()
      await startRun(store, 'run_1')
      for (let attempt = 2; attempt <= 50; attempt += 1) await acquire(store, 'run_1')
      expect(await store.acquireRun({ runId: 'run_1', owner: 'w', at: moment(0) })).toEqual({ outcome: 'ended' })
      expect((await readLog(store, 'run_1')).at(-1)).toMatchObject({ type: 'run.failed', data: { code: 'RUN_LOST' } })
      expect(await store.listOpenRuns()).toEqual([])
    })

    it('uses the revision it was created with, whatever became of the agent', async () => {
      const { store } = await open()
      await saveAgent(store)
      await createRun(store, 'run_1')
      await saveAgent(store, draft('agent', { definition: createDefinition({ instructions: 'New.' }) }))
      expect((await acquire(store, 'run_1')).definition.instructions).toBe('Answer.')
    })
  })

  describe('a session', () => {
    const created = { sessionId: 's1' }

    it('lets its runs be acquired one at a time, in order', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1', { created })
      await createRun(store, 'run_2', { created })
      await createRun(store, 'run_3', { created })
      const attempt = (runId: string) => store.acquireRun({ runId, owner: 'w', at: moment(0) })
      expect(await attempt('run_2')).toEqual({ outcome: 'not-next' })
      expect(await store.getRun({ organizationId, runId: 'run_2' })).toMatchObject({ epoch: 0, head: 1 })
      await store.appendEvents({ runId: 'run_1', epoch, events: [failed] })
      expect(await attempt('run_3')).toEqual({ outcome: 'not-next' })
      await cancel(store, 'run_2')
      expect(await attempt('run_3')).toMatchObject({ outcome: 'acquired' })
    })

    it('does not hold up other sessions, other tenants or runs without a session', async () => {
      const { store } = await open()
      await saveAgent(store)
      await store.saveAgents({ organizationId: 'other', drafts: [draft('agent')], at: moment(0) })
      await createRun(store, 'run_1', { created })
      await createRun(store, 'run_2', { created: { sessionId: 's2' } })
      await createRun(store, 'run_3', { created: { ...created, organizationId: 'other' } })
      await createRun(store, 'run_4')
      for (const runId of ['run_4', 'run_3', 'run_2']) expect((await acquire(store, runId)).epoch).toBe(1)
    })

    it('hands its finished exchanges over as history, oldest first', async () => {
      const { store } = await open()
      const ends = [completed, failed, null, completed]
      for (const [index, end] of ends.entries()) {
        const runId = `run_${index}`
        const { epoch } = await startRun(store, runId, { created: { ...created, input: { message: `m${index}` } } })
        if (end) await store.appendEvents({ runId, epoch, events: [end] })
        else await cancel(store, runId)
      }
      await createRun(store, 'other', { created: { sessionId: 's2' } })
      await createRun(store, 'next', { created })
      expect((await acquire(store, 'next')).history).toEqual([
        { agentId: 'agent', input: { message: 'm0' }, result: 'Hi' },
        { agentId: 'agent', input: { message: 'm3' }, result: 'Hi' },
      ])
      expect((await acquire(store, 'other')).history).toEqual([])
      const forkOf = (runId: string) => ({ forkedFrom: { runId, seq: 1, copied: 0, changed: [] } })
      await createRun(store, 'fork', { created: forkOf('next') })
      await createRun(store, 'fork of fork', { created: forkOf('fork') })
      const { history } = await acquire(store, 'fork of fork')
      expect(history.map(({ input }) => input.message)).toEqual(['m0', 'm3'])
      expect(await store.listPastRuns({ organizationId, runId: 'fork' })).toEqual(history)
      expect(await store.listPastRuns({ organizationId: 'other', runId: 'fork' })).toEqual([])
    })
  })
}
