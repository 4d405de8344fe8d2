import { describe, expect, it } from 'vitest'
import {
  created,
  event,
  logOf,
  moment,
  recovered,
  type ShortEvent,
  started,
  toolStarted,
  turnCompleted,
  turnStarted,
} from '../testing/log-of.ts'
import { cancelRun, endRun, listInFlight } from './end-run.ts'
import { foldEvents } from './run-state.ts'
import { takeOver } from './take-over.ts'

const at = moment(30_000)
const fold = (...events: ShortEvent[]) => foldEvents(logOf([created(), ...events]))
const calls = (['pure', 'idempotent', 'once'] as const).map((effect) => toolStarted(effect, 't1', effect))
const calling = [started(), turnStarted('t1'), turnCompleted('t1'), ...calls]

describe('taking a run up', () => {
  it('starts it the first time, with its deadline counted from now', () => {
    const data = { attempt: 1, deadlineAt: moment(90_000) }
    expect(takeOver(fold(), at)).toEqual([{ type: 'run.started', at, attempt: 1, data }])
  })

  it('recovers it with nothing to settle', () => {
    const data = { attempt: 2, settled: [] }
    expect(takeOver(fold(started()), at)).toEqual([{ type: 'run.recovered', at, attempt: 2, data }])
  })

  it('closes an open turn so that the model is asked again', () => {
    const settled = [{ spanId: 't1', outcome: 'turn-retried' }]
    expect(takeOver(fold(started(), turnStarted('t1')), at)).toMatchObject([
      { type: 'run.recovered', attempt: 2, data: { attempt: 2, settled } },
      { type: 'turn.failed', at, attempt: 2, spanId: 't1', data: { code: 'INTERRUPTED', willRetry: true } },
    ])
  })

  it('says of every open call what becomes of it, and leaves it open', () => {
    const settled = [
      { spanId: 'span_pure', callId: 'pure', outcome: 'call-repeated' },
      { spanId: 'span_idempotent', callId: 'idempotent', outcome: 'call-repeated' },
      { spanId: 'span_once', callId: 'once', outcome: 'outcome-unknown' },
    ]
    const data = { attempt: 2, settled }
    expect(takeOver(fold(...calling), at)).toEqual([{ type: 'run.recovered', at, attempt: 2, data }])
  })

  it('gives a run up after 50 attempts that completed nothing', () => {
    const attempts = (count: number) => Array.from({ length: count }, (_, index) => recovered(index + 2))
    expect(takeOver(fold(started(), ...attempts(48)), at)[0]?.type).toBe('run.recovered')
    const lost = fold(started(), ...attempts(49), turnStarted('t1'))
    expect(takeOver(lost, at)).toMatchObject([
      { type: 'turn.failed', spanId: 't1', data: { code: 'RUN_LOST', willRetry: false } },
      { type: 'run.failed', attempt: 51, data: { code: 'RUN_LOST', stage: 'start' } },
    ])
  })
})

describe('ending a run', () => {
  const failed = { type: 'run.failed', at, data: { code: 'RUN_TIMEOUT', message: 'late', stage: 'limit' } } as const

  it('closes every open call for the reason of the end, then ends', () => {
    expect(endRun(fold(...calling), { ...failed, attempt: 3 })).toEqual([
      ...['pure', 'idempotent', 'once'].map((callId) => ({
        type: 'tool.failed',
        at,
        attempt: 3,
        spanId: `span_${callId}`,
        data: { callId, code: 'RUN_TIMEOUT', message: 'late', retryable: false },
      })),
      { ...failed, attempt: 3 },
    ])
  })

  it('closes an open turn', () => {
    const data = { resultType: 'text', resultData: {}, sources: [], usage: { promptTokens: 0 } } as never
    expect(endRun(fold(started(), turnStarted('t1')), { type: 'run.completed', at, data })).toMatchObject([
      { type: 'turn.failed', spanId: 't1', data: { code: 'INTERNAL_ERROR', willRetry: false } },
      { type: 'run.completed' },
    ])
  })

  it('by a cancel names who asked, why, and what was in flight', () => {
    const state = fold(...calling)
    expect(cancelRun(state, { at, by: 'root', reason: 'enough' })).toMatchObject([
      { type: 'tool.failed', data: { code: 'CANCELLED' } },
      { type: 'tool.failed' },
      { type: 'tool.failed' },
      {
        type: 'run.cancelled',
        attempt: 1,
        data: { by: 'root', reason: 'enough', inFlight: [{ kind: 'tool', callId: 'pure', toolName: 'look' }, {}, {}] },
      },
    ])
    const asking = fold(started(), turnStarted('t1'))
    expect(listInFlight(asking)).toEqual([{ spanId: 't1', kind: 'turn', since: asking.turn?.startedAt }])
  })

  it('by a cancel before the start has no attempt, no reason and nothing in flight', () => {
    const data = { by: 'root', inFlight: [] }
    expect(cancelRun(fold(), { at, by: 'root', reason: null })).toEqual([{ type: 'run.cancelled', at, data }])
  })

  it('ignores what was closed before', () => {
    const closed = event('turn.failed', { code: 'X', message: '', willRetry: true }, { spanId: 't1' })
    expect(endRun(fold(started(), turnStarted('t1'), closed), failed)).toEqual([failed])
  })
})
