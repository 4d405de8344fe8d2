import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../contracts/run-event.ts'
import { RunLog, RunStep } from '../contracts/run.ts'
import {
  created,
  event,
  logOf,
  message,
  moment,
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
import { projectLogs } from './project-logs.ts'
import { projectSteps } from './project-steps.ts'

const log = (...events: ShortEvent[]): RunEvent[] => logOf([created(), started(), ...events])
const turn = (spanId: string, ...parts: ShortEvent[]) => [turnStarted(spanId), ...parts, turnCompleted(spanId, 7)]

describe('the steps of a run', () => {
  it('are its messages, calls and results, in order, each as the contract says', () => {
    const calls = [toolStarted('c1', 't1'), toolStarted('c2', 't1'), toolStarted('c3', 't1')]
    const outcomes = [toolFailed('c2'), toolCompleted('c1', [1]), toolUnknown('c3')]
    const narration = message('t1', 'Looking', 'narration')
    const steps = projectSteps(
      log(...turn('t1', narration), ...calls, ...outcomes, ...turn('t2', message('t2', 'Done'))),
    )
    for (const step of steps) expect(RunStep.parse(step)).toEqual(step)
    expect(steps.map(({ type, status, id }) => [type, status, id])).toEqual([
      ['message_creation', 'done', 'msg_Looking'],
      ['tool_call', 'done', 'span_c1'],
      ['tool_call', 'error', 'span_c2'],
      ['tool_call', 'error', 'span_c3'],
      ['tool_result', 'error', 'span_c2-result'],
      ['tool_result', 'done', 'span_c1-result'],
      ['tool_result', 'error', 'span_c3-result'],
      ['message_creation', 'done', 'msg_Done'],
    ])
    expect(steps[0]).toMatchObject({ output: { content: 'Looking', channel: 'narration' }, tokensUsed: 8 })
    expect(steps[1]).toMatchObject({ toolName: 'look', input: { q: 'c1' }, durationMs: 4000 })
    expect(steps[4]).toMatchObject({ errorMessage: 'no luck', toolName: 'look' })
    expect(steps[5]).toMatchObject({ output: { value: [1] } })
  })

  it('count the tokens of a turn on its last message', () => {
    const steps = projectSteps(log(...turn('t1', message('t1', 'a'), message('t1', 'b')), ...turn('t2')))
    expect(steps.map((step) => step.tokensUsed)).toEqual([0, 8])
  })

  it('do not count a failed turn on the messages before it', () => {
    const steps = projectSteps(log(turnStarted('t1'), message('t1', 'a'), turnFailed('t1'), ...turn('t2')))
    expect(steps.map((step) => step.tokensUsed)).toEqual([0])
  })

  it('show a call without an outcome as running', () => {
    const [, call] = projectSteps(log(...turn('t1', message('t1', 'a')), toolStarted('c1', 't1')))
    expect(call).toMatchObject({ type: 'tool_call', status: 'running' })
    expect(call).not.toHaveProperty('completedAt')
  })

  it('end with the error of a failed run', () => {
    const steps = projectSteps(log(event('run.failed', { code: 'RUN_TIMEOUT', message: 'late', stage: 'limit' })))
    expect(steps).toMatchObject([
      { id: 'run_1-3', type: 'error', status: 'error', errorMessage: 'late', output: { code: 'RUN_TIMEOUT' } },
    ])
  })

  it('carry the id of a stored tool, and fall back to the call id without a span', () => {
    const data = { callId: 'c1', toolId: 'tool-1', toolName: 'look', input: 'raw', effect: 'once' } as const
    const steps = projectSteps(log(event('tool.started', data), toolCompleted('c1'), toolCompleted('never started')))
    expect(steps).toMatchObject([
      { id: 'c1', toolId: 'tool-1', input: { value: 'raw' } },
      { id: 'c1-result', toolId: 'tool-1', output: { value: 'found' } },
    ])
  })

  it('never last less than nothing, even if a clock went back', () => {
    const back = event('tool.completed', { callId: 'c1', output: 1, durationMs: 0 }, { spanId: 'span_c1', atMs: -9000 })
    expect(projectSteps(log(toolStarted('c1', 't1'), back)).map((step) => step.durationMs)).toEqual([0, 0])
  })
})

describe('the log lines of a run', () => {
  const recovered = event('run.recovered', { attempt: 2, settled: [{ spanId: 't1', outcome: 'turn-retried' }] })
  const reasoning = event('reasoning.completed', { content: 'hm', startedAt: moment(0) }, { spanId: 's' })
  const compressed = event('context.compressed', { tokensBefore: 9, tokensAfter: 3, keptRuns: 0, shortenedTurns: 1 })
  const line = event('log', { level: 'warn', message: 'low', source: 'tank', data: { litres: 3 } })
  const failed = event('run.failed', { code: 'X', message: 'gone', stage: 'model' })

  it.each<[string, ShortEvent, object]>([
    ['a recovery', recovered, { level: 'warn', message: 'Run taken up again, attempt 2' }],
    ['reasoning', reasoning, { level: 'debug', message: 'hm', source: 'reasoning', spanId: 's' }],
    ['a shortened context', compressed, { level: 'info', source: 'context', data: { tokensAfter: 3 } }],
    ['a turn to be asked again', turnFailed('t1'), { level: 'warn', message: 'Model turn failed: it broke' }],
    ['a turn given up', turnFailed('t1', { willRetry: false }), { level: 'error', data: { willRetry: false } }],
    ['a failed call', toolFailed('c1'), { level: 'error', message: 'Tool look failed: no luck', source: 'tool' }],
    ['an unknown outcome', toolUnknown('c1'), { level: 'warn', message: 'Tool look: nobody knows' }],
    ['a line of its own', line, { level: 'warn', message: 'low', source: 'tank', data: { litres: 3 } }],
    ['a plain line', event('log', { level: 'info', message: 'hi' }), { level: 'info', message: 'hi' }],
    ['its failure', failed, { level: 'error', message: 'Run failed: gone', data: { code: 'X' } }],
  ])('tell of %s', (_title, short, expected) => {
    const [found] = projectLogs(log(toolStarted('c1', 't1'), short))
    expect(found).toMatchObject({ id: 'run_1-4', timestamp: moment(3000), ...expected })
    expect(RunLog.parse(found)).toEqual(found)
  })

  it('do not tell of reasoning that the provider keeps to itself', () => {
    expect(projectLogs(log(event('reasoning.completed', { content: '', startedAt: moment(0) })))).toEqual([])
  })

  it('are silent about what the steps show, and about calls nobody knows the name of', () => {
    expect(projectLogs(log(...turn('t1', message('t1', 'x')), toolStarted('c1', 't1'), toolCompleted('c1')))).toEqual(
      [],
    )
    expect(projectLogs(log(toolFailed('c9'), toolUnknown('c9'))).map((found) => found.message)).toEqual([
      'Tool  failed: no luck',
      'Tool : nobody knows',
    ])
  })
})
