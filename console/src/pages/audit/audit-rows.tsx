// The rows of the audit. A name in a row narrows the list to it.
import type { OutputFor } from 'errand/client'
import { type Column, Table } from '../../components/table.tsx'
import { formatMoment } from '../../lib/format.ts'
import type { AuditSearch } from './route.ts'

type Item = OutputFor<'audit.list'>['items'][number]

interface AuditRowsProps {
  readonly items: readonly Item[]
  readonly onFilter: (filter: Partial<AuditSearch>) => void
}

export function AuditRows({ items, onFilter }: AuditRowsProps) {
  const narrow = (name: 'actor' | 'action' | 'resource', value: string) => (
    <button
      type="button"
      title={`Only ${value}`}
      className="max-w-48 truncate align-bottom hover:underline"
      onClick={() => onFilter({ [name]: value })}
    >
      {value}
    </button>
  )
  const columns: readonly Column<Item>[] = [
    {
      name: 'When',
      render: ({ at }) => <span className="numeric text-muted">{formatMoment(at).slice(0, 19)}</span>,
    },
    { name: 'Who', render: ({ actor }) => narrow('actor', actor) },
    {
      name: 'What',
      render: ({ action, outcome }) => (
        <span className="inline-flex items-center gap-2">
          <span className="font-medium">{narrow('action', action)}</span>
          {outcome === 'denied' && (
            <span className="tint-bad rounded-full px-1.5 text-xs font-medium text-bad">denied</span>
          )}
        </span>
      ),
    },
    {
      name: 'To what',
      from: 'sm',
      render: ({ resource }) => <span className="font-mono text-xs">{narrow('resource', resource)}</span>,
    },
    {
      name: 'Credential',
      from: 'md',
      render: ({ credentialId = '–' }) => <span className="text-muted">{credentialId}</span>,
    },
    {
      name: 'From',
      from: 'md',
      render: ({ origin = 'Errand itself' }) => <span className="text-muted">{origin}</span>,
    },
    {
      name: 'More',
      from: 'lg',
      isWide: true,
      render: ({ data }) =>
        data && (
          <code className="font-mono text-xs text-muted" title={JSON.stringify(data, null, 2)}>
            {JSON.stringify(data)}
          </code>
        ),
    },
  ]
  return <Table label="Audit" columns={columns} rows={items} keyOf={({ id }) => id} />
}
