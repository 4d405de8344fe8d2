// The newest firings of a task.
import { Empty } from '../../components/states.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { formatDuration, formatMoment } from '../../lib/format.ts'
import type { Firing } from '../tasks/task-calls.ts'
import { firingTones } from '../tasks/words.ts'

interface FiringsProps {
  readonly firings: readonly Firing[]
  readonly chosen: string | undefined
  readonly onChoose: (runId: string) => void
}

export function Firings({ firings, chosen, onChoose }: FiringsProps) {
  if (firings.length === 0) {
    return <Empty title="It has not fired yet">What each firing emits is kept here, whoever watches.</Empty>
  }
  const columns: readonly Column<Firing>[] = [
    {
      name: 'Fired',
      render: ({ run_id: id, ran_at: at }) => (
        <button
          type="button"
          aria-current={id === chosen}
          className="numeric hover:underline aria-[current=true]:font-semibold"
          onClick={() => onChoose(id)}
        >
          {formatMoment(at).slice(0, 19)}
        </button>
      ),
    },
    {
      name: 'Status',
      render: ({ status }) => <span className={`font-medium ${firingTones[status].text}`}>{status}</span>,
    },
    {
      name: 'Took',
      isNumeric: true,
      render: ({ started_at: from, finished_at: to }) =>
        from && to ? formatDuration(Date.parse(to) - Date.parse(from)) : '–',
    },
    { name: 'Items', isNumeric: true, from: 'sm', render: ({ items }) => items },
    {
      name: 'Why',
      from: 'sm',
      isWide: true,
      render: ({ trigger, reason, error }) => (
        <span className="text-muted">
          {trigger === 'manual' ? 'by hand' : 'due'}
          {reason && `; ${reason}`}
          {error && `; ${error.message}`}
        </span>
      ),
    },
  ]
  return <Table label="Firings" columns={columns} rows={firings.toReversed()} keyOf={({ run_id: id }) => id} />
}
