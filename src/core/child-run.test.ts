import { describe, expect, it } from 'vitest'
import type { RunEventData } from '../contracts/run-event.ts'
import {
  created,
  createDefinition,
  createdData,
  event,
  logOf,
  moment,
  resumed,
  type ShortEvent,
  START_MS,
  started,
  toolStarted,
  turnCompleted,
  turnStarted,
  waiting,
} from '../testing/log-of.ts'
import { createChild, describeOrphan, getDepth, refuseChild, settleCall } from './child-run.ts'
import { decide } from './decide.ts'
import { extendHierarchy, getRootHierarchy } from './hierarchy.ts'
import { resumeRun } from './resume-run.ts'
import { foldRowChange } from './row-change.ts'
import { foldEvents } from './run-state.ts'
import { takeOver } from './take-over.ts'

const log = (...events: ShortEvent[]) => logOf([created(), ...events])
const fold = (...events: ShortEvent[]) => foldEvents(log(...events))

/** A call that run `run_c…` works on. */
const called = (callId: string) => {
  const child = { runId: `run_${callId}`, agentId: 'search' }
  const input = { message: 'Go' }
  const data = { callId, toolName: 'search', input, effect: 'idempotent' as const, child }
  return event('tool.started', data, { spanId: `span_${callId}`, parentSpanId: 't1' })
}
const answered = (callId: string, waitedMs = 0) =>
  event(
    'tool.completed',
    { callId, output: 'x', durationMs: 1, child: { runId: `run_${callId}`, waitedMs } },
    { spanId: `span_${callId}` },
  )
const delegated = (...callIds: string[]) => event('run.delegated', { childRunIds: callIds.map((id) => `run_${id}`) })
const turn = [started(), turnStarted('t1'), turnCompleted('t1')]
const calling = [...turn, called('c1'), called('c2')]
const at = moment(20_000)

describe('a run whose calls other runs work on', () => {
  const next = (...events: ShortEvent[]) => decide(fold(...events), createDefinition(), START_MS + 5000)

  it('does its own calls first, then pauses until those runs have ended', () => {
    expect(next(...calling, toolStarted('c3', 't1'))).toMatchObject({ kind: 'callTools', calls: [{ callId: 'c3' }] })
    expect(next(...calling)).toEqual({ kind: 'delegate', childRunIds: ['run_c1', 'run_c2'] })
    expect(next(...calling, answered('c1'))).toEqual({ kind: 'delegate', childRunIds: ['run_c2'] })
    expect(next(...calling, delegated('c1', 'c2'))).toEqual({ kind: 'stop' })
    expect(next(...calling, answered('c1'), answered('c2'))).toMatchObject({ kind: 'callModel' })
  })

  it('is running while it is paused', () => {
    expect(fold(...calling, delegated('c1', 'c2'))).toMatchObject({ status: 'running', waitingSince: moment(6000) })
    expect(foldRowChange(logOf([delegated('c1')]))).toMatchObject({ status: null, isPaused: 1 })
    expect(foldRowChange(logOf([delegated('c1'), resumed()]))).toMatchObject({ status: 'running', isPaused: 0 })
  })

  it('goes on when the last of them has ended, with no more time than they waited for a person', () => {
    const paused = [...calling, delegated('c1', 'c2')]
    expect(resumeRun(fold(...paused, answered('c1', 9)), at)).toEqual([])
    const deadlineOf = (...waitedMs: number[]) => {
      const [resume] = resumeRun(fold(...paused, answered('c1', waitedMs[0]), answered('c2', waitedMs[1])), at)
      return resume?.type === 'run.resumed' ? resume.data.deadlineAt : null
    }
    expect(deadlineOf(0, 0)).toBe(moment(60_000))
    expect(deadlineOf(1000, 2000)).toBe(moment(63_000))
    expect(deadlineOf(10_000, 10_000)).toBe(moment(74_000)) // it was paused for 14 s
  })

  it('counts the waits of one turn only, and those that ended with the run', () => {
    const later = [...calling, answered('c1', 500), answered('c2'), turnStarted('t2')]
    expect(fold(...later)).toMatchObject({ childWaitMs: 0 })
    expect(fold(...calling, answered('c1', 500))).toMatchObject({ childWaitMs: 500 })
    const cancelled = event('run.cancelled', { by: 'root', inFlight: [] }, { atMs: 12_000 })
    expect(fold(started(), { ...waiting(), atMs: 2000 }, cancelled)).toMatchObject({
      waitedMs: 10_000,
      waitingSince: null,
    })
    expect(fold(started(), waiting(), resumed(65_000))).toMatchObject({ waitedMs: 5000 })
  })

  it('does not settle their calls when it is taken up after a crash', () => {
    expect(takeOver(fold(...calling), at)).toMatchObject([{ type: 'run.recovered', data: { settled: [] } }])
  })
})

describe('a child', () => {
  const child = { agent: { id: 'search', name: 'Search' }, revisionId: 'search-r2' }
  const call = { callId: 'c1', spanId: 'span_c1', input: { message: 'Go', context: { a: 1 } }, runId: 'run_2' }
  const definition = createDefinition({ maxTokensPerRun: 500, timeoutMs: 90_000 })
  const create = (change: Partial<RunEventData<'run.created'>>) =>
    createChild(foldEvents(logOf([created(change), started()])), call, { ...child, definition })

  it('acts for the user of its parent, one segment below it, within its time, in no session', () => {
    const limits = { timeoutMs: 60_000, maxIterations: 25, maxTokens: 900 }
    expect(create({ limits, sessionId: 's1', hierarchy: 'cli/agent-run_1' })).toEqual({
      ...createdData(),
      agentId: 'search',
      agentName: 'Search',
      revisionId: 'search-r2',
      input: call.input,
      origin: { kind: 'agent', ref: 'c1' },
      limits: { timeoutMs: 90_000, maxIterations: 25, maxTokens: 500, deadlineAt: moment(60_000) },
      parentRunId: 'run_1',
      ancestors: [{ runId: 'run_1', agentId: 'agent', maxTokens: 900 }],
      hierarchy: 'cli/agent-run_1/search-run_2',
    })
  })

  it('knows every run above it', () => {
    const ancestors = [{ runId: 'run_0', agentId: 'top' }]
    const made = create({ ancestors })
    expect(made).toMatchObject({
      ancestors: [...ancestors, { runId: 'run_1' }],
      hierarchy: 'api/agent-run_1/search-run_2',
    })
    expect([getDepth(createdData()), getDepth(made)]).toEqual([1, 3])
  })

  it('has until its parent must end, or less', () => {
    const startWith = (deadlineAt: string) => {
      const limits = { timeoutMs: 60_000, maxIterations: 1, deadlineAt }
      return takeOver(foldEvents(logOf([created({ limits })])), moment(0))
    }
    expect(startWith(moment(5000))).toMatchObject([{ data: { deadlineAt: moment(5000) } }])
    expect(startWith(moment(90_000))).toMatchObject([{ data: { deadlineAt: moment(60_000) } }])
  })
})

describe('the end of a child', () => {
  const parent = fold(...calling)
  const childOf = (runId: string) => ({ ...foldEvents(logOf([created({ agentId: 'search' })])), runId, waitedMs: 7 })
  const settle = <T extends 'run.completed' | 'run.failed' | 'run.cancelled' | 'log'>(
    type: T,
    data: RunEventData<T>,
    runId = 'run_c1',
  ) => settleCall(parent, childOf(runId), { type, at, data } as never)
  const usage = { promptTokens: 0, completionTokens: 0, totalTokens: 0 }
  const ended = { callId: 'c1', child: { runId: 'run_c1', waitedMs: 7 } }

  it.each([
    ['text', { result: 'Hi' }, 'Hi'],
    ['document', { result: '# Hi' }, '# Hi'],
    ['text', { other: 1 }, { other: 1 }],
    ['json', { result: 1, more: 2 }, { result: 1, more: 2 }],
  ] as const)('as %s is the output of the call', (resultType, resultData, output) => {
    expect(settle('run.completed', { resultType, resultData, sources: [], usage })).toEqual([
      { type: 'tool.completed', at, attempt: 1, spanId: 'span_c1', data: { ...ended, output, durationMs: 16_000 } },
    ])
  })

  it('in failure or by a cancel is a failure of the call', () => {
    const failed = settle('run.failed', { code: 'RUN_TIMEOUT', message: 'late', stage: 'limit' })
    const message = 'run run_c1 of agent "search" failed with RUN_TIMEOUT: late'
    const data = { ...ended, code: 'AGENT_FAILED', message, retryable: false }
    expect(failed).toEqual([{ type: 'tool.failed', at, attempt: 1, spanId: 'span_c1', data }])
    const cancelled = (reason?: string) =>
      settle('run.cancelled', { by: 'ada', inFlight: [], ...(reason !== undefined && { reason }) })
    expect(cancelled()).toMatchObject(
      [{ data: { code: 'AGENT_CANCELLED', message: /cancelled by ada$/ } }].map(asMatch),
    )
    expect(cancelled('enough')).toMatchObject([{ data: { message: /cancelled by ada: enough$/ } }].map(asMatch))
  })

  it('ends no call that is not open, and nothing but an end does', () => {
    expect(settle('run.failed', { code: 'X', message: '', stage: 'model' }, 'run_other')).toEqual([])
    expect(settle('log', { level: 'info', message: 'x' })).toEqual([])
  })

  it('that never began is a failure of the call', () => {
    const [call] = parent.openCalls.values()
    expect(call && refuseChild(parent, call, { runId: 'run_c1', agentId: 'search' }, at)).toMatchObject({
      type: 'tool.failed',
      data: { callId: 'c1', code: 'AGENT_NOT_ACTIVE', child: { runId: 'run_c1', waitedMs: 0 } },
    })
  })

  it('comes with the end of the run above, and not before', () => {
    const describe = (short: ShortEvent) => describeOrphan('run_1', logOf([short])[0] as never)
    const above = 'run run_1, which started it,'
    expect(describe(event('run.cancelled', { by: 'ada', inFlight: [] }))).toEqual({
      by: 'ada',
      reason: `${above} was cancelled`,
    })
    expect(describe(event('run.failed', { code: 'RUN_TIMEOUT', message: '', stage: 'limit' }))).toEqual({
      by: 'errand',
      reason: `${above} ended with RUN_TIMEOUT`,
    })
    const completed = { resultType: 'text' as const, resultData: {}, sources: [], usage }
    expect(describe(event('run.completed', completed))).toEqual({ by: 'errand', reason: `${above} ended` })
    expect(describe(event('log', { level: 'info', message: 'x' }))).toBeNull()
  })
})

/** Messages are matched by their pattern. */
function asMatch({ data }: { data: { code?: string; message: RegExp } }) {
  return { data: { ...data, message: expect.stringMatching(data.message) } }
}

describe('a path of agent instances', () => {
  it('begins with the way in', () => {
    expect((['cli', 'mcp', 'api', 'chat', 'adhoc'] as const).map(getRootHierarchy)).toEqual([
      'cli',
      'mcp',
      'api',
      'api',
      'api',
    ])
  })

  it('grows by one segment of at most 128 characters that ends with the run', () => {
    expect(extendHierarchy('cli/a-run_1', 'b', 'run_2')).toBe('cli/a-run_1/b-run_2')
    const segment = extendHierarchy('api', 'x'.repeat(100), `run_${'9'.repeat(40)}`).slice('api/'.length)
    expect(segment).toHaveLength(128)
    expect(segment).toMatch(/^x+-run_9{40}$/)
  })
})
