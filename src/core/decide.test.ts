import { describe, expect, it } from 'vitest'
import {
  created,
  createDefinition,
  event,
  logOf,
  message,
  moment,
  type ShortEvent,
  START_MS,
  started,
  toolCompleted,
  toolStarted,
  toolUnknown,
  turnCompleted,
  turnFailed,
  turnStarted,
} from '../testing/log-of.ts'
import { decide } from './decide.ts'
import { foldEvents } from './run-state.ts'

interface Setting {
  readonly nowMs?: number
  readonly onUnknown?: 'tell-model' | 'fail'
  readonly limits?: { timeoutMs: number; maxIterations: number; maxTokens?: number }
}

function next(events: ShortEvent[], { nowMs = 5000, onUnknown = 'tell-model', limits }: Setting = {}) {
  const state = foldEvents(logOf([created(limits && { limits }), ...events]))
  return decide(state, createDefinition({ onUnknown }), START_MS + nowMs)
}

const turn = (spanId: string, ...parts: ShortEvent[]) => [turnStarted(spanId), ...parts, turnCompleted(spanId)]
const answered = [started(), ...turn('t1', message('t1', 'Hi'))]
const calling = [started(), ...turn('t1'), toolStarted('c1', 't1'), toolStarted('c2', 't1')]
const unknown = [started(), ...turn('t1'), toolStarted('c1', 't1'), toolUnknown('c1')]
const limits = { timeoutMs: 60_000, maxIterations: 1 }

describe('what a run does next', () => {
  it('is nothing before its start and after its end', () => {
    const cancelled = event('run.cancelled', { by: 'root', inFlight: [] })
    expect(next([])).toEqual({ kind: 'stop' })
    expect(next([...answered, cancelled])).toEqual({ kind: 'stop' })
    expect(next([...calling, cancelled], { nowMs: 90_000 })).toEqual({ kind: 'stop' })
  })

  it('is the first model turn, at once', () => {
    expect(next([started()])).toEqual({ kind: 'callModel', n: 1, notBeforeMs: 0 })
  })

  it('is to fail from the very moment of the deadline on, whatever else is open', () => {
    const failure = { code: 'RUN_TIMEOUT', stage: 'limit', message: expect.stringContaining('60000 ms') }
    expect(next([started()], { nowMs: 59_999 }).kind).toBe('callModel')
    for (const events of [[started()], calling, answered, [started(), turnStarted('t1')]]) {
      expect(next(events, { nowMs: 60_000 })).toEqual({ kind: 'fail', failure })
    }
  })

  it('is every open call, before anything but the deadline', () => {
    expect(next(calling)).toMatchObject({ kind: 'callTools', calls: [{ callId: 'c1' }, { callId: 'c2' }] })
    const one = [...calling, toolUnknown('c1')]
    expect(next(one, { onUnknown: 'fail', limits })).toMatchObject({ kind: 'callTools', calls: [{ callId: 'c2' }] })
  })

  it('is to ask the model about a call whose outcome is unknown, or to fail, as the agent says', () => {
    expect(next(unknown)).toMatchObject({ kind: 'callModel', n: 2 })
    const message = expect.stringMatching(/look \(c1\) is unknown/)
    const failure = { code: 'TOOL_OUTCOME_UNKNOWN', stage: 'tool', message }
    expect(next(unknown, { onUnknown: 'fail' })).toEqual({ kind: 'fail', failure })
    expect(next(unknown, { onUnknown: 'fail', limits })).toEqual({ kind: 'fail', failure })
  })

  it('is not to fail for an unknown outcome that the model has already been told of', () => {
    expect(next([...unknown, ...turn('t2', message('t2', 'ok'))], { onUnknown: 'fail' }).kind).toBe('finish')
  })

  it('is the same turn again after a failure that passes, not before its time', () => {
    const failed = [started(), turnStarted('t1'), turnFailed('t1', { retryAfterMs: 700 })]
    expect(next(failed)).toEqual({ kind: 'callModel', n: 1, notBeforeMs: START_MS + 3700 })
    const atOnce = [started(), turnStarted('t1'), turnFailed('t1', { code: 'INTERRUPTED' })]
    expect(next(atOnce)).toEqual({ kind: 'callModel', n: 1, notBeforeMs: START_MS + 3000 })
  })

  it('is to fail after a failure that does not pass', () => {
    const failed = [started(), turnStarted('t1'), turnFailed('t1', { code: 'MODEL_KEY_MISSING', willRetry: false })]
    const failure = { code: 'MODEL_KEY_MISSING', message: 'it broke', stage: 'model' }
    expect(next(failed, { limits })).toEqual({ kind: 'fail', failure })
  })

  it('is to ask again, not to finish, when the turn after an answered call failed', () => {
    const events = [...calling, toolCompleted('c1'), toolCompleted('c2'), turnStarted('t2'), turnFailed('t2')]
    expect(next(events)).toMatchObject({ kind: 'callModel', n: 2 })
  })

  it('is to finish with the text of a turn that calls nothing, also at its limits', () => {
    const reasoning = event('reasoning.completed', { content: 'hm', startedAt: moment(0) })
    const events = [started(), ...turn('t1', reasoning, message('t1', 'One'), message('t1', 'Two'))]
    expect(next(events)).toEqual({ kind: 'finish', text: 'One\n\nTwo', value: null })
    expect(next(answered, { limits: { ...limits, maxTokens: 1 } })).toMatchObject({ kind: 'finish', text: 'Hi' })
    expect(next([started(), ...turn('t1')])).toMatchObject({ kind: 'finish', text: '' })
  })

  it('is to fail when the next turn would exceed the iterations', () => {
    const events = [...calling, toolCompleted('c1'), toolCompleted('c2')]
    const failure = { code: 'RUN_MAX_ITERATIONS', stage: 'limit', message: expect.stringContaining('limit of 1 model') }
    expect(next(events, { limits })).toEqual({ kind: 'fail', failure })
    expect(next(events, { limits: { ...limits, maxIterations: 2 } })).toMatchObject({ kind: 'callModel', n: 2 })
  })

  it('is to fail when the tokens are used up', () => {
    const events = [...calling, toolCompleted('c1'), toolCompleted('c2')]
    const budget = (maxTokens: number) => ({ timeoutMs: 60_000, maxIterations: 9, maxTokens })
    expect(next(events, { limits: budget(5) }).kind).toBe('callModel')
    const failure = {
      code: 'RUN_BUDGET_EXCEEDED',
      stage: 'limit',
      message: expect.stringMatching(/4 tokens.* is 4 \(maxTokensPerRun\)/),
    }
    expect(next(events, { limits: budget(4) })).toEqual({ kind: 'fail', failure })
  })
})
