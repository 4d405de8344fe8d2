// The figures of a time, as a whole and by agent; percentiles from the durations of its newest runs.
import type { InputFor, OutputFor } from 'errand/client'
import { useQueries } from '@tanstack/react-query'
import { callKey, callOperation, useCall } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'
import { createGroups, type Group } from './groups.ts'
import type { MetricsSearch } from './route.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const spans = { '1d': 1, '7d': 7, '30d': 30, '90d': 90 } as const
const EVERY_MS = 15_000
const MAX_AGENTS = 100
/** As many durations as one answer has. */
export const MEASURED = 500

export interface Metrics {
  /** null until the answers are there. */
  readonly total: OutputFor<'agent.run.getMetrics'> | null
  readonly groups: readonly Group[]
  /** Durations of the newest runs that have ended, in ms. */
  readonly durations: readonly number[]
  /** Runs of the time, of which `durations` are the newest. */
  readonly runCount: number
  readonly isHourly: boolean
  readonly error: Error | null
}

export function useMetrics({
  within = '7d',
  by,
}: {
  within?: MetricsSearch['within'] | '7d'
  by: MetricsSearch['by']
}): Metrics {
  const isHourly = within === '1d'
  const stepMs = isHourly ? HOUR_MS : DAY_MS
  const endMs = Math.ceil(useNow(60_000) / stepMs) * stepMs
  const time = {
    startDate: new Date(endMs - spans[within] * DAY_MS).toISOString(),
    endDate: new Date(endMs).toISOString(),
  }
  const granularity: InputFor<'agent.run.getMetrics'>['granularity'] = isHourly ? 'hour' : 'day'
  const total = useCall('agent.run.getMetrics', { ...time, granularity }, { everyMs: EVERY_MS })
  const runs = useCall('agent.run.list', { ...time, limit: MEASURED }, { everyMs: EVERY_MS })
  const agents = useCall('agent.list', { limit: MAX_AGENTS })
  const byAgent = useQueries({
    queries: (agents.data?.items ?? []).map(({ id }) => {
      const input = { ...time, granularity, agentId: id }
      return {
        queryKey: callKey('agent.run.getMetrics', input),
        queryFn: callOperation('agent.run.getMetrics', input),
        refetchInterval: EVERY_MS,
      }
    }),
  })
  const measured = (agents.data?.items ?? []).flatMap((agent, index) => {
    const metrics = byAgent[index]?.data
    return metrics
      ? [{ agent, metrics, runs: (runs.data?.items ?? []).filter(({ agentId }) => agentId === agent.id) }]
      : []
  })
  return {
    total: runs.data && agents.data ? (total.data ?? null) : null,
    groups: createGroups(measured, by ?? 'agent'),
    durations: (runs.data?.items ?? []).flatMap(({ durationMs }) => durationMs ?? []),
    runCount: runs.data?.total ?? 0,
    isHourly,
    error: total.error ?? runs.error ?? agents.error,
  }
}
