// Metrics of runs: which periods a time has, and how what was counted in each is put together.
import type { Granularity } from '../contracts/enums.ts'
import type { RunMetrics } from '../contracts/run-metrics.ts'

/** What was counted of the runs of one group that were queued in one period. */
export interface RunBucket {
  /** Start of the period, ISO-8601 UTC with milliseconds. */
  readonly period: string
  /** An agent or a model; empty when runs are not grouped. */
  readonly group: string
  readonly runs: number
  readonly done: number
  readonly failed: number
  readonly tokens: number
  readonly costUsd: number
  /** Of each run that was started and has ended, in any order. */
  readonly durationsMs: readonly number[]
}

export const MAX_PERIODS = 1000
const MAX_GROUPS = 100

/** The starts of the periods that hold startDate ≤ t < endDate; null when there are more than 1000. */
export function listPeriods(startDate: string, endDate: string, granularity: Granularity): string[] | null {
  const end = Date.parse(endDate)
  const periods: string[] = []
  const moment = startOf(new Date(startDate), granularity)
  while (moment.getTime() < end) {
    if (periods.length === MAX_PERIODS) return null
    periods.push(moment.toISOString())
    advance(moment, granularity)
  }
  return periods
}

function startOf(date: Date, granularity: Granularity): Date {
  const start = new Date(date)
  start.setUTCMinutes(0, 0, 0)
  if (granularity !== 'hour') start.setUTCHours(0)
  if (granularity === 'week') start.setUTCDate(start.getUTCDate() - ((start.getUTCDay() + 6) % 7))
  if (granularity === 'month') start.setUTCDate(1)
  return start
}

function advance(moment: Date, granularity: Granularity): void {
  if (granularity === 'hour') moment.setUTCHours(moment.getUTCHours() + 1)
  else if (granularity === 'month') moment.setUTCMonth(moment.getUTCMonth() + 1)
  else moment.setUTCDate(moment.getUTCDate() + (granularity === 'week' ? 7 : 1))
}

/** Every period is there, with zeros when nothing was counted in it; with `isGrouped` also each group by itself. */
export function renderMetrics(
  periods: readonly string[],
  buckets: readonly RunBucket[],
  isGrouped = false,
): RunMetrics {
  const byPeriod = Map.groupBy(buckets, ({ period }) => period)
  const metrics = {
    ...renderTotals(buckets),
    timeline: periods.map((period) => renderPoint(period, byPeriod.get(period) ?? [])),
  }
  return isGrouped ? { ...metrics, groups: renderGroups(buckets) } : metrics
}

function renderGroups(buckets: readonly RunBucket[]): NonNullable<RunMetrics['groups']> {
  const groups = [...Map.groupBy(buckets, ({ group }) => group)].map(([key, members]) => ({
    key,
    ...renderTotals(members),
    timeline: members.map((bucket) => renderPoint(bucket.period, [bucket])),
  }))
  return groups.sort((a, b) => b.totalRuns - a.totalRuns).slice(0, MAX_GROUPS)
}

function renderTotals(buckets: readonly RunBucket[]) {
  const { runs, done, failed, tokens, costUsd, durations } = addUp(buckets)
  return {
    totalRuns: runs,
    completedRuns: done,
    failedRuns: failed,
    totalTokens: tokens,
    totalCostUsd: costUsd,
    averageDurationMs: average(durations),
    ...renderPercentiles(durations),
    successRate: done + failed === 0 ? 0 : done / (done + failed),
  }
}

function renderPoint(period: string, buckets: readonly RunBucket[]): RunMetrics['timeline'][number] {
  const { runs, done, failed, tokens, costUsd, durations } = addUp(buckets)
  return {
    period,
    runs,
    completedRuns: done,
    failedRuns: failed,
    tokens,
    costUsd,
    avgDurationMs: average(durations),
    ...renderPercentiles(durations),
  }
}

function addUp(buckets: readonly RunBucket[]) {
  const sum = (name: 'runs' | 'done' | 'failed' | 'tokens' | 'costUsd') =>
    buckets.reduce((total, bucket) => total + bucket[name], 0)
  return {
    runs: sum('runs'),
    done: sum('done'),
    failed: sum('failed'),
    tokens: sum('tokens'),
    costUsd: sum('costUsd'),
    durations: Float64Array.from(buckets.flatMap(({ durationsMs }) => durationsMs)).sort(),
  }
}

function average(durations: Float64Array): number {
  return durations.length === 0 ? 0 : durations.reduce((sum, ms) => sum + ms, 0) / durations.length
}

function renderPercentiles(durations: Float64Array) {
  return {
    p50DurationMs: findPercentile(durations, 50),
    p95DurationMs: findPercentile(durations, 95),
    p99DurationMs: findPercentile(durations, 99),
  }
}

/** The smallest of these ascending values that at least `percent` of a hundred do not exceed; 0 when there are none. */
export function findPercentile(values: ArrayLike<number>, percent: number): number {
  return values[Math.max(0, Math.ceil((percent * values.length) / 100) - 1)] ?? 0
}
