// The figures of a time, as a whole and by agent or model, and what they can be narrowed to.
import { useCall } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'
import { findTimeRange, type TimeRange } from './time-range.ts'
import type { RunMetrics } from './lines-of.ts'
import type { MetricsSearch } from './route.ts'

const EVERY_MS = 15_000
const MINUTE_MS = 60_000

export interface Metrics {
  /** null until the answer is there. */
  readonly metrics: RunMetrics | null
  readonly granularity: TimeRange['granularity']
  /** Agents that there are, by id. */
  readonly agentNames: Readonly<Record<string, string>>
  /** Models that runs of this time were created with. */
  readonly models: readonly string[]
  readonly error: Error | null
}

export function useMetrics({
  by = 'agent',
  agent,
  model,
  ...time
}: Omit<MetricsSearch, 'by'> & { by?: 'agent' | 'model' | undefined }): Metrics {
  const range = findTimeRange(time, useNow(MINUTE_MS))
  const filter = { ...(agent !== undefined && { agentId: agent }), ...(model !== undefined && { model }) }
  const answer = useCall('agent.run.getMetrics', { ...range, groupBy: by, ...filter }, { everyMs: EVERY_MS })
  const byModel = useCall('agent.run.getMetrics', { ...range, groupBy: 'model' })
  const agents = useCall('agent.list', { limit: 500 })
  return {
    metrics: answer.data ?? null,
    granularity: range.granularity,
    agentNames: Object.fromEntries((agents.data?.items ?? []).map(({ id, name }) => [id, name])),
    models: (byModel.data?.groups ?? []).map(({ key }) => key),
    error: answer.error ?? byModel.error ?? agents.error,
  }
}
