// Metrics: how many runs, how they ended, how long they took and what they cost, by agent or by model.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { formatCost, formatCount, formatDuration } from '../../lib/format.ts'
import { GroupTable } from './group-table.tsx'
import { listLinesOf, listTimeLines, type Point, type RunMetrics } from './lines-of.ts'
import { Measure } from './measure.tsx'
import { MetricsFilters } from './metrics-filters.tsx'
import type { MetricsSearch } from './route.ts'
import { type Metrics, useMetrics } from './use-metrics.ts'

const route = getRouteApi('/metrics')

export function MetricsPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/metrics' })
  const measured = useMetrics(search)
  const { metrics, agentNames, models, error } = measured
  const isFiltered = search.agent !== undefined || search.model !== undefined
  return (
    <Page
      title="Metrics"
      toolbar={
        <MetricsFilters
          search={search}
          agentNames={agentNames}
          models={models}
          onChange={(next) =>
            void navigate({ search: (before) => ({ ...before, ...next }) as MetricsSearch, replace: true })
          }
        />
      }
    >
      {error && <Problem error={error} />}
      {!metrics && !error && <Loading />}
      {metrics?.totalRuns === 0 && (
        <Empty title="No runs in this time" command={isFiltered ? '' : 'errand run docs "What is a run?"'}>
          {isFiltered
            ? 'Look further into the past, or take a filter back.'
            : 'Look further into the past, or start one:'}
        </Empty>
      )}
      {metrics && metrics.totalRuns > 0 && (
        <div className="w-full max-w-7xl space-y-6 p-4">
          <Totals metrics={metrics} />
          <GroupTable groups={metrics.groups ?? []} agentNames={search.by === 'model' ? null : agentNames} />
          <Measures metrics={metrics} measured={measured} />
          <p className="text-xs text-muted">
            Times and days are in UTC. A run counts when it was queued, and to the model that it was created with.
          </p>
        </div>
      )}
    </Page>
  )
}

function Measures({ metrics, measured }: { metrics: RunMetrics; measured: Metrics }) {
  const { agentNames, granularity } = measured
  const common = { granularity, times: metrics.timeline.map(({ period }) => period) }
  const linesOf = (of: (point: Point) => number) => listLinesOf(metrics, (key) => agentNames[key] ?? key, of)
  return (
    <div className="grid gap-4 2xl:grid-cols-2">
      <Measure name="Runs" {...common} lines={linesOf(({ runs }) => runs)} format={formatCount} />
      <Measure name="Failed runs" {...common} lines={linesOf(({ failedRuns }) => failedRuns)} format={formatCount} />
      <Measure name="Duration" {...common} lines={listTimeLines(metrics)} format={formatDuration} />
      <Measure name="Tokens" {...common} lines={linesOf(({ tokens }) => tokens)} format={formatCount} />
      <Measure name="Cost" {...common} lines={linesOf(({ costUsd }) => costUsd)} format={formatCost} />
    </div>
  )
}

function Totals({ metrics }: { metrics: RunMetrics }) {
  const hasEnded = metrics.completedRuns + metrics.failedRuns > 0
  const time = (ms: number) => (hasEnded ? formatDuration(ms) : '–')
  const figures = [
    ['Runs', formatCount(metrics.totalRuns)],
    ['Success', hasEnded ? `${(metrics.successRate * 100).toFixed(1)} %` : '–'],
    ['Median time', time(metrics.p50DurationMs)],
    ['95 % within', time(metrics.p95DurationMs)],
    ['99 % within', time(metrics.p99DurationMs)],
    ['Tokens', formatCount(metrics.totalTokens)],
    ['Cost', formatCost(metrics.totalCostUsd)],
  ]
  return (
    <dl className="grid grid-cols-2 gap-x-8 gap-y-3 sm:flex sm:flex-wrap">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt className="text-xs text-muted">{name}</dt>
          <dd className="numeric text-xl font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
