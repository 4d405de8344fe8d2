// The figures of each group over the whole time.
import { Link } from '@tanstack/react-router'
import { type Column, Table } from '../../components/table.tsx'
import { formatCost, formatCount, formatDuration } from '../../lib/format.ts'
import { type Group, percentile } from './groups.ts'

export function GroupTable({ groups, title }: { groups: readonly Group[]; title: string }) {
  const quantile = (share: number, name: string): Column<Group> => ({
    name,
    isNumeric: true,
    from: 'md',
    render: ({ durations }) => {
      const ms = percentile(durations, share)
      return ms === null ? '–' : formatDuration(ms)
    },
  })
  const columns: readonly Column<Group>[] = [
    {
      name: title,
      isWide: true,
      render: ({ label, agentId }) =>
        agentId === null ? (
          <code className="font-mono text-xs">{label}</code>
        ) : (
          <Link to="/agents/$agentId" params={{ agentId }} className="font-medium hover:underline">
            {label}
          </Link>
        ),
    },
    { name: 'Runs', isNumeric: true, render: ({ runs }) => formatCount(runs) },
    {
      name: 'Success',
      isNumeric: true,
      render: ({ done, failed }) =>
        done + failed === 0 ? (
          '–'
        ) : (
          <span className={failed > 0 ? 'text-bad' : ''}>{((done / (done + failed)) * 100).toFixed(0)} %</span>
        ),
    },
    quantile(0.5, 'Median'),
    quantile(0.9, '90 %'),
    quantile(0.99, '99 %'),
    { name: 'Tokens', isNumeric: true, from: 'sm', render: ({ tokens }) => formatCount(tokens) },
    { name: 'Cost', isNumeric: true, from: 'sm', render: ({ costUsd }) => formatCost(costUsd) },
  ]
  return (
    <div className="rounded-lg border border-line bg-surface">
      <Table label={`Figures by ${title.toLowerCase()}`} columns={columns} rows={groups} keyOf={({ key }) => key} />
    </div>
  )
}
