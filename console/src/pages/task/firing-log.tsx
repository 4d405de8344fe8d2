// What one firing emitted, in order.
import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { IconButton } from '../../components/button.tsx'
import { JsonView } from '../../components/json-view.tsx'
import { Loading, Problem } from '../../components/states.tsx'
import { clientAt, type Firing, isFiring, type LoggedItem } from '../tasks/task-calls.ts'

const EVERY_MS = 2000
const SHOWN = 200

interface FiringLogProps {
  readonly place: string
  readonly runId: string
  /** Absent: it is older than those that are listed. */
  readonly firing: Firing | undefined
  readonly onClose: () => void
}

export function FiringLog({ place, runId, firing, onClose }: FiringLogProps) {
  const isOpen = firing?.status === 'pending' || firing?.status === 'running'
  const { data, error } = useQuery({
    queryKey: ['tasks.logs', place, runId],
    queryFn: () => clientAt(place).tasks.logs({ run_id: runId, count: SHOWN }),
    refetchInterval: isOpen && EVERY_MS,
  })
  const items = (data?.items ?? []).filter((item) => !isFiring(item))
  return (
    <aside aria-label="Log of the firing" className="min-w-0 border-line bg-surface lg:w-1/2 lg:border-l">
      <header className="flex h-10 items-center gap-2 border-b border-line pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-mono text-xs">{runId}</h2>
        <IconButton icon="close" label="Close the log" onClick={onClose} />
      </header>
      <div className="space-y-3 p-4">
        {error && <Problem error={error} />}
        {!data && !error && <Loading rows={3} />}
        {firing?.agent_run_ids?.map((id) => (
          <p key={id}>
            Run{' '}
            <Link to="/runs/$runId" params={{ runId: id }} className="font-mono text-xs text-accent underline">
              {id}
            </Link>
          </p>
        ))}
        {data && items.length === 0 && <p className="text-muted">It has emitted nothing{isOpen ? ' yet' : ''}.</p>}
        {items.map((item, index) => (
          <Item key={index} item={item} place={index + 1} />
        ))}
        {items.length === SHOWN && <p className="text-muted">The first {SHOWN} items.</p>}
      </div>
    </aside>
  )
}

function Item({ item, place }: { item: LoggedItem; place: number }) {
  if ('value' in item) return <JsonView label={`Item ${place}`} value={item.value} />
  const { code, message } = 'message' in item ? item : { code: undefined, message: null }
  return (
    <p role="note" className="tint-bad rounded-lg border border-bad/30 p-3 break-words">
      <strong className="font-medium text-bad">{code ?? 'error'}</strong>{' '}
      {typeof message === 'string' ? message : JSON.stringify(message)}
    </p>
  )
}
