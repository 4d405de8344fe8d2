// The shapes of metrics on the wire.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { Count, DateTime } from './scalars.ts'

/** Exact: the shortest duration, in ms, that so many of a hundred ended runs did not exceed; 0 when none has ended. */
const percentiles = { p50DurationMs: Count, p95DurationMs: Count, p99DurationMs: Count }

export const TimelineDataPoint = z.strictObject({
  /** Start of the period. */
  period: DateTime,
  runs: Count,
  /** Runs that are done. */
  completedRuns: Count,
  /** Runs that ended in error. */
  failedRuns: Count,
  tokens: Count,
  costUsd: z.number(),
  /** Over the runs that have ended; 0 when there are none. */
  avgDurationMs: z.number(),
  ...percentiles,
})

const totals = {
  totalRuns: Count,
  /** Runs that are done. */
  completedRuns: Count,
  /** Runs that ended in error. */
  failedRuns: Count,
  totalTokens: Count,
  totalCostUsd: z.number(),
  /** Over the runs that have ended; 0 when there are none. */
  averageDurationMs: z.number(),
  ...percentiles,
  /** done / (done + error); 0 when there are none. */
  successRate: z.number(),
}

export const RunGroup = z.strictObject({
  /** Id of the agent, or `provider/model` as the run was created with. */
  key: z.string(),
  ...totals,
  /** Periods in which the group had no run are left out. */
  timeline: z.array(TimelineDataPoint),
})

export const RunMetrics = z.strictObject({
  ...totals,
  timeline: z.array(TimelineDataPoint),
  /** With `groupBy`: the groups with the most runs first, at most 100. */
  groups: z.array(RunGroup).optional(),
})
export type RunMetrics = z.infer<typeof RunMetrics>

nameSchemas({ TimelineDataPoint, RunGroup })
