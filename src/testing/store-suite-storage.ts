// Store suite: what compaction and pruning delete, and what they leave alone.
import { describe, expect, it } from 'vitest'
import type { NewRunEvent } from '../contracts/run-event.ts'
import { followRun } from '../store/follow-run.ts'
import { createLiveFeed } from '../store/live-feed.ts'
import type { Store } from '../store/store.ts'
import { moment } from './log-of.ts'
import {
  completed,
  type CreateParams,
  createRun,
  everyRun,
  type OpenStore,
  organizationId,
  page,
  readLog,
  startRun,
} from './store-fixture.ts'

const at = moment(2000)
const [never, later] = [moment(3000), moment(3001)]

/** A turn whose reasoning and text were streamed; `isWhole` false: the model broke off, so nothing holds its text. */
function streamedTurn(name: string, deltas: number, isWhole = true): NewRunEvent[] {
  const [spanId, message, thought] = [`turn_${name}`, `msg_${name}`, `think_${name}`]
  const inTurn = { at, parentSpanId: spanId }
  const pieces = Array.from({ length: deltas }, (_, n): NewRunEvent[] => [
    { type: 'reasoning.delta', ...inTurn, spanId: thought, data: { content: `t${n} ` } },
    { type: 'message.delta', ...inTurn, spanId: message, data: { messageId: message, channel: 'final', content: 'x' } },
  ])
  const whole = { startedAt: at, content: 'x'.repeat(deltas) }
  const usage = { promptTokens: 1, completionTokens: 1, totalTokens: 2 }
  const texts: NewRunEvent[] = [
    { type: 'reasoning.completed', ...inTurn, spanId: thought, data: whole },
    { type: 'message.completed', ...inTurn, spanId: message, data: { messageId: message, channel: 'final', ...whole } },
    { type: 'turn.completed', at, spanId, data: { usage, finishReason: 'stop' } },
  ]
  const broken: NewRunEvent = { type: 'turn.failed', at, spanId, data: { code: 'X', message: 'x', willRetry: true } }
  return [
    { type: 'turn.started', at, spanId, data: { n: 1, provider: 'sim', model: 'script' } },
    ...pieces.flat(),
    ...(isWhole ? texts : [broken]),
  ]
}

/** A run with such turns that ended at second 3. */
async function endRun(store: Store, id: string, events: NewRunEvent[] = [], params: CreateParams = {}) {
  const { epoch } = await startRun(store, id, params)
  await store.appendEvents({ runId: id, epoch, events: [...events, completed] })
}

const ids = async (store: Store) => (await store.listRuns(everyRun)).items.map((row) => row.id).sort()
const prune = (store: Store, endedBefore: string | null = later, limit = 1000, now = moment(0)) =>
  store.pruneRuns({ endedBefore, limit, at: now })

export function describeStorage(open: OpenStore): void {
  describeCompaction(open)
  describePruning(open)
}

function describeCompaction(open: OpenStore): void {
  describe('compacting deltas', () => {
    it('deletes the deltas of texts that are whole, and changes nothing else', async () => {
      const { store } = await open()
      await endRun(store, 'run_1', [...streamedTurn('a', 2, false), ...streamedTurn('b', 3)])
      const before = await readLog(store, 'run_1')
      const row = await store.getRun({ organizationId, runId: 'run_1' })
      expect(await store.compactDeltas({ endedBefore: never, limit: 100 })).toEqual({ removed: 0, hasMore: false })
      expect(await store.compactDeltas({ endedBefore: later, limit: 100 })).toEqual({ removed: 6, hasMore: false })
      expect(await store.compactDeltas({ endedBefore: later, limit: 100 })).toEqual({ removed: 0, hasMore: false })
      const isGone = ({ type, spanId = '' }: NewRunEvent) => type.endsWith('.delta') && spanId.endsWith('_b')
      expect(await readLog(store, 'run_1')).toEqual(before.filter((event) => !isGone(event)))
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toEqual(row)
    })

    it('goes in batches, and leaves open runs alone', async () => {
      const { store } = await open()
      await endRun(store, 'run_1', streamedTurn('a', 4))
      const { epoch } = await startRun(store, 'run_2')
      await store.appendEvents({ runId: 'run_2', epoch, events: streamedTurn('b', 4) })
      const removed: number[] = []
      for (let hasMore = true; hasMore;) {
        const result = await store.compactDeltas({ endedBefore: later, limit: 3 })
        hasMore = result.hasMore
        removed.push(result.removed)
      }
      expect(removed).toEqual([3, 3, 2])
      expect((await readLog(store, 'run_2')).filter((event) => event.type.endsWith('.delta'))).toHaveLength(8)
    })

    it('lets a reader that resumes at any event have the rest, once and in order, and then the end', async () => {
      const { store } = await open()
      await endRun(store, 'run_1', [...streamedTurn('a', 150), ...streamedTurn('b', 150)])
      const head = (await readLog(store, 'run_1')).length
      await store.compactDeltas({ endedBefore: later, limit: 1000 })
      const left = (await readLog(store, 'run_1')).map((event) => event.seq)
      const feed = createLiveFeed(store)
      for (let after = 0; after <= head; after += 1) {
        const { signal } = new AbortController()
        const seqs: number[] = []
        for await (const events of followRun({ store, feed, runId: 'run_1', after, signal })) {
          seqs.push(...events.map((event) => event.seq))
        }
        expect(seqs).toEqual(left.filter((seq) => seq > after))
      }
      expect(left.at(-1)).toBe(head)
    })

    it('lets a reader in the middle of it go on', async () => {
      const { store } = await open()
      await endRun(store, 'run_1', [...streamedTurn('a', 300), ...streamedTurn('b', 300)])
      const { signal } = new AbortController()
      const seqs: number[] = []
      for await (const events of followRun({ store, feed: createLiveFeed(store), runId: 'run_1', after: 0, signal })) {
        if (seqs.length === 0) await store.compactDeltas({ endedBefore: later, limit: 10_000 })
        seqs.push(...events.map((event) => event.seq))
      }
      const left = (await readLog(store, 'run_1')).map((event) => event.seq)
      expect(seqs).toEqual([
        ...Array.from({ length: 200 }, (_, index) => index + 1),
        ...left.filter((seq) => seq > 200),
      ])
    })
  })
}

function describePruning(open: OpenStore): void {
  describe('pruning runs', () => {
    it('deletes runs that ended before the moment, with their events and notices, and keeps the audit', async () => {
      const { store } = await open()
      await endRun(store, 'run_1', streamedTurn('a', 2))
      await startRun(store, 'run_2')
      const events = (await readLog(store, 'run_1')).length
      expect(await prune(store, never)).toMatchObject({ runs: 0, events: 0 })
      expect(await store.measurePrune({ endedBefore: later })).toMatchObject({ runs: 1, events })
      expect(await prune(store)).toEqual({ runs: 1, events, replies: 0, hasMore: false })
      expect(await ids(store)).toEqual(['run_2'])
      expect(await store.readEvents({ runId: 'run_1', after: 0, limit: 9, types: null })).toMatchObject({ head: 0 })
      expect((await store.listEmissions({ organizationId, resource: 'run_1', ...page })).total).toBe(0)
      expect((await store.listAudit({ organizationId, resource: 'run_1', ...page })).total).toBe(1)
      expect(await store.measurePrune({ endedBefore: later })).toEqual({ runs: 0, events: 0, bytes: 0 })
    })

    it('keeps the runs of a session that has an open run', async () => {
      const { store } = await open()
      const inSession = { created: { sessionId: 's1' } }
      await endRun(store, 'run_1', [], inSession)
      await endRun(store, 'run_2', [], { created: { sessionId: 's2' } })
      const { epoch } = await startRun(store, 'run_3', inSession)
      expect(await prune(store)).toMatchObject({ runs: 1 })
      expect(await ids(store)).toEqual(['run_1', 'run_3'])
      await store.appendEvents({ runId: 'run_3', epoch, events: [completed] })
      expect(await prune(store)).toMatchObject({ runs: 2 })
    })

    it('goes in batches of whole runs', async () => {
      const { store } = await open()
      for (const id of ['run_1', 'run_2', 'run_3']) await endRun(store, id, streamedTurn(id, 5))
      expect(await prune(store, later, 1)).toMatchObject({ runs: 1, hasMore: true })
      await store.compactDeltas({ endedBefore: later, limit: 1000 })
      expect(await prune(store, later, 1000)).toMatchObject({ runs: 2, hasMore: false })
    })

    it('deletes replies that have expired, and no others', async () => {
      const { store } = await open()
      await createRun(store, 'run_1', { key: 'key-1' })
      const dayMs = 24 * 60 * 60 * 1000
      const getReply = () => store.getReply({ organizationId, key: 'key-1', at: moment(0) })
      expect(await prune(store, null, 9, moment(dayMs - 1))).toMatchObject({ replies: 0 })
      expect(await getReply()).not.toBeNull()
      expect(await prune(store, null, 9, moment(dayMs))).toMatchObject({ replies: 1 })
      expect(await getReply()).toBeNull()
      expect(await ids(store)).toEqual(['run_1'])
    })

    it('ends a reader of the run', async () => {
      const { store } = await open()
      await endRun(store, 'run_1')
      await prune(store)
      const { signal } = new AbortController()
      const reader = followRun({ store, feed: createLiveFeed(store), runId: 'run_1', after: 2, signal })
      expect(await reader.next()).toMatchObject({ done: true })
    })
  })
}
