// What the console shows of a run agrees with what the server says of it.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldRunRow } from '../src/core/fold-run-row.ts'
import { event, logOf, message, turnFailed, turnStarted } from '../src/testing/log-of.ts'
import { randomLog } from '../src/testing/random-log.ts'
import { addEvents, createRunView } from './src/lib/run-view.ts'

test('status, tokens, cost and attempts are those of the run, and every step that was closed shows it', () => {
  fc.assert(
    fc.property(randomLog, (log) => {
      const row = foldRunRow(log)
      const view = addEvents(createRunView('run'), log)
      expect(view).toMatchObject({ status: row?.status, totalTokens: row?.totalTokens, attempt: row?.attempt })
      expect(view.costUsd ?? 0).toBeCloseTo(row?.costUsd ?? 0)
      const isOver = row?.completedAt !== null
      const open = view.spans.filter(({ endedMs }) => endedMs === null)
      if (isOver) expect(open).toEqual([])
    }),
  )
})

test('a run reads the same whether its events come one by one or together', () => {
  fc.assert(
    fc.property(randomLog, (log) => {
      const whole = addEvents(createRunView('run'), log)
      const parts = log.reduce((view, next) => addEvents(view, [next]), createRunView('run'))
      expect(parts).toEqual(whole)
    }),
  )
})

test('deltas are joined, and the whole text takes their place', () => {
  const delta = (content: string) =>
    event('message.delta', { messageId: 'm', channel: 'final', content }, { spanId: 's1' })
  const log = logOf([turnStarted('t1'), delta('Hel'), delta('lo')])
  const view = addEvents(createRunView('run'), log)
  expect(view.conversation).toMatchObject([{ kind: 'said', text: 'Hello', isDone: false }])
})

test('what a turn had said before it is asked again is void', () => {
  const log = logOf([
    turnStarted('t1'),
    event('message.delta', { messageId: 'm', channel: 'final', content: 'Hel' }, { spanId: 's1' }),
    turnFailed('t1', { willRetry: true }),
    turnStarted('t2', 2),
    message('t2', 'Hello!'),
  ])
  const { conversation } = addEvents(createRunView('run'), log)
  expect(conversation.map(({ kind }) => kind)).toEqual(['note', 'said'])
})

test('an answer that did not fit its schema is named, with what is wrong', () => {
  const issues = [{ pointer: '/price', message: 'expected number' }]
  const view = addEvents(
    createRunView('run'),
    logOf([turnStarted('t1'), event('result.refused', { answer: 1, issues })]),
  )
  expect(view.conversation).toMatchObject([
    { kind: 'note', tone: 'warn', text: 'Answer 1 does not fit the result schema. /price: expected number' },
  ])
})
