// How an agent does: its last runs, and two weeks in figures.
import { Link } from '@tanstack/react-router'
import { Lines } from '../../components/lines.tsx'
import { StatusBadge } from '../../components/status.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { formatAgo, formatCost, formatCount, formatDuration, pluralize } from '../../lib/format.ts'
import { useCall } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'

const DAY_MS = 86_400_000
const DAYS = 14
const EVERY_MS = 5000

export function Figures({ agentId }: { agentId: string }) {
  const nowMs = useNow(EVERY_MS)
  const dayMs = Math.floor(nowMs / DAY_MS) * DAY_MS
  const startDate = new Date(dayMs - (DAYS - 1) * DAY_MS).toISOString()
  const endDate = new Date(dayMs + DAY_MS).toISOString()
  const metrics = useCall('agent.run.getMetrics', { agentId, startDate, endDate }, { everyMs: EVERY_MS })
  const runs = useCall('agent.run.list', { agentId, limit: 20 }, { everyMs: EVERY_MS })
  const error = metrics.error ?? runs.error
  if (error) return <Problem error={error} />
  if (!metrics.data || !runs.data) return <Loading />
  if (runs.data.total === 0) return <Empty title="No runs yet" command={`errand run ${agentId} "Hello"`} />
  return (
    <div tabIndex={0} role="group" aria-label="Runs of the agent" className="min-h-0 flex-1 overflow-auto">
      <div className="mx-auto max-w-4xl space-y-6 p-4">
        <Totals metrics={metrics.data} />
        <ul className="divide-y divide-line/60 rounded-lg border border-line bg-surface">
          {runs.data.items.map((run) => (
            <li key={run.id} data-row className="relative flex items-center gap-3 px-3 py-2 hover:bg-sunken">
              <span className="w-24 shrink-0">
                <StatusBadge status={run.status} />
              </span>
              <Link
                to="/runs/$runId"
                params={{ runId: run.id }}
                className="min-w-0 flex-1 truncate after:absolute after:inset-0"
              >
                {run.message}
              </Link>
              <span className="numeric text-muted">
                {run.durationMs === undefined ? '' : formatDuration(run.durationMs)}
              </span>
              <span className="numeric hidden w-32 text-right whitespace-nowrap text-muted sm:block">
                {formatAgo(run.queuedAt, nowMs)}
              </span>
            </li>
          ))}
        </ul>
        <Link to="/runs" search={{ agent: agentId }} className="text-accent underline">
          {runs.data.total === 1 ? 'In the list of runs' : `All ${pluralize(runs.data.total, 'run')}`}
        </Link>
      </div>
    </div>
  )
}

interface Metrics {
  readonly totalRuns: number
  readonly successRate: number
  readonly averageDurationMs: number
  readonly totalTokens: number
  readonly totalCostUsd: number
  readonly timeline: readonly { readonly period: string; readonly runs: number; readonly avgDurationMs: number }[]
}

function Totals({ metrics }: { metrics: Metrics }) {
  const { timeline } = metrics
  const times = timeline.map(({ period }) => period)
  const runs = timeline.map((point) => point.runs)
  const durations = timeline.map(({ avgDurationMs }) => avgDurationMs || null)
  const totals: readonly (readonly [string, string])[] = [
    ['Runs in two weeks', formatCount(metrics.totalRuns)],
    ['Success', `${Math.round(metrics.successRate * 100)} %`],
    ['Average time', formatDuration(metrics.averageDurationMs)],
    ['Tokens', formatCount(metrics.totalTokens)],
    ['Cost', formatCost(metrics.totalCostUsd)],
  ]
  return (
    <>
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        {totals.map(([name, value]) => (
          <div key={name}>
            <dt className="text-xs text-muted">{name}</dt>
            <dd className="numeric text-lg font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="grid gap-4 sm:grid-cols-2">
        <Chart label="Runs a day" times={times} values={runs} format={formatCount} />
        <Chart label="Average time of a run" times={times} values={durations} format={formatDuration} />
      </div>
    </>
  )
}

interface ChartProps {
  readonly label: string
  readonly times: readonly string[]
  readonly values: readonly (number | null)[]
  readonly format: (value: number) => string
}

function Chart({ label, times, values, format }: ChartProps) {
  return (
    <figure className="rounded-lg border border-line bg-surface p-3">
      <figcaption className="mb-1 text-xs font-medium text-muted">{label}</figcaption>
      <Lines label={label} times={times} lines={[{ label, values }]} format={format} height={120} />
    </figure>
  )
}
