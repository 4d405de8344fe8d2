// agent.run.getMetrics: how many runs there were, how they ended, and what they took.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Granularity } from './enums.ts'
import { RunMetrics } from './run-metrics.ts'
import { DateTime, Id } from './scalars.ts'

export const getRunMetrics = defineQuery({
  meta: {
    key: 'agent.run.getMetrics',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'metrics'],
    description: 'Measures the runs of a time: how many, how they ended, what they took.',
    goal: 'See how agents do over time.',
    context: 'Used by dashboards. Times and weeks (from Monday) are in UTC; periods without runs are there too.',
  },
  io: {
    inputName: 'GetRunMetricsInput',
    outputName: 'RunMetrics',
    input: z.strictObject({
      organizationId: Id.optional(),
      agentId: Id.optional(),
      /** Runs queued at this moment or later. */
      startDate: DateTime,
      /** Runs queued before this moment. */
      endDate: DateTime,
      /** At most 1000 periods. */
      granularity: Granularity.default('day'),
    }),
    output: RunMetrics,
    errors: {},
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'one-day',
        input: { startDate: '2026-01-05T00:00:00Z', endDate: '2026-01-06T00:00:00Z', granularity: 'day' },
        output: {
          totalRuns: 4,
          completedRuns: 3,
          failedRuns: 1,
          totalTokens: 1200,
          totalCostUsd: 0.03,
          averageDurationMs: 850,
          successRate: 0.75,
          timeline: [{ period: '2026-01-05T00:00:00.000Z', runs: 4, tokens: 1200, costUsd: 0.03, avgDurationMs: 850 }],
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/metrics/runs' },
})
