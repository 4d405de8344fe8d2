// Metrics of runs: which periods a time has, and how what was counted in each is put together.
import type { Granularity } from '../contracts/enums.ts'
import type { RunMetrics } from '../contracts/run-metrics.ts'

/** What was counted of the runs queued in one period. */
export interface RunBucket {
  /** Start of the period, ISO-8601 UTC with milliseconds. */
  readonly period: string
  readonly runs: number
  readonly done: number
  readonly failed: number
  readonly tokens: number
  readonly costUsd: number
  /** Runs that were started and have ended, and the sum of their durations. */
  readonly timed: number
  readonly durationMs: number
}

export const MAX_PERIODS = 1000

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

/** Every period is there, with zeros when nothing was counted in it. */
export function renderMetrics(periods: readonly string[], buckets: readonly RunBucket[]): RunMetrics {
  const bucketsByPeriod = new Map(buckets.map((bucket) => [bucket.period, bucket]))
  const sum = (name: Exclude<keyof RunBucket, 'period'>) => buckets.reduce((total, bucket) => total + bucket[name], 0)
  const [done, failed] = [sum('done'), sum('failed')]
  return {
    totalRuns: sum('runs'),
    completedRuns: done,
    failedRuns: failed,
    totalTokens: sum('tokens'),
    totalCostUsd: sum('costUsd'),
    averageDurationMs: ratio(sum('durationMs'), sum('timed')),
    successRate: ratio(done, done + failed),
    timeline: periods.map((period) => renderPoint(period, bucketsByPeriod.get(period))),
  }
}

function renderPoint(period: string, bucket: RunBucket | undefined): RunMetrics['timeline'][number] {
  if (!bucket) return { period, runs: 0, tokens: 0, costUsd: 0, avgDurationMs: 0 }
  const { runs, tokens, costUsd, durationMs, timed } = bucket
  return { period, runs, tokens, costUsd, avgDurationMs: ratio(durationMs, timed) }
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
