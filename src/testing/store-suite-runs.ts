// Store suite: creating and cancelling runs.
import { describe, expect, it } from 'vitest'
import { RunSummary } from '../contracts/run.ts'
import { moment } from './log-of.ts'
import {
  cancel,
  completed,
  createRun,
  line,
  type OpenStore,
  organizationId,
  page,
  readLog,
  startRun,
  toolStarted,
  turn,
} from './store-fixture.ts'

const byResource = (resource: string) => ({ organizationId, resource, ...page })

export function describeRuns(open: OpenStore): void {
  describeCreate(open)
  describeCancel(open)
}

function describeCreate(open: OpenStore): void {
  describe('creating a run', () => {
    it('writes the row, the first event, the notice, the audit row and the reply', async () => {
      const { store } = await open()
      expect(await createRun(store, 'run_1', { key: 'k' })).toEqual({ outcome: 'created' })
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toMatchObject({
        id: 'run_1',
        status: 'pending',
        epoch: 0,
        head: 1,
        owner: null,
        queuedAt: moment(0),
        startedAt: null,
      })
      expect(await readLog(store, 'run_1')).toMatchObject([{ v: 1, runId: 'run_1', seq: 1, type: 'run.created' }])
      const { items: emissions } = await store.listEmissions(byResource('run_1'))
      expect(emissions).toMatchObject([{ key: 'run.started', resource: 'run_1', payload: { status: 'pending' } }])
      expect(RunSummary.parse(emissions[0]?.payload)).toEqual(emissions[0]?.payload)
      const { items: audits } = await store.listAudit(byResource('run_1'))
      expect(audits).toMatchObject([{ actor: 'root', action: 'run.started', resource: 'run_1', data: null }])
      const reply = await store.getReply({ organizationId, key: 'k', at: moment(0) })
      expect(reply).toEqual({ requestHash: 'hash', output: { resource: 'run_1' } })
    })

    it('writes the events that a fork takes over behind the first one, and counts its turns', async () => {
      const { store } = await open()
      const copied = [...turn('t1', 0), toolStarted('c1', 't1')]
      await createRun(store, 'run_1', { copied })
      const types = ['run.created', 'turn.started', 'turn.completed', 'tool.started']
      expect((await readLog(store, 'run_1')).map(({ type }) => type)).toEqual(types)
      const row = await store.getRun({ organizationId, runId: 'run_1' })
      expect(row).toMatchObject({ status: 'pending', head: 4, iterations: 1, attempt: 0 })
    })

    it('writes nothing at all when it fails', async () => {
      const { store } = await open()
      await createRun(store, 'run_1')
      await expect(createRun(store, 'run_1', { key: 'k' })).rejects.toThrow()
      expect(await readLog(store, 'run_1')).toHaveLength(1)
      expect((await store.listEmissions(byResource('run_1'))).total).toBe(1)
      expect((await store.listAudit(byResource('run_1'))).total).toBe(1)
      expect(await store.getReply({ organizationId, key: 'k', at: moment(0) })).toBeNull()
    })

    it('writes nothing when the key already has a reply, also for calls at the same time', async () => {
      const { store } = await open()
      const ids = ['run_1', 'run_2', 'run_3']
      const results = await Promise.all(ids.map((id) => createRun(store, id, { key: 'k' })))
      expect(results.map((result) => result.outcome).sort()).toEqual(['created', 'replied', 'replied'])
      expect(await store.listOpenRuns()).toHaveLength(1)
      expect((await store.listAudit({ organizationId, resource: null, ...page })).total).toBe(1)
      expect((await store.listEmissions({ organizationId, resource: null, ...page })).total).toBe(1)
    })

    it('is refused in a busy session when it is to be refused', async () => {
      const { store } = await open()
      const created = { sessionId: 's1' }
      await createRun(store, 'run_1', { created })
      expect(await createRun(store, 'run_2', { created, onBusy: 'reject', key: 'k' })).toEqual({
        outcome: 'session-busy',
      })
      expect(await store.getRun({ organizationId, runId: 'run_2' })).toBeNull()
      expect(await store.getReply({ organizationId, key: 'k', at: moment(0) })).toBeNull()
      expect((await store.listAudit(byResource('run_2'))).total).toBe(0)
      await cancel(store, 'run_1')
      expect(await createRun(store, 'run_3', { created, onBusy: 'reject' })).toEqual({ outcome: 'created' })
    })

    it('knows a session by its tenant', async () => {
      const { store } = await open()
      await createRun(store, 'run_1', { created: { sessionId: 's1', organizationId: 'other' } })
      expect(await createRun(store, 'run_2', { created: { sessionId: 's1' }, onBusy: 'reject' })).toEqual({
        outcome: 'created',
      })
    })

    it('with interrupt ends every open run of the session first, and only those', async () => {
      const { store } = await open()
      const created = { sessionId: 's1' }
      await startRun(store, 'run_1', { created })
      await createRun(store, 'run_2', { created })
      await createRun(store, 'run_3')
      expect(await createRun(store, 'run_4', { created, onBusy: 'interrupt' })).toEqual({ outcome: 'created' })
      for (const runId of ['run_1', 'run_2']) {
        const last = (await readLog(store, runId)).at(-1)
        expect(last).toMatchObject({
          type: 'run.cancelled',
          data: { by: 'root', reason: expect.stringContaining('run_4') },
        })
      }
      expect((await store.listOpenRuns()).map((run) => run.runId)).toEqual(['run_3', 'run_4'])
    })

    it('with interrupt and a used key ends nothing', async () => {
      const { store } = await open()
      await createRun(store, 'run_1', { created: { sessionId: 's1' }, key: 'k' })
      const again = await createRun(store, 'run_2', { created: { sessionId: 's1' }, onBusy: 'interrupt', key: 'k' })
      expect(again).toEqual({ outcome: 'replied' })
      expect((await store.listOpenRuns()).map((run) => run.runId)).toEqual(['run_1'])
    })
  })
}

function describeCancel(open: OpenStore): void {
  describe('cancelling a run', () => {
    it('ends it, closes what is open and keeps its owner out, in one step', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      const [started] = turn('t2')
      const events = [...turn('t1'), toolStarted('c1', 't1'), ...(started ? [started] : [])]
      await store.appendEvents({ runId: 'run_1', epoch, events })
      expect(await cancel(store, 'run_1', 'k')).toEqual({ outcome: 'cancelled' })
      expect((await readLog(store, 'run_1')).slice(-3)).toMatchObject([
        { type: 'tool.failed', spanId: 'span_c1', data: { code: 'CANCELLED' } },
        { type: 'turn.failed', spanId: 't2', data: { code: 'CANCELLED', willRetry: false } },
        {
          type: 'run.cancelled',
          data: {
            by: 'root',
            inFlight: [
              { kind: 'turn', spanId: 't2' },
              { kind: 'tool', callId: 'c1' },
            ],
          },
        },
      ])
      expect(await store.appendEvents({ runId: 'run_1', epoch, events: [line('late')] })).toEqual({
        outcome: 'refused',
        reason: 'ended',
      })
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toMatchObject({ status: 'cancelled', owner: null })
      expect(await store.acquireRun({ runId: 'run_1', owner: 'other', at: moment(0) })).toEqual({ outcome: 'ended' })
      expect((await store.listEmissions(byResource('run_1'))).items[1]).toMatchObject({
        key: 'run.cancelled',
        payload: { status: 'cancelled' },
      })
      expect((await store.listAudit(byResource('run_1'))).total).toBe(2)
      expect(await store.getReply({ organizationId, key: 'k', at: moment(0) })).not.toBeNull()
    })

    it('that was never started ends it as well', async () => {
      const { store } = await open()
      await createRun(store, 'run_1')
      expect(await cancel(store, 'run_1')).toEqual({ outcome: 'cancelled' })
      expect((await readLog(store, 'run_1')).map((event) => event.type)).toEqual(['run.created', 'run.cancelled'])
    })

    it('is refused when it had ended, and then leaves no trace', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      await store.appendEvents({ runId: 'run_1', epoch, events: [completed] })
      expect(await cancel(store, 'run_1', 'k')).toEqual({ outcome: 'ended' })
      expect((await store.listAudit(byResource('run_1'))).total).toBe(1)
      expect(await store.getReply({ organizationId, key: 'k', at: moment(0) })).toBeNull()
      expect(await readLog(store, 'run_1')).toHaveLength(3)
    })

    it('of another tenant, or that does not exist, finds nothing', async () => {
      const { store } = await open()
      await createRun(store, 'run_1', { created: { organizationId: 'other' } })
      expect(await cancel(store, 'run_1')).toEqual({ outcome: 'missing' })
      expect(await cancel(store, 'run_9')).toEqual({ outcome: 'missing' })
      expect(await readLog(store, 'run_1')).toHaveLength(1)
    })

    it('under a used key changes nothing', async () => {
      const { store } = await open()
      await createRun(store, 'run_1', { key: 'k' })
      expect(await cancel(store, 'run_1', 'k')).toEqual({ outcome: 'replied' })
      expect(await store.listOpenRuns()).toHaveLength(1)
    })
  })
}
