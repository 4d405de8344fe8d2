import { expect, it } from 'vitest'
import { checkTasks, renderTaskFigures, type TaskEvidence } from './check-tasks.ts'

const fired = { name: 'a', status: 'done', losses: 1 }
const ran = { name: 'a', status: 'done' }
const paid = { name: 'a', pid: 1 }
const whole: TaskEvidence = { names: ['a'], kills: 1, seen: 1, said: [], firings: [fired], runs: [ran], paid: [paid] }

it('finds nothing in what is whole', () => {
  expect(checkTasks(whole)).toEqual([])
  expect(checkTasks({ ...whole, paid: [] })).toEqual([])
  expect(renderTaskFigures(whole, { seed: 1, ms: 2000, faults: [] })).toBe(
    '1 kills, 1 due instants: 0 fired twice, 0 lost, 0 faults in all (1 firings seen claimed and not begun right before a ' +
      'kill; 1 taken over; 1 payments by 1 processes; seed 1, 2 s)',
  )
})

it.each([
  ['a second firing', { firings: [fired, fired] }, ['a was fired 2 times']],
  ['no firing', { firings: [], runs: [], paid: [] }, ['a was never fired', 'a made 0 runs']],
  ['a firing that waits for ever', { firings: [{ ...fired, status: 'pending' }] }, ['a is pending']],
  ['a firing that is given up', { firings: [{ ...fired, status: 'lost' }] }, ['a is lost']],
  ['a second run', { runs: [ran, ran] }, ['a made 2 runs']],
  ['a run that hangs', { runs: [{ ...ran, status: 'running' }] }, ['a run of a is open']],
  ['a second payment', { paid: [paid, paid] }, ['a paid 2 times']],
  ['a process that broke', { said: ['errand serve ended with 70: …'] }, ['errand serve ended with 70: …']],
])('finds %s', (_what, change, faults) => {
  expect(checkTasks({ ...whole, ...change })).toEqual(faults)
})
