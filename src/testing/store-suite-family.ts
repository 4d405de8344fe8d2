// Store suite: a call of an agent makes a run, and ends pass up and down, each in the transaction that causes it.
import { describe, expect, it } from 'vitest'
import type { NewRunEvent } from '../contracts/run-event.ts'
import type { Committed, Store } from '../store/store.ts'
import { moment } from './log-of.ts'
import {
  acquire,
  cancel,
  completed,
  createRun,
  draft,
  everyRun,
  failed,
  type OpenStore,
  organizationId,
  page,
  readLog,
  saveAgent,
  startRun,
  turn,
} from './store-fixture.ts'

/** A call that `agentId` is to work on in run `run_CALLID`. */
function called(callId: string, agentId = 'agent'): NewRunEvent {
  const child = { runId: `run_${callId}`, agentId }
  const data = { callId, toolName: agentId, input: { message: 'Go' }, effect: 'idempotent' as const, child }
  return { type: 'tool.started', at: moment(2600), spanId: `span_${callId}`, parentSpanId: 't1', data }
}

const delegated = (...childRunIds: string[]): NewRunEvent => ({
  type: 'run.delegated',
  at: moment(2700),
  data: { childRunIds },
})

/** Run `run_1` with a run for each of these calls, paused for them. */
async function startFamily(store: Store, callIds: string[]): Promise<number> {
  const { epoch } = await startRun(store, 'run_1')
  const events = [...turn('t1'), ...callIds.map((callId) => called(callId))]
  await store.appendEvents({ runId: 'run_1', epoch, events })
  await store.appendEvents({ runId: 'run_1', epoch, events: [delegated(...callIds.map((id) => `run_${id}`))] })
  return epoch
}

async function end(store: Store, runId: string, terminal: NewRunEvent = completed): Promise<void> {
  const { epoch } = await acquire(store, runId)
  await store.appendEvents({ runId, epoch, events: [terminal] })
}

const typesOf = async (store: Store, runId: string) => (await readLog(store, runId)).map(({ type }) => type)
const statusOf = async (store: Store, runId: string) => (await store.getRun({ organizationId, runId }))?.status

export function describeFamilies(open: OpenStore): void {
  describe('a call of an agent', () => {
    it('makes its run in the same transaction, with its emission and its audit row', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      const commits: (readonly Committed[])[] = []
      store.subscribe((committed) => void commits.push(committed))
      await store.appendEvents({ runId: 'run_1', epoch, events: [...turn('t1'), called('a')] })
      expect(commits.map((committed) => committed.map(({ runId }) => runId))).toEqual([['run_1', 'run_a']])
      expect(await store.getRun({ organizationId, runId: 'run_a' })).toMatchObject({
        status: 'pending',
        created: { parentRunId: 'run_1', ancestors: [{ runId: 'run_1' }], limits: { deadlineAt: moment(61_000) } },
      })
      const emissions = await store.listEmissions({ organizationId, resource: 'run_a', ...page })
      expect(emissions.items.map(({ key }) => key)).toEqual(['run.started'])
      const audit = await store.listAudit({ organizationId, resource: 'run_a', ...page })
      expect(audit.items).toMatchObject([{ action: 'run.started', data: { parentRunId: 'run_1' } }])
      expect(await store.listRuns({ ...everyRun, parentRunId: 'run_1' })).toMatchObject({
        items: [{ id: 'run_a' }],
        total: 1,
      })
    })

    it('makes none when the append is refused', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      await acquire(store, 'run_1', 'another')
      const stale = await store.appendEvents({ runId: 'run_1', epoch, events: [...turn('t1'), called('a')] })
      expect(stale).toEqual({ outcome: 'refused', reason: 'stale' })
      expect(await store.getRun({ organizationId, runId: 'run_a' })).toBeNull()
    })

    it.each(['nobody', 'retired'])('of an agent that is not active (%s) fails at once', async (agentId) => {
      const { store } = await open()
      await saveAgent(store, draft('retired'))
      const { epoch } = await startRun(store, 'run_1')
      await store.archiveOtherAgents({ organizationId, keepIds: ['agent'], at: moment(0) })
      await store.appendEvents({ runId: 'run_1', epoch, events: [...turn('t1'), called('a', agentId)] })
      await store.appendEvents({ runId: 'run_1', epoch, events: [delegated('run_a')] })
      expect((await typesOf(store, 'run_1')).slice(-3)).toEqual(['tool.failed', 'run.delegated', 'run.resumed'])
      expect(await store.getRun({ organizationId, runId: 'run_a' })).toBeNull()
    })
  })

  describe('a run that has delegated', () => {
    it('is running and in nobody’s hands until the last run below it has ended', async () => {
      const { store } = await open()
      await startFamily(store, ['a', 'b'])
      expect(await store.getRun({ organizationId, runId: 'run_1' })).toMatchObject({ status: 'running', owner: null })
      expect(await store.acquireRun({ runId: 'run_1', owner: 'x', at: moment(0) })).toEqual({ outcome: 'waiting' })
      const isWaiting = async () => (await store.listOpenRuns()).map((run) => [run.runId, run.isWaiting])
      expect(await isWaiting()).toEqual([
        ['run_1', true],
        ['run_a', false],
        ['run_b', false],
      ])
      await end(store, 'run_a')
      expect(await isWaiting()).toEqual([
        ['run_1', true],
        ['run_b', false],
      ])
      await end(store, 'run_b', failed)
      expect(await isWaiting()).toEqual([['run_1', false]])
      const log = await readLog(store, 'run_1')
      expect(log.slice(-3)).toMatchObject([
        { type: 'tool.completed', spanId: 'span_a', data: { output: 'Hi', child: { runId: 'run_a' } } },
        { type: 'tool.failed', spanId: 'span_b', data: { code: 'AGENT_FAILED' } },
        { type: 'run.resumed', data: { deadlineAt: moment(61_000) } },
      ])
      expect((await acquire(store, 'run_1')).state).toMatchObject({ attempt: 2, openCalls: new Map() })
    })

    it('goes on at once when they ended before it paused', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      await store.appendEvents({ runId: 'run_1', epoch, events: [...turn('t1'), called('a')] })
      await end(store, 'run_a')
      const late = await store.appendEvents({ runId: 'run_1', epoch, events: [delegated('run_a')] })
      expect(late.outcome).toBe('appended')
      expect((await typesOf(store, 'run_1')).slice(-3)).toEqual(['tool.completed', 'run.delegated', 'run.resumed'])
    })

    it('has its answer under whatever epoch it has by then', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      await store.appendEvents({ runId: 'run_1', epoch, events: [...turn('t1'), called('a')] })
      await acquire(store, 'run_1', 'another')
      await end(store, 'run_a')
      expect((await typesOf(store, 'run_1')).at(-1)).toBe('tool.completed')
    })
  })

  describe('the end of a run', () => {
    it.each(['cancel', 'failure', 'interrupt'] as const)('by %s ends all below it in one transaction', async (how) => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1', { created: { sessionId: 's1' } })
      await store.appendEvents({ runId: 'run_1', epoch, events: [...turn('t1'), called('a'), called('b')] })
      const { epoch: below } = await acquire(store, 'run_a')
      await store.appendEvents({ runId: 'run_a', epoch: below, events: [...turn('t1'), called('c')] })
      const commits: (readonly Committed[])[] = []
      store.subscribe((committed) => void commits.push(committed))
      if (how === 'cancel') await cancel(store, 'run_1')
      if (how === 'failure') await store.appendEvents({ runId: 'run_1', epoch, events: [failed] })
      if (how === 'interrupt') await createRun(store, 'run_2', { created: { sessionId: 's1' }, onBusy: 'interrupt' })
      const ended = ['run_a', 'run_b', 'run_c']
      expect(commits).toHaveLength(1)
      expect(commits[0]?.map(({ runId }) => runId)).toEqual(expect.arrayContaining(ended))
      for (const runId of ended) {
        expect(await statusOf(store, runId)).toBe('cancelled')
        const { items } = await store.listAudit({ organizationId, resource: runId, ...page })
        expect(items.at(-1)).toMatchObject({ action: 'run.cancelled', actor: how === 'failure' ? 'errand' : 'root' })
        const emissions = await store.listEmissions({ organizationId, resource: runId, ...page })
        expect(emissions.items.map(({ key }) => key)).toEqual(['run.started', 'run.cancelled'])
      }
      const late = await store.appendEvents({ runId: 'run_a', epoch: below, events: [completed] })
      expect(late).toEqual({ outcome: 'refused', reason: 'ended' })
    })
  })

  describe('what a tree has used', () => {
    it('is what a run and all runs below it have, at every depth; unknown costs add nothing', async () => {
      const { store } = await open()
      const { epoch } = await startRun(store, 'run_1')
      await store.appendEvents({ runId: 'run_1', epoch, events: [...turn('t1', 9), called('a'), called('b')] })
      const below = await acquire(store, 'run_a')
      await store.appendEvents({ runId: 'run_a', epoch: below.epoch, events: [...turn('t1', 4, 0.5), called('c')] })
      const deepest = await acquire(store, 'run_c')
      await store.appendEvents({ runId: 'run_c', epoch: deepest.epoch, events: turn('t1', 2, 0.25) })
      await end(store, 'run_b')
      const runIds = ['run_1', 'run_a', 'run_b', 'run_none']
      expect(await store.readTreeUse({ runIds })).toEqual([
        { runId: 'run_1', totalTokens: 18, costUsd: 0.75 },
        { runId: 'run_a', totalTokens: 8, costUsd: 0.75 },
        { runId: 'run_b', totalTokens: 0 },
        { runId: 'run_none', totalTokens: 0 },
      ])
    })
  })

  describe('pruning', () => {
    it('keeps what ended below a run that has not', async () => {
      const { store } = await open()
      await startFamily(store, ['a'])
      await end(store, 'run_a')
      const old = { endedBefore: '2999', limit: 100, at: moment(0) }
      expect(await store.pruneRuns(old)).toMatchObject({ runs: 0 })
      await cancel(store, 'run_1')
      expect(await store.pruneRuns(old)).toMatchObject({ runs: 2 })
    })
  })
}
