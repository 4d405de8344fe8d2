import { expect, it } from 'vitest'
import { createGroups, percentile } from './groups.ts'

const measure = (id: string, modelName: string, runs: number, durations: readonly number[]) => ({
  agent: { id, name: id.toUpperCase(), modelName },
  metrics: {
    totalRuns: runs,
    completedRuns: runs,
    failedRuns: 0,
    totalTokens: runs * 10,
    totalCostUsd: runs / 4,
    averageDurationMs: 5,
    successRate: 1,
    timeline: [{ period: '2026-01-05T00:00:00.000Z', runs, tokens: runs * 10, costUsd: runs / 4, avgDurationMs: 5 }],
  },
  runs: durations.map((durationMs) => ({ durationMs })),
})
const measured = [
  measure('a', 'm1', 1, [5]),
  measure('b', 'm2', 2, []),
  measure('c', 'm1', 3, [7, 9]),
  measure('d', 'm3', 0, []),
]

it('agents that had runs are groups, the busiest first', () => {
  expect(createGroups(measured, 'agent').map(({ label, runs }) => [label, runs])).toEqual([
    ['C', 3],
    ['B', 2],
    ['A', 1],
  ])
})

it('agents of one model are one group, with the sums of their figures', () => {
  const [first] = createGroups(measured, 'model')
  expect(first).toMatchObject({ key: 'm1', runs: 4, tokens: 40, costUsd: 1, durations: [5, 7, 9] })
  expect(first?.timeline).toEqual([{ runs: 4, tokens: 40, costUsd: 1 }])
})

it.each([
  [[], 0.5, null],
  [[3], 0.99, 3],
  [[4, 1, 3, 2], 0.5, 2],
  [[4, 1, 3, 2], 0.9, 4],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.99, 99],
])('of %j the percentile %d is %j', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected)
})
