// Metrics: how many runs, how they ended, how long they took and what they cost, by agent or by model.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { SelectField } from '../../components/field.tsx'
import { Page } from '../../components/page.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { formatCost, formatCount, formatDuration } from '../../lib/format.ts'
import { GroupTable } from './group-table.tsx'
import { percentile } from './groups.ts'
import { Measure } from './measure.tsx'
import type { MetricsSearch } from './route.ts'
import { MEASURED, type Metrics, useMetrics } from './use-metrics.ts'

const route = getRouteApi('/metrics')
const times = { '1d': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days', '90d': 'Last 90 days' } as const
const groupings = { agent: 'By agent', model: 'By model' } as const

export function MetricsPage() {
  const { within = '7d', by } = route.useSearch()
  const navigate = useNavigate({ from: '/metrics' })
  const metrics = useMetrics({ within, by })
  const { total, groups, error } = metrics
  const go = (next: Record<keyof MetricsSearch, string | undefined> | Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...next }) as MetricsSearch, replace: true })
  return (
    <Page
      title="Metrics"
      toolbar={
        <>
          <SelectField
            label="Time"
            options={times}
            value={within}
            onChange={({ currentTarget: { value } }) => go({ within: value === '7d' ? undefined : value })}
          />
          <SelectField
            label="Grouping"
            options={groupings}
            value={by ?? 'agent'}
            onChange={({ currentTarget: { value } }) => go({ by: value === 'model' ? value : undefined })}
          />
        </>
      }
    >
      {error && <Problem error={error} />}
      {!total && !error && <Loading />}
      {total?.totalRuns === 0 && (
        <Empty title="No runs in this time" command={'errand run docs "What is a run?"'}>
          Look further into the past, or start one:
        </Empty>
      )}
      {total && total.totalRuns > 0 && (
        <div className="w-full max-w-7xl space-y-6 p-4">
          <Totals metrics={metrics} total={total} />
          <GroupTable groups={groups} title={by === 'model' ? 'Model' : 'Agent'} />
          <div className="grid gap-4 2xl:grid-cols-2">
            <Measure name="Runs" metrics={metrics} of={({ runs }) => runs} format={formatCount} />
            <Measure name="Tokens" metrics={metrics} of={({ tokens }) => tokens} format={formatCount} />
            <Measure name="Cost" metrics={metrics} of={({ costUsd }) => costUsd} format={formatCost} />
          </div>
          <p className="text-xs text-muted">
            Times and days are in UTC.
            {metrics.runCount > MEASURED && ` Percentiles are of the newest ${MEASURED} runs.`}
            {by === 'model' && ' An agent counts to the model that it has now.'}
          </p>
        </div>
      )}
    </Page>
  )
}

function Totals({ metrics: { durations }, total }: { metrics: Metrics; total: NonNullable<Metrics['total']> }) {
  const quantile = (share: number) => {
    const ms = percentile(durations, share)
    return ms === null ? '–' : formatDuration(ms)
  }
  const figures = [
    ['Runs', formatCount(total.totalRuns)],
    ['Success', total.completedRuns + total.failedRuns === 0 ? '–' : `${(total.successRate * 100).toFixed(1)} %`],
    ['Median time', quantile(0.5)],
    ['90 % within', quantile(0.9)],
    ['99 % within', quantile(0.99)],
    ['Tokens', formatCount(total.totalTokens)],
    ['Cost', formatCost(total.totalCostUsd)],
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
