import { expect, it } from 'vitest'
import type { RunEvent } from '../contracts/run-event.ts'
import {
  created,
  createDefinition,
  event,
  logOf,
  message,
  started,
  turnCompleted,
  turnStarted,
} from '../testing/log-of.ts'
import { foldRunRow } from './fold-run-row.ts'
import { readFixture, checkFixture } from './run-fixture.ts'
import { renderRun, type RunRow } from './run-row.ts'

const usage = { promptTokens: 3, completionTokens: 1, totalTokens: 4 }
const data = { resultType: 'text' as const, resultData: { result: 'Hi' }, sources: [], usage }
const events = logOf([
  created(),
  { ...started(), atMs: 0 },
  turnStarted('t1'),
  message('t1', 'Hi'),
  turnCompleted('t1'),
  event('run.completed', data),
])
const file = (change: object = {}, log: readonly RunEvent[] = events) => ({
  format: 'errand.run',
  version: 1,
  run: renderRun(foldRunRow(log) as RunRow),
  definition: createDefinition(),
  history: [],
  events: log,
  ...change,
})
const check = (value: unknown) => {
  const fixture = readFixture(JSON.parse(JSON.stringify(value)))
  if (!fixture) throw new Error('that is no fixture')
  return checkFixture(fixture)
}

it('a fixture of a run is the same when its log, its run and its decisions agree', () => {
  expect(check(file())).toEqual({ checked: 5, divergences: [], faults: [] })
  expect(check(file({}, events.slice(0, 1)))).toEqual({ checked: 0, divergences: [], faults: [] })
})

it('a fixture that was changed is found', () => {
  expect(check(file({ run: { ...file().run, totalTokens: 1 } })).faults).toEqual([
    'run run_1: it is not what its log says',
  ])
  expect(check(file({ events: events.slice(0, 4) })).faults).not.toEqual([])
  expect(check(file({ events: events.slice(1) })).faults).toEqual(['its log does not start with run.created'])
  expect(check(file({ definition: createDefinition({ model: 'a/b' }) })).divergences).toHaveLength(1)
})

it('what is no fixture is not read', () => {
  expect(readFixture(null)).toBeNull()
  expect(readFixture(file({ version: 2 }))).toBeNull()
})

it('the row of a log that has not started is pending', () => {
  expect(foldRunRow(events.slice(0, 1))).toMatchObject({
    status: 'pending',
    attempt: 0,
    output: null,
    sources: [],
    head: 1,
  })
  expect(foldRunRow([])).toBeNull()
})
