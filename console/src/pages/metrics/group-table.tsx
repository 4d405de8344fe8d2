// The figures of each group over the whole time.
import { Link } from '@tanstack/react-router'
import { type Column, Table } from '../../components/table.tsx'
import { formatCost, formatCount, formatDuration } from '../../lib/format.ts'
import type { Group } from './lines-of.ts'

interface GroupTableProps {
  readonly groups: readonly Group[]
  /** Set when groups are agents. */
  readonly agentNames: Readonly<Record<string, string>> | null
}

export function GroupTable({ groups, agentNames }: GroupTableProps) {
  const title = agentNames ? 'Agent' : 'Model'
  const percentile = (name: string, of: (group: Group) => number): Column<Group> => ({
    name,
    isNumeric: true,
    from: 'md',
    render: (group) => (group.completedRuns + group.failedRuns === 0 ? '–' : formatDuration(of(group))),
  })
  const columns: readonly Column<Group>[] = [
    {
      name: title,
      isWide: true,
      render: ({ key }) =>
        agentNames?.[key] === undefined ? (
          <code className="font-mono text-xs">{key}</code>
        ) : (
          <Link to="/agents/$agentId" params={{ agentId: key }} className="font-medium hover:underline">
            {agentNames[key]}
          </Link>
        ),
    },
    { name: 'Runs', isNumeric: true, render: ({ totalRuns }) => formatCount(totalRuns) },
    {
      name: 'Success',
      isNumeric: true,
      render: ({ completedRuns, failedRuns, successRate }) =>
        completedRuns + failedRuns === 0 ? (
          '–'
        ) : (
          <span className={failedRuns > 0 ? 'text-bad' : ''}>{(successRate * 100).toFixed(0)} %</span>
        ),
    },
    percentile('Median', ({ p50DurationMs }) => p50DurationMs),
    percentile('95 %', ({ p95DurationMs }) => p95DurationMs),
    percentile('99 %', ({ p99DurationMs }) => p99DurationMs),
    { name: 'Tokens', isNumeric: true, from: 'sm', render: ({ totalTokens }) => formatCount(totalTokens) },
    { name: 'Cost', isNumeric: true, from: 'sm', render: ({ totalCostUsd }) => formatCost(totalCostUsd) },
  ]
  return (
    <div className="rounded-lg border border-line bg-surface">
      <Table label={`Figures by ${title.toLowerCase()}`} columns={columns} rows={groups} keyOf={({ key }) => key} />
    </div>
  )
}
