// The shapes of metrics on the wire.
import { z } from 'zod'
import { Count, DateTime } from './scalars.ts'

export const TimelineDataPoint = z.strictObject({
  /** Start of the period. */
  period: DateTime,
  runs: Count,
  tokens: Count,
  costUsd: z.number(),
  /** Over the runs that have ended; 0 when there are none. */
  avgDurationMs: z.number(),
})

export const RunMetrics = z.strictObject({
  totalRuns: Count,
  /** Runs that are done. */
  completedRuns: Count,
  /** Runs that ended in error. */
  failedRuns: Count,
  totalTokens: Count,
  totalCostUsd: z.number(),
  /** Over the runs that have ended; 0 when there are none. */
  averageDurationMs: z.number(),
  /** done / (done + error); 0 when there are none. */
  successRate: z.number(),
  timeline: z.array(TimelineDataPoint),
})
export type RunMetrics = z.infer<typeof RunMetrics>
