// Store suite: creating runs, appending to them, cancelling them and reading their logs.
import { describe, expect, it } from 'vitest'
import { RunSummary } from '../contracts/run.ts'
import { moment } from './log-of.ts'
import {
  cancel,
  completed,
  createRun,
  failed,
  line,
  type OpenStore,
  organizationId,
  page,
  readLog,
  startRun,
  toolStarted,
  turn,
} from './store-fixture.ts'

const byRun = (runId: string) => ({ organizationId, runId, ...page })
const byResource = (resource: string) => ({ organizationId, resource, ...page })

export function describeRuns(open: OpenStore): void {
  describeCreate(open)
  describeAppend(open)
  describeCancel(open)
  describeReading(open)
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
      const { items: emissions } = await store.listEmissions(byRun('run_1'))
      expect(emissions).toMatchObject([{ key: 'run.started', runId: 'run_1', payload: { status: 'pending' } }])
      expect(RunSummary.parse(emissions[0]?.payload)).toEqual(emissions[0]?.payload)
      const { items: audits } = await store.listAudit(byResource('run_1'))
      expect(audits).toMatchObject([{ actor: 'root', action: 'run.started', resource: 'run_1', data: null }])
      const reply = await store.getReply({ organizationId, key: 'k', at: moment(0) })
      expect(reply).toEqual({ requestHash: 'hash', output: { resource: 'run_1' } })
    })

    it('writes nothing at all when it fails', async () => {
      const { store } = await open()
      await createRun(store, 'run_1')
      await expect(createRun(store, 'run_1', { key: 'k' })).rejects.toThrow()
      expect(await readLog(store, 'run_1')).toHaveLength(1)
      expect((await store.listEmissions(byRun('run_1'))).total).toBe(1)
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
      expect((await store.listEmissions({ organizationId, runId: null, ...page })).total).toBe(1)
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

function describeAppend(open: OpenStore): void {
  describe('appending to a run', () => {
    it('numbers the events after the head and answers with them as they are read back', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      const events = [...turn('t1'), toolStarted('c1', 't1')]
      const result = await store.appendEvents({ runId: 'run_1', epoch, events })
      const log = await readLog(store, 'run_1')
      expect(log.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5])
      expect(result).toEqual({ outcome: 'appended', events: log.slice(2) })
    })

    it('leaves no gap and keeps the order of each caller when many append at once', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      const batches = Array.from({ length: 300 }, (_, n) =>
        Array.from({ length: 1 + (n % 3) }, (_, m) => line(`${n}.${m}`)),
      )
      const results = await Promise.all(batches.map((events) => store.appendEvents({ runId: 'run_1', epoch, events })))
      expect(new Set(results.map((result) => result.outcome))).toEqual(new Set(['appended']))
      const log = await readLog(store, 'run_1')
      expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1))
      const lines = log.flatMap((event) => (event.type === 'log' ? [event.data.message] : []))
      expect(lines).toEqual(batches.flat().map((event) => event.type === 'log' && event.data.message))
    })

    it('keeps the row equal to the fold of the log', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      const append = (...events: Parameters<typeof store.appendEvents>[0]['events']) =>
        store.appendEvents({ runId: 'run_1', epoch, events })
      await append(...turn('t1', 10))
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toMatchObject({
        status: 'running',
        head: 4,
        attempt: 1,
        owner: 'worker',
        iterations: 1,
        promptTokens: 10,
        completionTokens: 1,
        totalTokens: 11,
        costUsd: null,
        startedAt: moment(1000),
        updatedAt: moment(2500),
      })
      await append(...turn('t2', 5, 0.25))
      await append(...turn('t3', 5, 0.25), completed)
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toMatchObject({
        status: 'done',
        owner: null,
        iterations: 3,
        totalTokens: 23,
        costUsd: 0.5,
        completedAt: moment(3000),
        output: { result: 'Hi' },
        sources: [{ title: 'Book' }],
        errorCode: null,
      })
    })

    it('is refused to an earlier owner, and then writes nothing', async () => {
      const { store } = await open()
      const first = await startRun(store, 'run_1')
      const second = await store.acquireRun({ runId: 'run_1', owner: 'other', at: moment(2000) })
      expect(second).toMatchObject({ outcome: 'acquired', epoch: first.epoch + 1 })
      const refused = await store.appendEvents({
        runId: 'run_1',
        epoch: first.epoch,
        events: [line('late'), completed],
      })
      expect(refused).toEqual({ outcome: 'refused', reason: 'stale' })
      expect((await readLog(store, 'run_1')).map((event) => event.type)).toEqual([
        'run.created',
        'run.started',
        'run.recovered',
      ])
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toMatchObject({ status: 'running', head: 3 })
    })

    it('is refused after the terminal event, to the owner as well', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      await store.appendEvents({ runId: 'run_1', epoch, events: [failed] })
      for (const events of [[line('late')], [completed], [failed]]) {
        const refused = await store.appendEvents({ runId: 'run_1', epoch, events })
        expect(refused).toEqual({ outcome: 'refused', reason: 'ended' })
      }
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toMatchObject({
        status: 'error',
        errorCode: 'RUN_TIMEOUT',
        errorMessage: 'late',
        head: 3,
      })
    })

    it('of a batch that goes on after its terminal event fails', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      for (const events of [
        [completed, line('late')],
        [completed, failed],
      ]) {
        await expect(store.appendEvents({ runId: 'run_1', epoch, events })).rejects.toThrow()
      }
      expect(await readLog(store, 'run_1')).toHaveLength(2)
    })

    it('to a run that does not exist is refused', async () => {
      const { store } = await open()
      const refused = await store.appendEvents({ runId: 'nobody', epoch: 0, events: [line('x')] })
      expect(refused).toEqual({ outcome: 'refused', reason: 'missing' })
    })

    it('lets exactly one of several ends win', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      const [first, second, third] = await Promise.all([
        store.appendEvents({ runId: 'run_1', epoch, events: [completed] }),
        cancel(store, 'run_1'),
        store.appendEvents({ runId: 'run_1', epoch, events: [failed] }),
      ])
      const wins = [first.outcome === 'appended', second.outcome === 'cancelled', third.outcome === 'appended']
      expect(wins.filter(Boolean)).toHaveLength(1)
      const ends = (await readLog(store, 'run_1')).filter((event) => /completed|failed|cancelled/.test(event.type))
      expect(ends).toHaveLength(1)
      expect((await store.listEmissions(byRun('run_1'))).items.map((emission) => emission.key)).toHaveLength(2)
    })

    it('makes one notice of the end, with the run as it then is', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      await store.appendEvents({ runId: 'run_1', epoch, events: [...turn('t1'), completed] })
      const { items } = await store.listEmissions(byRun('run_1'))
      expect(items.map((emission) => emission.key)).toEqual(['run.started', 'run.completed'])
      expect(items[1]?.payload).toMatchObject({
        id: 'run_1',
        status: 'done',
        totalTokens: 4,
        completedAt: moment(3000),
      })
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
      expect((await store.listEmissions(byRun('run_1'))).items[1]).toMatchObject({
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

function describeReading(open: OpenStore): void {
  describe('reading a log', () => {
    it('gives exactly what follows the cursor, a page at a time', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      await store.appendEvents({ runId: 'run_1', epoch, events: ['a', 'b', 'c', 'd'].map(line) })
      const read = async (after: number, limit: number) => {
        const { events, ...rest } = await store.readEvents({ runId: 'run_1', after, limit, types: null })
        return { seqs: events.map((event) => event.seq), ...rest }
      }
      expect(await read(0, 2)).toEqual({ seqs: [1, 2], hasMore: true, head: 6, isEnded: false })
      expect(await read(2, 3)).toEqual({ seqs: [3, 4, 5], hasMore: true, head: 6, isEnded: false })
      expect(await read(5, 9)).toEqual({ seqs: [6], hasMore: false, head: 6, isEnded: false })
      expect(await read(6, 9)).toEqual({ seqs: [], hasMore: false, head: 6, isEnded: false })
      await cancel(store, 'run_1')
      expect(await read(6, 9)).toEqual({ seqs: [7], hasMore: false, head: 7, isEnded: true })
    })

    it('ends a page with the event that makes it large', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      const large = 'x'.repeat(200 * 1024)
      await store.appendEvents({ runId: 'run_1', epoch, events: [large, large, large, 'y'].map(line) })
      const read = async (after: number) => {
        const { events, hasMore } = await store.readEvents({ runId: 'run_1', after, limit: 100, types: null })
        return [events.map((event) => event.seq), hasMore]
      }
      expect(await read(2)).toEqual([[3, 4], true])
      expect(await read(4)).toEqual([[5, 6], false])
      expect(await readLog(store, 'run_1')).toHaveLength(6)
    })

    it('gives only the types asked for', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      await store.appendEvents({ runId: 'run_1', epoch, events: [line('a'), ...turn('t1'), line('b')] })
      const read = async (types: string[]) =>
        (await store.readEvents({ runId: 'run_1', after: 2, limit: 9, types })).events.map((event) => event.seq)
      expect(await read(['log'])).toEqual([3, 6])
      expect(await read(['turn.completed', 'run.created'])).toEqual([5])
      expect(await read([])).toEqual([])
    })

    it('that does not exist gives nothing', async () => {
      const { store } = await open()
      expect(await store.readEvents({ runId: 'nobody', after: 0, limit: 9, types: null })).toEqual({
        events: [],
        hasMore: false,
        head: 0,
        isEnded: false,
      })
    })

    it('gives back any text a model may write', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      const texts = ['\0', '\ud83d', '😀', '"\\\u2028', '']
      await store.appendEvents({ runId: 'run_1', epoch, events: texts.map(line) })
      const log = await readLog(store, 'run_1')
      expect(log.flatMap((event) => (event.type === 'log' ? [event.data.message] : []))).toEqual(texts)
    })
  })
}
