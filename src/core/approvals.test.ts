import { describe, expect, it } from 'vitest'
import { RunLog, RunStep } from '../contracts/run.ts'
import {
  created,
  createDefinition,
  event,
  logOf,
  moment,
  recovered,
  requested,
  resolved,
  resumed,
  type ShortEvent,
  START_MS,
  started,
  toolCompleted,
  toolStarted,
  toolUnknown,
  turnCompleted,
  turnStarted,
  waiting,
  withoutNumbers,
} from '../testing/log-of.ts'
import { decide } from './decide.ts'
import { cancelRun } from './end-run.ts'
import { projectLogs } from './project-logs.ts'
import { projectSteps } from './project-steps.ts'
import { resumeRun } from './resume-run.ts'
import { foldRowChange } from './row-change.ts'
import { foldEvents } from './run-state.ts'
import { takeOver } from './take-over.ts'

const log = (...events: ShortEvent[]) => logOf([created(), ...events])
const fold = (...events: ShortEvent[]) => foldEvents(log(...events))
const turn = [started(), turnStarted('t1'), turnCompleted('t1')]
const asking = [...turn, requested('c1', 't1')]
const unknown = [...turn, toolStarted('c1', 't1'), toolUnknown('c1')]
const cancelled = event('run.cancelled', { by: 'root', inFlight: [] })

describe('the fold of what a person is asked', () => {
  it('holds the call as part of its turn, and starts it once when it is approved', () => {
    const part = { kind: 'call', callId: 'c1', spanId: 'span_c1', toolName: 'look', input: { q: 'c1' } }
    expect(fold(...asking)).toMatchObject({ openCalls: new Map(), outcomes: new Map(), turns: [{ parts: [part] }] })
    const approved = [...asking, resolved('c1', { decision: 'approved' })]
    expect([...fold(...approved).approvedCalls.values()]).toMatchObject([{ callId: 'c1', turnSpanId: 't1' }])
    const begun = fold(...approved, toolStarted('c1', 't1'))
    expect(begun.turns[0]?.parts).toHaveLength(1)
    expect(begun).toMatchObject({ approvals: new Map(), approvedCalls: new Map() })
    expect([...begun.openCalls.keys()]).toEqual(['span_c1'])
  })

  it('takes over arguments that a person changed, for the call and for the model', () => {
    const input = { q: 'other' }
    const state = fold(...asking, requested('c2', 't1'), resolved('c1', { decision: 'approved', input }))
    expect(state.approvedCalls.get('c1')).toMatchObject({ input })
    expect(state.turns[0]?.parts).toMatchObject([
      { callId: 'c1', input },
      { callId: 'c2', input: { q: 'c2' } },
    ])
  })

  it.each<[string, Parameters<typeof resolved>[1], object]>([
    ['rejected', { decision: 'rejected' }, { kind: 'failed', code: 'APPROVAL_REJECTED', message: expect.any(String) }],
    ['rejected why', { decision: 'rejected', reason: 'too much' }, { kind: 'failed', message: 'too much' }],
    ['answered', { decision: 'answered', output: { answer: 'Tea' } }, { kind: 'completed', output: { answer: 'Tea' } }],
    ['settled', { decision: 'settled', outcome: 'completed' }, { kind: 'completed', output: null }],
    ['settled as failed', { decision: 'settled', outcome: 'failed' }, { kind: 'failed', code: 'TOOL_EXECUTION_ERROR' }],
    [
      'settled with why',
      { decision: 'settled', outcome: 'failed', reason: 'lost' },
      { kind: 'failed', message: 'lost' },
    ],
  ])('makes an answer an outcome: %s', (_title, answer, outcome) => {
    const state = fold(...asking, resolved('c1', answer))
    expect(state.outcomes.get('c1')).toMatchObject(outcome)
    expect(state.approvals.size).toBe(0)
    const settled = fold(...unknown, requested('c1', 't1', 'unknown'), resolved('c1', answer))
    expect(settled.outcomes.get('c1')).toMatchObject(outcome)
    expect(settled.turns[0]?.parts).toHaveLength(1)
  })

  it('ignores a second answer, answers to nothing, and types it does not know', () => {
    const state = fold(...asking, resolved('c1', { decision: 'rejected' }))
    const later = [resolved('c1', { decision: 'approved' }), resolved('c9', { decision: 'approved' })]
    const other = { type: 'approval.delayed', data: {} } as unknown as ShortEvent
    const after = fold(...asking, resolved('c1', { decision: 'rejected' }), ...later, other)
    expect(after).toEqual({ ...state, lastSeq: state.lastSeq + 3 })
  })

  it('survives requests without spans and of turns that are gone', () => {
    const { spanId: _spanId, parentSpanId: _parent, ...bare } = requested('c1', 't1')
    const state = fold(started(), bare, resolved('c1', { decision: 'approved' }))
    expect([...state.approvedCalls.values()]).toMatchObject([{ spanId: '', turnSpanId: '' }])
  })

  it('waits, goes on with a new deadline and no idle attempts, and asks nothing after the end', () => {
    expect(fold(...asking, waiting('c1'))).toMatchObject({ status: 'waiting', waitingSince: moment(5000) })
    const answer = resolved('c1', { decision: 'approved' })
    const state = fold(...asking, recovered(2), waiting('c1'), answer, resumed(90_000))
    const expected = { status: 'running', waitingSince: null, deadlineAt: moment(90_000), isResumed: true }
    expect(state).toMatchObject({ ...expected, idleAttempts: 0 })
    expect(fold(...asking, waiting('c1'), cancelled)).toMatchObject({ status: 'cancelled', approvals: new Map() })
    expect(fold(...asking, answer, cancelled).approvedCalls.size).toBe(0)
  })
})

describe('what a run does next', () => {
  const next = (events: ShortEvent[], onUnknown: 'ask' | 'fail' | 'tell-model' = 'ask', nowMs = 9000) =>
    decide(fold(...events), createDefinition({ onUnknown }), START_MS + nowMs)

  it('is to start approved calls, then to run what is open, then to wait, then nothing', () => {
    const approved = resolved('c1', { decision: 'approved' })
    const two = [...asking, requested('c2', 't1')]
    expect(next([...two, approved])).toMatchObject({ kind: 'startApproved', calls: [{ callId: 'c1' }] })
    const begun = [...two, approved, toolStarted('c1', 't1')]
    expect(next(begun)).toMatchObject({ kind: 'callTools', calls: [{ callId: 'c1' }] })
    expect(next([...begun, toolCompleted('c1')])).toEqual({ kind: 'wait', approvalIds: ['appr_c2'] })
    expect(next([...begun, toolCompleted('c1'), waiting('c2')])).toEqual({ kind: 'stop' })
    const all = [...begun, toolCompleted('c1'), waiting('c2'), resolved('c2', { decision: 'rejected' }), resumed()]
    expect(next(all)).toMatchObject({ kind: 'callModel', n: 2 })
  })

  it('is to ask once what became of calls, if the agent says so', () => {
    const calls = [{ callId: 'c1', spanId: 'span_c1' }]
    expect(next(unknown)).toMatchObject({ kind: 'askOutcome', calls, turnSpanId: 't1' })
    expect(next([...unknown, requested('c1', 't1', 'unknown')])).toEqual({ kind: 'wait', approvalIds: ['appr_c1'] })
    const settled = resolved('c1', { decision: 'settled', outcome: 'completed' })
    expect(next([...unknown, requested('c1', 't1', 'unknown'), settled]).kind).toBe('callModel')
  })

  it('is to fail or to tell the model of an unknown outcome, and to wait for the rest before that', () => {
    const both = [...unknown, requested('c2', 't1')]
    expect(next(both, 'fail')).toMatchObject({ kind: 'fail', failure: { code: 'TOOL_OUTCOME_UNKNOWN' } })
    expect(next(both, 'tell-model')).toEqual({ kind: 'wait', approvalIds: ['appr_c2'] })
  })

  it('is nothing while it waits, also past the deadline, and to go on within the new one', () => {
    const paused = [...asking, waiting('c1')]
    expect(next(paused, 'ask', 600_000)).toEqual({ kind: 'stop' })
    const answered = [...paused, resolved('c1', { decision: 'rejected' }), resumed(900_000)]
    expect(next(answered, 'ask', 600_000).kind).toBe('callModel')
    expect(next(answered, 'ask', 900_000)).toMatchObject({ kind: 'fail', failure: { code: 'RUN_TIMEOUT' } })
  })
})

describe('the end of a wait', () => {
  it('adds the time that was waited to the deadline', () => {
    const state = fold(...asking, waiting('c1'), resolved('c1', { decision: 'approved' }))
    const data = { deadlineAt: moment(60_000 + 100_000) }
    expect(resumeRun(state, moment(105_000))).toEqual([{ type: 'run.resumed', at: moment(105_000), attempt: 1, data }])
    expect(resumeRun(state, moment(0))).toMatchObject([{ data: { deadlineAt: moment(60_000) } }])
  })

  it('does not come while something is asked, nor to a run that does not wait', () => {
    expect(resumeRun(fold(...asking, waiting('c1')), moment(9000))).toEqual([])
    expect(resumeRun(fold(...turn), moment(9000))).toEqual([])
    expect(resumeRun(fold(waiting()), moment(9000))).toEqual([])
  })

  it('is followed by another start, not by a recovery; after that a crash is one', () => {
    const state = [...asking, waiting('c1'), resolved('c1', { decision: 'approved' }), resumed(90_000)]
    const at = moment(20_000)
    const data = { attempt: 2, deadlineAt: moment(90_000) }
    expect(takeOver(fold(...state), at)).toEqual([{ type: 'run.started', at, attempt: 2, data }])
    const again = fold(...state, event('run.started', data))
    expect(again).toMatchObject({ attempt: 2, isResumed: false })
    expect(takeOver(again, at)).toMatchObject([{ type: 'run.recovered', attempt: 3 }])
  })

  it('keeps the first start in the row', () => {
    const change = foldRowChange(
      withoutNumbers(log(started(), waiting(), resumed(), event('run.started', { attempt: 2, deadlineAt: moment(9) }))),
    )
    expect(change).toMatchObject({ startedAt: moment(1000), attempt: 2, status: 'running' })
    expect(foldRowChange(withoutNumbers(log(waiting()))).status).toBe('waiting')
  })

  it('can be a cancel, which has nothing to close', () => {
    const events = cancelRun(fold(...asking, waiting('c1')), { at: moment(9000), by: 'root', reason: null })
    expect(events.map(({ type }) => type)).toEqual(['run.cancelled'])
  })
})

describe('what is seen of approvals', () => {
  const steps = (...events: ShortEvent[]) => {
    const found = projectSteps(log(...events))
    for (const step of found) expect(RunStep.parse(step)).toEqual(step)
    return found
  }

  it('is a step that waits, then runs with what was approved', () => {
    expect(steps(...asking)).toMatchObject([{ id: 'span_c1', type: 'tool_call', status: 'waiting', toolName: 'look' }])
    const begun = [...asking, resolved('c1', { decision: 'approved' }), toolStarted('c1', 't1')]
    expect(steps(...begun)).toMatchObject([{ id: 'span_c1', status: 'running', startedAt: moment(6000) }])
    const results = steps(...begun, toolCompleted('c1'))
    expect(results).toMatchObject([{ status: 'done', durationMs: 1000 }, { id: 'span_c1-result' }])
  })

  it('is a result that a person gave', () => {
    expect(steps(...asking, resolved('c1', { decision: 'rejected' }))).toMatchObject([
      { status: 'error' },
      { type: 'tool_result', status: 'error', errorMessage: 'rejected by ada' },
    ])
    expect(steps(...asking, resolved('c1', { decision: 'rejected', reason: 'no' }))[1]?.errorMessage).toBe('no')
    const answered = steps(...asking, resolved('c1', { decision: 'answered', output: { answer: 'Tea' } }))
    expect(answered[1]).toMatchObject({ status: 'done', output: { answer: 'Tea' } })
    const outcome = requested('c1', 't1', 'unknown')
    const settled = steps(...unknown, outcome, resolved('c1', { decision: 'settled', outcome: 'completed' }))
    expect(settled.map(({ id, status }) => [id, status])).toEqual([
      ['span_c1', 'done'],
      ['span_c1-result', 'error'],
      ['span_c1-settled', 'done'],
    ])
    expect(steps(started(), resolved('c9', { decision: 'rejected' }))).toEqual([])
  })

  it.each([cancelled, event('run.failed', { code: 'X', message: 'x', stage: 'limit' })])(
    'is a step that was cancelled when the run ended first',
    (end) => {
      expect(steps(...asking, end)[0]).toMatchObject({ status: 'cancelled', completedAt: moment(5000) })
    },
  )

  it('is told in the log lines', () => {
    const lines = (...events: ShortEvent[]) => {
      const found = projectLogs(log(...events))
      for (const line of found) expect(RunLog.parse(line)).toEqual(line)
      return found.map(({ message }) => message)
    }
    expect(lines(...asking, resolved('c1', { decision: 'rejected', reason: 'no' }))).toEqual([
      'A person is asked about look (approval)',
      'look was rejected by ada: no',
    ])
    expect(lines(started(), resolved('c9', { decision: 'approved' }))).toEqual([' was approved by ada'])
  })
})
