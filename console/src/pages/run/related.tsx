// The family of a run: what started it, what it started, and what it was forked from.
import { Link } from '@tanstack/react-router'
import { StatusIcon } from '../../components/status.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { formatDuration } from '../../lib/format.ts'
import type { RunView } from '../../lib/run-view.ts'
import { useCall } from '../../lib/use-call.ts'

const MAX_DEPTH = 6
const EVERY_MS = 3000

export function Related({ view }: { view: RunView }) {
  const { parentRunId, forkedFrom } = view.created?.data ?? {}
  return (
    <div tabIndex={0} role="group" aria-label="Related runs" className="min-h-0 flex-1 space-y-4 overflow-auto p-4">
      {parentRunId && <Relation label="Started by" runId={parentRunId} />}
      {forkedFrom && <Relation label={`Forked at event ${forkedFrom.seq} from`} runId={forkedFrom.runId} />}
      <section>
        <h2 className="mb-1 text-xs font-medium text-muted">Runs that it started</h2>
        <Children runId={view.runId} depth={0} />
      </section>
    </div>
  )
}

function Relation({ label, runId }: { label: string; runId: string }) {
  return (
    <p>
      <span className="text-muted">{label} </span>
      <Link to="/runs/$runId" params={{ runId }} className="font-mono text-xs text-accent underline">
        {runId}
      </Link>
    </p>
  )
}

function Children({ runId, depth }: { runId: string; depth: number }) {
  const { data, error } = useCall('agent.run.list', { parentRunId: runId, limit: 100 }, { everyMs: EVERY_MS })
  if (error) return <Problem error={error} />
  if (!data) return <Loading rows={2} />
  if (data.items.length === 0)
    return depth === 0 ? <Empty title="None">Agents that are tools of another run as its children.</Empty> : null
  return (
    <ul className={depth === 0 ? '' : 'ml-3 border-l border-line pl-3'}>
      {data.items.toReversed().map((run) => (
        <li key={run.id} data-row>
          <Link
            to="/runs/$runId"
            params={{ runId: run.id }}
            className="flex items-center gap-2 rounded-md px-2 py-1 hover:bg-sunken"
          >
            <StatusIcon status={run.status} />
            <span className="sr-only">{run.status}</span>
            <span className="font-medium">{run.agentName}</span>
            <code className="truncate font-mono text-xs text-muted">{run.id}</code>
            <span className="numeric ml-auto text-muted">
              {run.durationMs === undefined ? '' : formatDuration(run.durationMs)}
            </span>
          </Link>
          {depth < MAX_DEPTH && <Children runId={run.id} depth={depth + 1} />}
        </li>
      ))}
    </ul>
  )
}
