import { expect, it } from 'vitest'
import { addChanges, noChanges } from './run-changes.ts'

const change = (id: string, second: number, isListed = true) => ({
  run: {
    id,
    agentId: 'a',
    agentName: 'A',
    message: 'Go',
    status: 'running' as const,
    totalTokens: second,
    queuedAt: `2026-01-05T09:00:0${second}.000Z`,
  },
  isListed,
})
const loaded = { ids: new Set(['old', 'older']), newest: '2026-01-05T09:00:05.000Z', isByStatus: false }

it('a run of the list changes in its place', () => {
  const { runs, newIds, isStale } = addChanges(noChanges, [change('old', 5), change('old', 6)], loaded)
  expect([runs.get('old')?.totalTokens, newIds.size, isStale]).toEqual([6, 0, false])
})

it.each([
  ['above the first is new', change('x', 7), false, ['x'], true],
  ['queued in the same moment as the first is new', change('x', 5), false, ['x'], true],
  ['further down is on a page that is not loaded', change('x', 2), false, [], false],
  ['that has another status now may have come into the list', change('x', 2), true, [], true],
  ['that has another status now has left the list', change('old', 5, false), true, [], true],
  ['that was never in the list does not matter', change('x', 2, false), true, [], false],
])('a run %s', (_title, item, isByStatus, newIds, isStale) => {
  const changes = addChanges(noChanges, [item], { ...loaded, isByStatus })
  expect([[...changes.newIds], changes.isStale]).toEqual([newIds, isStale])
})

it('a new run that has left again is new no more', () => {
  const before = addChanges(noChanges, [change('x', 7)], { ...loaded, isByStatus: true })
  const after = addChanges(before, [change('x', 7, false)], { ...loaded, isByStatus: true })
  expect([after.newIds.size, after.isStale]).toEqual([0, true])
})

it('of very many runs those that changed last are kept', () => {
  const many = Array.from({ length: 1500 }, (_, n) => change(`run_${n}`, 1))
  const { runs } = addChanges(noChanges, [...many, change('run_0', 2)], loaded)
  expect([runs.size, runs.has('run_0'), runs.has('run_1')]).toEqual([1000, true, false])
})
