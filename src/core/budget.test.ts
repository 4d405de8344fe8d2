import { describe, expect, it } from 'vitest'
import type { RunEventData } from '../contracts/run-event.ts'
import {
  created,
  createDefinition,
  event,
  logOf,
  moment,
  type ShortEvent,
  START_MS,
  started,
  toolCompleted,
  toolStarted,
  turnCompleted,
  turnFailed,
  turnStarted,
} from '../testing/log-of.ts'
import { refuseUnpriced } from './budget.ts'
import { decide } from './decide.ts'
import { foldEvents } from './run-state.ts'

type Created = Partial<RunEventData<'run.created'>>

const limits = (change: object = {}) => ({ timeoutMs: 60_000, maxIterations: 9, ...change })
const fold = (change: Created, events: ShortEvent[]) => foldEvents(logOf([created(change), started(), ...events]))
const next = (change: Created, ...events: ShortEvent[]) =>
  decide(fold(change, events), createDefinition(), START_MS + 9000)
const checked = (...used: RunEventData<'budget.checked'>['used']) => event('budget.checked', { used })

/** A turn of 4 tokens, or more, that has called a tool. */
const calling = (costUsd?: number, tokens = 3) => [
  turnStarted('t1'),
  turnCompleted('t1', tokens, costUsd),
  toolStarted('c1', 't1'),
  toolCompleted('c1'),
]
const child = { runId: 'run_2', agentId: 'search' }
const delegating = [
  turnStarted('t1'),
  turnCompleted('t1', 3, 0.25),
  event(
    'tool.started',
    { callId: 'c1', toolName: 'search', input: {}, effect: 'idempotent', child },
    { spanId: 'span_c1', parentSpanId: 't1' },
  ),
  toolCompleted('c1'),
]
const above = (change: object = {}) => ({ ancestors: [{ runId: 'run_0', agentId: 'lead', ...change }] })
const refusal = (message: string) => ({
  kind: 'fail',
  failure: { code: 'RUN_BUDGET_EXCEEDED', message, stage: 'limit' },
})

describe('the budget of a run alone', () => {
  it('is checked by its own log', () => {
    const tokens = 'the run used 4 tokens; the limit of agent "agent" is 4 (maxTokensPerRun)'
    expect(next({ limits: limits({ maxTokens: 4 }) }, ...calling())).toEqual(refusal(tokens))
    expect(next({ limits: limits({ maxTokens: 5 }) }, ...calling()).kind).toBe('callModel')
    const cost = 'the run used $0.25; the limit of agent "agent" is $0.25 (maxCostUsd)'
    expect(next({ limits: limits({ maxCostUsd: 0.25 }) }, ...calling(0.25))).toEqual(refusal(cost))
    expect(next({ limits: limits({ maxCostUsd: 0.26 }) }, ...calling(0.25)).kind).toBe('callModel')
    expect(next({ limits: limits({ maxCostUsd: 0.26 }) }, ...calling()).kind).toBe('callModel')
  })
})

describe('a budget that runs share', () => {
  const use = (totalTokens: number, costUsd?: number) =>
    checked({ runId: 'run_0', totalTokens, ...(costUsd !== undefined && { costUsd }) })

  it('is read before every turn of a run below, also before its first and when a turn is tried again', () => {
    const change = above({ maxTokens: 100 })
    const check = { kind: 'checkBudget', runIds: ['run_0'] }
    expect(next(change)).toEqual(check)
    expect(next(change, use(99)).kind).toBe('callModel')
    expect(next(change, use(9), turnStarted('t1'), turnFailed('t1'))).toEqual(check)
    expect(next(change, use(9), ...calling())).toEqual(check)
  })

  it('is read by the run that has it once it has started others', () => {
    const change = { limits: limits({ maxTokens: 100 }) }
    expect(next(change).kind).toBe('callModel')
    expect(next(change, ...delegating)).toEqual({ kind: 'checkBudget', runIds: ['run_1'] })
    expect(next(change, ...delegating, checked({ runId: 'run_1', totalTokens: 100 }))).toEqual(
      refusal('run run_1 and the runs below it used 100 tokens; the limit of agent "agent" is 100 (maxTokensPerRun)'),
    )
  })

  it('is not read when there is none', () => {
    expect(next(above()).kind).toBe('callModel')
    expect(next({}, ...delegating).kind).toBe('callModel')
  })

  it('fails with the name of the run and the agent whose limit it is', () => {
    expect(next(above({ maxCostUsd: 0.5 }), use(0, 0.75))).toEqual(
      refusal('run run_0 and the runs below it used $0.75; the limit of agent "lead" is $0.5 (maxCostUsd)'),
    )
    expect(next(above({ maxCostUsd: 0.5 }), use(1e6)).kind).toBe('callModel')
    const both = { ...above({ maxTokens: 1000 }), limits: limits({ maxTokens: 10 }) }
    expect(next(both)).toEqual({ kind: 'checkBudget', runIds: ['run_0', 'run_1'] })
    const own = checked({ runId: 'run_0', totalTokens: 20 }, { runId: 'run_1', totalTokens: 12 })
    expect(next(both, own)).toMatchObject({ failure: { message: expect.stringContaining('run_1 and') } })
  })

  it('never comes before the other limits', () => {
    expect(next({ ...above({ maxTokens: 9 }), limits: limits({ maxIterations: 1 }) }, ...calling())).toMatchObject({
      failure: { code: 'RUN_MAX_ITERATIONS' },
    })
    const late = { ...above({ maxTokens: 9 }), limits: limits() }
    const state = fold(late, [])
    expect(decide(state, createDefinition(), Date.parse(moment(60_000)))).toMatchObject({
      failure: { code: 'RUN_TIMEOUT' },
    })
  })
})

describe('a model without a known price', () => {
  it('is refused under a limit of cost, its own or of a run above', () => {
    expect(refuseUnpriced(fold({ limits: limits({ maxTokens: 5 }) }, []), 'openai/x')).toBeNull()
    expect(refuseUnpriced(fold({ limits: limits({ maxCostUsd: 0.5 }) }, []), 'openai/x')).toBe(
      'agent "agent" has a limit of $0.5 (maxCostUsd), and no price of openai/x is known; give its price (ERRAND_PRICES) or take the limit away',
    )
    expect(refuseUnpriced(fold(above({ maxCostUsd: 1 }), []), 'openai/x')).toMatch(/^agent "lead"/)
  })
})
