import { describe, expect, it } from 'vitest'
import { listPeriods, renderMetrics } from './run-metrics.ts'

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

describe('metrics', () => {
  it('of no runs are zeros', () => {
    const zeros = { totalRuns: 0, completedRuns: 0, failedRuns: 0, totalTokens: 0, totalCostUsd: 0 }
    expect(renderMetrics([], [])).toEqual({ ...zeros, averageDurationMs: 0, successRate: 0, timeline: [] })
  })
})
