import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../contracts/run-event.ts'
import { created, event, logOf, message, started, turnCompleted, turnStarted } from '../testing/log-of.ts'
import { createRunRow } from '../testing/run-row.ts'
import { type CheckedRun, checkLog } from './check-log.ts'
import type { RunRow } from './run-row.ts'

const delta = (text: string) =>
  event('message.delta', { messageId: 'm', channel: 'final', content: text }, { spanId: 'span_ab', parentSpanId: 't1' })
const usage = { promptTokens: 3, completionTokens: 1, totalTokens: 4 }
const end = event('run.completed', { resultType: 'text', resultData: { result: 'ab' }, sources: [], usage })
/** created 1, started 2, turn 3, deltas 4 and 5, message 6, turn 7, end 8. */
const log = logOf([
  created(),
  started(),
  turnStarted('t1'),
  delta('a'),
  delta('b'),
  message('t1', 'ab'),
  turnCompleted('t1'),
  end,
])
const row = createRunRow({
  status: 'done',
  epoch: 1,
  head: 8,
  attempt: 1,
  queuedAt: log[0]?.at ?? '',
  startedAt: log[1]?.at ?? '',
  completedAt: log[7]?.at ?? '',
  updatedAt: log[7]?.at ?? '',
  ...usage,
  iterations: 1,
  output: { result: 'ab' },
})
const open: RunRow = { ...row, status: 'running', completedAt: null, output: null, owner: 'worker' }
const without = (...seqs: number[]): RunEvent[] => log.filter((each) => !seqs.includes(each.seq))

const whole: [string, CheckedRun][] = [
  ['a run', { row, events: log, removed: 0 }],
  ['a run without its deltas', { row, events: without(4, 5), removed: 2 }],
  ['a run that is compacted in part', { row, events: without(5), removed: 1 }],
  [
    'a run in the middle of a turn',
    {
      row: { ...open, head: 4, promptTokens: 0, completionTokens: 0, totalTokens: 0, iterations: 0 },
      events: log.slice(0, 4),
      removed: 0,
    },
  ],
]
const broken: [string, RegExp, CheckedRun][] = [
  ['a lost delta', /has a gap: 1 events/, { row, events: without(4), removed: 0 }],
  ['a lost event behind the text', /gap outside/, { row, events: without(7), removed: 1 }],
  ['a lost event before the turn', /gap outside/, { row, events: without(2), removed: 1 }],
  ['deltas gone from an open run', /gap outside/, { row: open, events: without(4, 8), removed: 2 }],
  ['an end that is lost', /0 terminal/, { row: { ...row, head: 7 }, events: without(8), removed: 0 }],
  ['no start', /does not start/, { row, events: without(1), removed: 0 }],
  [
    'wrong order',
    /out of order/,
    { row, events: [...log.slice(0, 3), ...log.slice(4, 5), ...log.slice(3, 4), ...log.slice(5)], removed: 0 },
  ],
  ['an open row with an end', /1 terminal/, { row: open, events: log, removed: 0 }],
  ['a head that is wrong', /row says head 9/, { row: { ...row, head: 9 }, events: log, removed: 0 }],
  ['a drifted status', /row says status/, { row: { ...row, status: 'error' }, events: log, removed: 0 }],
]

describe('checking a log', () => {
  it.each(whole)('finds nothing wrong with %s', (_name, run) => {
    expect(checkLog(run)).toEqual([])
  })

  it.each(broken)('finds %s', (_name, pattern, run) => {
    expect(checkLog(run).join('\n')).toMatch(pattern)
  })
})
