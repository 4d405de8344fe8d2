// Store suite: appending to a log, and reading it.
import { describe, expect, it } from 'vitest'
import { moment } from './log-of.ts'
import {
  cancel,
  completed,
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

export function describeLogs(open: OpenStore): void {
  describeAppend(open)
  describeReading(open)
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
      expect(
        (await store.listEmissions({ organizationId, resource: 'run_1', ...page })).items.map(
          (emission) => emission.key,
        ),
      ).toHaveLength(2)
    })

    it('makes one notice of the end, with the run as it then is', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      await store.appendEvents({ runId: 'run_1', epoch, events: [...turn('t1'), completed] })
      const { items } = await store.listEmissions({ organizationId, resource: 'run_1', ...page })
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
