import { describe, expect, it } from 'vitest'
import {
  created,
  event,
  logOf,
  message,
  moment,
  recovered,
  type ShortEvent,
  started,
  toolCompleted,
  toolFailed,
  toolStarted,
  toolUnknown,
  turnCompleted,
  turnFailed,
  turnStarted,
} from '../testing/log-of.ts'
import { applyEvent, foldEvents, getLimits } from './run-state.ts'

const fold = (...events: ShortEvent[]) => foldEvents(logOf([created(), ...events]))

describe('the fold of a log', () => {
  it('starts as pending, with the limits the run was created with', () => {
    const state = fold()
    expect(state).toMatchObject({ runId: 'run_1', status: 'pending', attempt: 0, lastSeq: 1, iterations: 0 })
    expect(getLimits(state)).toEqual({ timeoutMs: 60_000, maxIterations: 25 })
  })

  it('refuses what is no log of a run', () => {
    expect(() => foldEvents([])).toThrow('a log without events has no state')
    expect(() => foldEvents(logOf([started()]))).toThrow('run run_1: log starts with run.started')
  })

  it('is running from its start and keeps the deadline through a recovery', () => {
    expect(fold(started())).toMatchObject({
      status: 'running',
      attempt: 1,
      idleAttempts: 1,
      deadlineAt: moment(60_000),
    })
    expect(fold(started(), recovered(2))).toMatchObject({ attempt: 2, idleAttempts: 2, deadlineAt: moment(60_000) })
  })

  it.each([
    ['run.completed', 'done'],
    ['run.failed', 'error'],
    ['run.cancelled', 'cancelled'],
  ] as const)('ends with %s as %s', (type, status) => {
    const data = { code: 'X', message: '', stage: 'model', by: 'root', inFlight: [], sources: [] }
    expect(fold(started(), event(type, data as never)).status).toBe(status)
  })

  it('holds what the model said, in order, with what the provider wants back', () => {
    const metadata = { anthropic: { signature: 'abc' } }
    const state = fold(
      started(),
      turnStarted('t1'),
      event('reasoning.completed', { content: 'hm', startedAt: moment(0), providerMetadata: metadata }),
      message('t1', 'wait', 'narration'),
      turnCompleted('t1'),
      toolStarted('c1', 't1'),
      toolStarted('c2', 't1'),
    )
    expect(state.turns).toMatchObject([
      {
        spanId: 't1',
        parts: [
          { kind: 'reasoning', text: 'hm', providerMetadata: metadata },
          { kind: 'text', text: 'wait' },
          { kind: 'call', callId: 'c1', toolName: 'look', input: { q: 'c1' } },
          { kind: 'call', callId: 'c2' },
        ],
      },
    ])
    expect([...state.openCalls.keys()]).toEqual(['span_c1', 'span_c2'])
    expect(state.turn).toBeNull()
  })

  it('holds each outcome of a call and closes the call', () => {
    const calls = ['c1', 'c2', 'c3'].map((callId) => toolStarted(callId, 't1'))
    const outcomes = [toolCompleted('c1', { n: 1 }), toolFailed('c2'), toolUnknown('c3')]
    const state = fold(started(), turnStarted('t1'), turnCompleted('t1'), ...calls, ...outcomes)
    expect(state.openCalls.size).toBe(0)
    expect(Object.fromEntries(state.outcomes)).toEqual({
      c1: { kind: 'completed', output: { n: 1 } },
      c2: { kind: 'failed', code: 'TOOL_EXECUTION_ERROR', message: 'no luck' },
      c3: { kind: 'unknown', message: 'nobody knows' },
    })
  })

  it('marks open calls as interrupted when another owner takes the run up, and only those', () => {
    const turn = [turnStarted('t1'), turnCompleted('t1'), toolStarted('c1', 't1'), toolStarted('c2', 't1')]
    const state = fold(started(), ...turn, toolCompleted('c1'), recovered(2))
    expect([...state.openCalls.values()]).toMatchObject([{ callId: 'c2', isInterrupted: true }])
    applyEvent(state, logOf([toolStarted('c3', 't1')], 20)[0]!)
    expect(state.openCalls.get('span_c3')?.isInterrupted).toBe(false)
  })

  it('adds usage and cost over turns; the cost is unknown until a turn has one', () => {
    const first = fold(started(), turnStarted('t1'), turnCompleted('t1', 3))
    expect(first).toMatchObject({ usage: { promptTokens: 3, completionTokens: 1, totalTokens: 4 }, costUsd: null })
    const turns = [turnStarted('t1'), turnCompleted('t1', 3, 0.5), turnStarted('t2', 2), turnCompleted('t2', 5, 0.25)]
    const both = fold(started(), ...turns)
    expect(both).toMatchObject({ usage: { promptTokens: 8, completionTokens: 2, totalTokens: 10 }, costUsd: 0.75 })
    expect(both.iterations).toBe(2)
  })

  it('voids a turn that failed, and counts failures in a row without interruptions', () => {
    const state = fold(started(), turnStarted('t1'), message('t1', 'half'), turnFailed('t1'))
    expect(state).toMatchObject({ turn: null, turns: [], turnFailures: 1, iterations: 0 })
    expect(state.lastFailure).toMatchObject({ at: moment(4000), data: { code: 'MODEL_FAILED' } })
    const interrupted = fold(started(), turnStarted('t1'), turnFailed('t1', { code: 'INTERRUPTED' }))
    expect(interrupted.turnFailures).toBe(0)
    expect(interrupted.lastFailure).not.toBeNull()
    const healed = fold(started(), turnStarted('t1'), turnFailed('t1'), turnStarted('t2'), turnCompleted('t2'))
    expect(healed).toMatchObject({ turnFailures: 0, lastFailure: null })
  })

  it('counts attempts that completed nothing; a turn or a call ends the count', () => {
    expect(fold(started(), recovered(2), recovered(3)).idleAttempts).toBe(3)
    expect(fold(started(), recovered(2), turnStarted('t1'), turnCompleted('t1')).idleAttempts).toBe(0)
    const call = [turnStarted('t1'), turnCompleted('t1'), toolStarted('c1', 't1')]
    expect(fold(started(), ...call, recovered(2), toolUnknown('c1')).idleAttempts).toBe(0)
  })

  it('remembers that a simulated model answered', () => {
    const turn = event('turn.started', { n: 1, provider: 'sim', model: 'x', simulated: true }, { spanId: 't1' })
    expect(fold(started(), turn, turnCompleted('t1'), turnStarted('t2')).isSimulated).toBe(true)
    expect(fold(started(), turnStarted('t1')).isSimulated).toBe(false)
  })

  it('ignores deltas, log lines and types it does not know, but counts them', () => {
    const before = fold(started(), turnStarted('t1'))
    const state = fold(
      started(),
      turnStarted('t1'),
      event('message.delta', { messageId: 'm', channel: 'final', content: 'x' }),
      event('log', { level: 'info', message: 'x' }),
      ...['run.paused', 'tool.paused', 'skill.loaded'].map((type) => ({ type, data: {} }) as unknown as ShortEvent),
    )
    expect(state).toEqual({ ...before, lastSeq: 8 })
  })

  it('survives events without a span and closings of what was never open', () => {
    const state = fold(
      started(),
      event('message.completed', { messageId: 'm', channel: 'final', content: 'x', startedAt: moment(0) }),
      turnCompleted('t1'),
      event('turn.started', { n: 1, provider: 'sim', model: 'x' }),
      event('tool.started', { callId: 'c1', toolName: 'look', input: {}, effect: 'pure' }),
      event('tool.completed', { callId: 'c1', output: 1, durationMs: 0 }),
    )
    expect(state).toMatchObject({ turns: [], iterations: 1, turn: { spanId: '' } })
    expect(state.openCalls.size).toBe(0)
  })
})
