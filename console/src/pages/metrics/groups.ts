// Figures of agents, as they are or together by model.
import type { OutputFor } from 'errand/client'

type RunMetrics = OutputFor<'agent.run.getMetrics'>
type Agent = OutputFor<'agent.list'>['items'][number]
type Run = OutputFor<'agent.run.list'>['items'][number]

export interface Measured {
  readonly agent: Pick<Agent, 'id' | 'name' | 'modelName'>
  readonly metrics: RunMetrics
  /** The newest of them. */
  readonly runs: readonly Pick<Run, 'durationMs'>[]
}

export interface Group {
  readonly key: string
  readonly label: string
  /** Of a group that is one agent. */
  readonly agentId: string | null
  readonly runs: number
  readonly done: number
  readonly failed: number
  readonly tokens: number
  readonly costUsd: number
  readonly durations: readonly number[]
  readonly timeline: readonly { readonly runs: number; readonly tokens: number; readonly costUsd: number }[]
}

/** Those that had runs, the busiest first. */
export function createGroups(measured: readonly Measured[], by: 'agent' | 'model'): Group[] {
  const members = Map.groupBy(measured, ({ agent }) => (by === 'model' ? agent.modelName : agent.id))
  const groups = [...members].flatMap(([key, [first, ...rest]]): Group[] => {
    if (!first) return []
    const all = [first, ...rest]
    const sum = (of: (metrics: RunMetrics) => number) => all.reduce((total, { metrics }) => total + of(metrics), 0)
    return [
      {
        key,
        label: by === 'model' ? key : first.agent.name,
        agentId: by === 'model' ? null : key,
        runs: sum(({ totalRuns }) => totalRuns),
        done: sum(({ completedRuns }) => completedRuns),
        failed: sum(({ failedRuns }) => failedRuns),
        tokens: sum(({ totalTokens }) => totalTokens),
        costUsd: sum(({ totalCostUsd }) => totalCostUsd),
        durations: all.flatMap(({ runs }) => runs.flatMap(({ durationMs }) => durationMs ?? [])),
        timeline: first.metrics.timeline.map((_point, place) => ({
          runs: sum(({ timeline }) => timeline[place]?.runs ?? 0),
          tokens: sum(({ timeline }) => timeline[place]?.tokens ?? 0),
          costUsd: sum(({ timeline }) => timeline[place]?.costUsd ?? 0),
        })),
      },
    ]
  })
  return groups.filter(({ runs }) => runs > 0).sort((a, b) => b.runs - a.runs)
}

/** The smallest value that at least `share` of all do not exceed; null when there are none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}
