import { describe, expect, it } from 'vitest'
import { findPercentile, listPeriods, renderMetrics, type RunBucket } from './run-metrics.ts'

const day = (text: string) => `${text}T00:00:00.000Z`

describe('the periods of a time', () => {
  it.each([
    ['hour', '2026-01-05T22:30:00Z', '2026-01-06T00:00:00Z', ['2026-01-05T22:00:00.000Z', '2026-01-05T23:00:00.000Z']],
    ['day', '2026-02-28T23:59:59.999Z', '2026-03-01T00:00:00.001Z', [day('2026-02-28'), day('2026-03-01')]],
    ['week', '2026-01-04T12:00:00Z', '2026-01-12T00:00:00Z', [day('2025-12-29'), day('2026-01-05')]],
    ['week', '2026-01-05T00:00:00Z', '2026-01-05T00:00:01Z', [day('2026-01-05')]],
    ['month', '2026-01-31T12:00:00Z', '2026-03-01T00:00:00Z', [day('2026-01-01'), day('2026-02-01')]],
    ['day', '2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z', []],
  ] as const)('by %s from %s to %s start at %j', (granularity, from, to, periods) => {
    expect(listPeriods(from, to, granularity)).toEqual(periods)
  })

  it('are at most a thousand', () => {
    expect(listPeriods('2026-01-01T00:00:00Z', '2026-02-11T16:00:00Z', 'hour')).toHaveLength(1000)
    expect(listPeriods('2026-01-01T00:00:00Z', '2026-02-11T16:00:00.001Z', 'hour')).toBeNull()
  })
})

const bucket = (period: string, group: string, runs: number, durationsMs: readonly number[]): RunBucket => ({
  period: day(period),
  group,
  runs,
  done: runs - 1,
  failed: 1,
  tokens: runs * 10,
  costUsd: runs / 4,
  durationsMs,
})

describe('metrics', () => {
  const noTimes = { p50DurationMs: 0, p95DurationMs: 0, p99DurationMs: 0 }

  it('of no runs are zeros', () => {
    const zeros = { totalRuns: 0, completedRuns: 0, failedRuns: 0, totalTokens: 0, totalCostUsd: 0 }
    const none = { ...zeros, averageDurationMs: 0, ...noTimes, successRate: 0, timeline: [] }
    expect(renderMetrics([], [])).toEqual(none)
    expect(renderMetrics([], [], true)).toEqual({ ...none, groups: [] })
  })

  const buckets = [
    bucket('2026-01-05', 'a', 2, [30, 10]),
    bucket('2026-01-05', 'b', 1, []),
    bucket('2026-01-07', 'b', 3, [40, 20]),
  ]
  const periods = ['2026-01-05', '2026-01-06', '2026-01-07'].map(day)

  it('are sums over groups, with percentiles of all durations together', () => {
    const metrics = renderMetrics(periods, buckets)
    expect(metrics).toMatchObject({ totalRuns: 6, completedRuns: 3, failedRuns: 3, successRate: 0.5, totalTokens: 60 })
    expect(metrics).toMatchObject({ averageDurationMs: 25, p50DurationMs: 20, p95DurationMs: 40, p99DurationMs: 40 })
    expect(metrics.timeline).toMatchObject([
      { runs: 3, completedRuns: 1, failedRuns: 2, tokens: 30, costUsd: 0.75, avgDurationMs: 20, p50DurationMs: 10 },
      { runs: 0, completedRuns: 0, failedRuns: 0, tokens: 0, costUsd: 0, avgDurationMs: 0, ...noTimes },
      { runs: 3, p95DurationMs: 40 },
    ])
    expect(metrics).not.toHaveProperty('groups')
  })

  it('of groups begin with the one that had most runs, and leave its empty periods out', () => {
    const { groups = [] } = renderMetrics(periods, buckets, true)
    expect(groups.map(({ key, totalRuns, p50DurationMs }) => [key, totalRuns, p50DurationMs])).toEqual([
      ['b', 4, 20],
      ['a', 2, 10],
    ])
    expect(groups.map(({ timeline }) => timeline.map(({ runs }) => runs))).toEqual([[1, 3], [2]])
  })

  it('of groups are those of the hundred with most runs', () => {
    const many = Array.from({ length: 101 }, (_, n) => bucket('2026-01-05', `group ${n}`, n + 1, []))
    const { groups = [], totalRuns } = renderMetrics(periods, many, true)
    expect([groups.length, groups[0]?.key, groups.at(-1)?.key, totalRuns]).toEqual([100, 'group 100', 'group 1', 5151])
  })
})

it.each([
  [[], 50, 0],
  [[3], 99, 3],
  [[1, 2, 3, 4], 50, 2],
  [[1, 2, 3, 4], 95, 4],
  [Array.from({ length: 100 }, (_, index) => index + 1), 99, 99],
  [Array.from({ length: 20 }, (_, index) => index + 1), 95, 19],
])('of %j the percentile %d is %d', (values, percent, expected) => {
  expect(findPercentile(values, percent)).toBe(expected)
})
