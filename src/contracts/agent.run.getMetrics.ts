// agent.run.getMetrics: how many runs there were, how they ended, and what they took.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Granularity } from './enums.ts'
import { RunMetrics } from './run-metrics.ts'
import { DateTime, Id } from './scalars.ts'

const percentiles = { p50DurationMs: 700, p95DurationMs: 1400, p99DurationMs: 1400 }
const figures = {
  totalRuns: 4,
  completedRuns: 3,
  failedRuns: 1,
  totalTokens: 1200,
  totalCostUsd: 0.03,
  averageDurationMs: 850,
  ...percentiles,
  successRate: 0.75,
}
const point = {
  period: '2026-01-05T00:00:00.000Z',
  runs: 4,
  completedRuns: 3,
  failedRuns: 1,
  tokens: 1200,
  costUsd: 0.03,
  avgDurationMs: 850,
  ...percentiles,
}

export const getRunMetrics = defineQuery({
  meta: {
    key: 'agent.run.getMetrics',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'metrics'],
    description: 'Measures the runs of a time: how many, how they ended, what they took.',
    goal: 'See how agents do over time.',
    context:
      'Used by dashboards. Times and weeks (from Monday) are in UTC; periods without runs are there too. A run counts when it was queued, and to the model that it was created with.',
  },
  io: {
    inputName: 'GetRunMetricsInput',
    outputName: 'RunMetrics',
    input: z.strictObject({
      organizationId: Id.optional(),
      agentId: Id.optional(),
      /** Runs created with this model, as `provider/model`. */
      model: z.string().min(1).max(300).optional(),
      /** Runs queued at this moment or later. */
      startDate: DateTime,
      /** Runs queued before this moment. */
      endDate: DateTime,
      /** At most 1000 periods. */
      granularity: Granularity.default('day'),
      /** Tells the figures of each agent or model as well. */
      groupBy: z.enum(['agent', 'model']).optional(),
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
        input: {
          startDate: '2026-01-05T00:00:00Z',
          endDate: '2026-01-06T00:00:00Z',
          granularity: 'day',
          groupBy: 'model',
        },
        output: {
          ...figures,
          timeline: [point],
          groups: [{ key: 'openai/gpt-5', ...figures, timeline: [point] }],
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/metrics/runs' },
})
