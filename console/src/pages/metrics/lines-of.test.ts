import { expect, it } from 'vitest'
import { listLinesOf, listTimeLines, type RunMetrics } from './lines-of.ts'

const figures = (runs: number) => ({
  totalRuns: runs,
  completedRuns: runs,
  failedRuns: 0,
  totalTokens: runs * 10,
  totalCostUsd: 0,
  averageDurationMs: 5,
  p50DurationMs: 4,
  p95DurationMs: 8,
  p99DurationMs: 9,
  successRate: 1,
})
const point = (day: number, runs: number) => ({
  period: `2026-01-0${day}T00:00:00.000Z`,
  runs,
  completedRuns: runs,
  failedRuns: 0,
  tokens: runs * 10,
  costUsd: 0,
  avgDurationMs: 5,
  p50DurationMs: runs,
  p95DurationMs: runs * 2,
  p99DurationMs: runs * 3,
})
const group = (key: string, ...timeline: RunMetrics['timeline']) => ({ key, ...figures(timeline.length), timeline })
const name = (key: string) => key.toUpperCase()

it('each group is a line, with zeros where it had no runs', () => {
  const groups = [group('a', point(1, 2), point(3, 1)), group('b', point(3, 4))]
  const metrics = { ...figures(7), timeline: [point(1, 2), point(2, 0), point(3, 5)], groups }
  expect(listLinesOf(metrics, name, ({ tokens }) => tokens)).toEqual([
    { label: 'A', values: [20, 0, 10], whole: 30 },
    { label: 'B', values: [0, 0, 40], whole: 40 },
  ])
})

it('from the sixth on, groups are one line together, also those that the answer leaves out', () => {
  const groups = Array.from({ length: 8 }, (_, index) => group(`g${index}`, point(1, 2)))
  const lines = listLinesOf({ ...figures(20), timeline: [point(1, 20)], groups }, name, ({ runs }) => runs)
  expect(lines).toHaveLength(6)
  expect(lines.at(-1)).toEqual({ label: '3 others', values: [10], whole: 10 })
})

it('times are lines of percentiles, whose whole is that of all runs and no sum; a day without runs has none', () => {
  expect(listTimeLines({ ...figures(5), timeline: [point(1, 2), point(2, 0), point(3, 3)] })).toEqual([
    { label: 'Half within', values: [2, null, 3], whole: 4 },
    { label: '95 % within', values: [4, null, 6], whole: 8 },
    { label: '99 % within', values: [6, null, 9], whole: 9 },
  ])
})
