import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../contracts/run-event.ts'
import {
  created,
  event,
  logOf,
  message,
  moment,
  recovered,
  requested,
  resolved,
  resumed,
  type ShortEvent,
  started,
  toolCompleted,
  toolFailed,
  toolStarted,
  toolUnknown,
  turnCompleted,
  turnFailed,
  turnStarted,
  waiting,
} from '../testing/log-of.ts'
import { forkLog } from './fork-log.ts'

const turn = (spanId: string, ...calls: ShortEvent[]) => [
  turnStarted(spanId),
  message(spanId, `of ${spanId}`, 'narration'),
  turnCompleted(spanId, 3, 0.5),
  ...calls,
]
const delta = event('message.delta', { messageId: 'm', channel: 'final', content: 'x' }, { parentSpanId: 't1' })
const line = event('log', { level: 'info', message: 'line' }, { spanId: 'span_a' })
const cancelled = event('run.cancelled', { by: 'ada', inFlight: [] })
const closed = (callId: string) => toolFailed(callId, 'CANCELLED')
/** A call that a run of another agent works on. */
const delegated = (callId: string) => {
  const started = toolStarted(callId, 't1', 'idempotent')
  return { ...started, data: { ...started.data, child: { runId: 'run_2', agentId: 'other' } } }
}
const ended = (callId: string) => {
  const done = toolCompleted(callId)
  return { ...done, data: { ...done.data, child: { runId: 'run_2', waitedMs: 0 } } }
}
const head = [created(), started()]

/** `TYPE CALL-OR-SPAN` of what is taken over. */
function take(
  events: readonly ShortEvent[],
  seq: number,
  toolOutputs: Record<string, unknown> = {},
  hasNewMessage = false,
): string[] {
  const params = { seq, hasNewMessage, toolOutputs, by: 'ada', at: moment(1e6) }
  const { events: taken } = forkLog(logOf(events), params)
  return taken.map(({ type, spanId = '', data }) => `${type} ${'callId' in data ? data.callId : spanId}`.trim())
}

const t1 = ['turn.started t1', 'message.completed span_of t1', 'turn.completed t1']
const one = [...head, ...turn('t1', toolStarted('a', 't1', 'pure')), toolCompleted('a'), ...turn('t2')]
const paid = [
  ...head,
  ...turn('t1', requested('a', 't1')),
  waiting('a'),
  resolved('a', { decision: 'approved' }),
  resumed(),
  toolStarted('a', 't1'),
  toolCompleted('a'),
]

const cases: [string, readonly ShortEvent[], number, string[], Record<string, unknown>?][] = [
  ['nothing before the first turn is over', one, 5, []],
  ['a turn with its call, which then runs again', one, 6, [...t1, 'tool.started a']],
  ['the outcome that was known', one, 7, [...t1, 'tool.started a', 'tool.completed a']],
  ['no final answer', one, 10, [...t1, 'tool.started a', 'tool.completed a']],
  [
    'no failed turn, no pieces of text, nothing about owners',
    [...head, turnStarted('t0'), delta, turnFailed('t0'), recovered(2), ...turn('t1', toolStarted('a', 't1')), line],
    99,
    [...t1, 'tool.started a', 'log span_a'],
  ],
  [
    'no turn whose calls are not all there',
    [...head, ...turn('t1', toolStarted('a', 't1'), toolStarted('b', 't1'))],
    6,
    [],
  ],
  [
    'a refused call with its turn',
    [...head, ...turn('t1', toolStarted('a', 't1'), toolFailed('a'), toolStarted('b', 't1'))],
    8,
    [...t1, 'tool.started a', 'tool.failed a', 'tool.started b'],
  ],
  [
    'what became of a once call later',
    [...head, ...turn('t1', toolStarted('a', 't1')), line, toolCompleted('a')],
    6,
    [...t1, 'tool.started a', 'tool.completed a'],
  ],
  [
    'nothing that was only closed by the end',
    [...head, ...turn('t1', toolStarted('a', 't1')), closed('a'), cancelled],
    99,
    [...t1, 'tool.started a'],
  ],
  [
    'nothing that a limit closed',
    [
      ...head,
      ...turn('t1', toolStarted('a', 't1')),
      toolFailed('a', 'RUN_TIMEOUT'),
      event('run.failed', { code: 'RUN_TIMEOUT', message: 'late', stage: 'limit' }),
    ],
    99,
    [...t1, 'tool.started a'],
  ],
  [
    'what became of a call of an agent later, without its run',
    [...head, ...turn('t1', delegated('a')), line, ended('a')],
    6,
    [...t1, 'tool.started a', 'tool.completed a'],
  ],
  ['no turn whose call of an agent is open', [...head, ...turn('t1', delegated('a'))], 99, []],
  [
    'a given output of an open call of an agent',
    [...head, ...turn('t1', delegated('a'))],
    99,
    [...t1, 'tool.started a', 'tool.completed a'],
    { a: 'other' },
  ],
  [
    'a question that was open',
    paid,
    6,
    [...t1, 'approval.requested a', 'approval.resolved a', 'tool.started a', 'tool.completed a'],
  ],
  ['a question that nobody answered', paid.slice(0, 7), 7, [...t1, 'approval.requested a']],
  [
    'a given output in place of the recorded one',
    one,
    7,
    [...t1, 'tool.started a', 'tool.completed a'],
    { a: 'other' },
  ],
  ['a given output of an open call', one, 6, [...t1, 'tool.started a', 'tool.completed a'], { a: 'other' }],
  [
    'a given output of a question',
    paid.slice(0, 7),
    7,
    [...t1, 'approval.requested a', 'approval.resolved a'],
    { a: 'other' },
  ],
  [
    'a given output of a call that was allowed',
    paid,
    11,
    [...t1, 'approval.requested a', 'approval.resolved a', 'tool.started a', 'tool.completed a'],
    { a: 'other' },
  ],
  [
    'a given output of a call whose outcome a person was asked',
    [
      ...head,
      ...turn('t1', toolStarted('a', 't1')),
      toolUnknown('a'),
      requested('a', 't1', 'unknown'),
      resolved('a', { decision: 'settled' }),
    ],
    99,
    [...t1, 'tool.started a', 'tool.completed a'],
    { a: 'other' },
  ],
]

describe('a fork takes over', () => {
  it.each(cases)('%s', (_name, events, seq, expected, toolOutputs) => {
    expect(take(events, seq, toolOutputs)).toEqual(expected)
  })

  it('turns without their cost, under the moment of the fork, and names the calls', () => {
    const log: RunEvent[] = logOf(one)
    const { events, toolNamesById } = forkLog(log, {
      seq: 7,
      hasNewMessage: false,
      toolOutputs: { a: 'other' },
      by: 'ada',
      at: moment(1e6),
    })
    expect(events.find(({ type }) => type === 'turn.completed')?.data).toMatchObject({
      usage: { totalTokens: 0 },
      costUsd: 0,
    })
    expect(new Set(events.map(({ at }) => at))).toEqual(new Set([moment(1e6)]))
    expect(events.at(-1)?.data).toEqual({ callId: 'a', output: 'other', durationMs: 0 })
    expect([...toolNamesById]).toEqual([['a', 'look']])
    const others = logOf([...head, ...turn('t1', delegated('a')), ended('a')])
    const { events: alone } = forkLog(others, {
      seq: 7,
      hasNewMessage: false,
      toolOutputs: {},
      by: 'ada',
      at: moment(0),
    })
    expect(JSON.stringify(alone)).not.toContain('run_2')
    const free = logOf([...head, turnStarted('t1'), turnCompleted('t1'), toolStarted('a', 't1')])
    const { events: kept } = forkLog(free, { seq: 5, hasNewMessage: false, toolOutputs: {}, by: 'ada', at: moment(0) })
    expect(kept[1]?.data).not.toHaveProperty('costUsd')
  })
})

describe('what a run was given to read', () => {
  const skill = (stage: 'listed' | 'body', spanId?: string) =>
    event(
      'skill.loaded',
      { skillId: 's', skillName: 's', description: 'x', stage },
      spanId === undefined ? {} : { spanId },
    )
  const summary = { attachedSourceCount: 1, searchedDocumentCount: 1, candidateCount: 0, selectedCount: 0 }
  const given = [
    event('context.provided', { contextSpaces: [], skills: [], sources: [] }),
    skill('listed'),
    event('context.searched', { query: 'x', summary, results: [] }),
  ]
  const names = ['context.provided', 'skill.loaded', 'context.searched']
  const failed = [...given.slice(0, 2), event('log', { level: 'error', message: 'x', source: 'context' })]
  const loaded = [...turn('t1', toolStarted('a', 't1', 'pure')), skill('body', 'span_a'), toolCompleted('a')]
  const whole = [...head, ...given, ...loaded]

  it('is taken over as a whole or not at all', () => {
    expect([2, 3, 4].map((seq) => take(whole, seq))).toEqual([[], [], []])
    expect(take(whole, 5)).toEqual(names)
    expect(take([...head, ...failed], 5)).toEqual([...names.slice(0, 2), 'log'])
  })

  it('is left out when the fork asks something else and takes no turn over', () => {
    expect(take(whole, 7, {}, true)).toEqual([])
    expect(take(whole, 11, {}, true)).toEqual([
      ...names,
      ...t1,
      'tool.started a',
      'skill.loaded span_a',
      'tool.completed a',
    ])
  })

  it('has the skills that were read in calls that are taken over', () => {
    expect(take(whole, 10)).toEqual([...names, ...t1, 'tool.started a', 'skill.loaded span_a'])
    expect(take([...whole, ...turn('t2', toolStarted('b', 't2', 'pure')), skill('body', 'span_b')], 14)).toEqual([
      ...names,
      ...t1,
      'tool.started a',
      'skill.loaded span_a',
      'tool.completed a',
    ])
  })
})
