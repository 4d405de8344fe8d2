// What waits to be worked on, and which processes hold what is under way.
import { Link } from '@tanstack/react-router'
import { useQueries } from '@tanstack/react-query'
import { Empty, Problem } from '../../components/states.tsx'
import { formatCount, pluralize } from '../../lib/format.ts'
import { callKey, callOperation, useCall } from '../../lib/use-call.ts'

const EVERY_MS = 2000
/** Runs that are asked who holds them. */
const ASKED = 50

export function Queue() {
  const pending = useCall('agent.run.list', { status: 'pending', limit: 1 }, { everyMs: EVERY_MS })
  const waiting = useCall('agent.run.list', { status: 'waiting', limit: 1 }, { everyMs: EVERY_MS })
  const running = useCall('agent.run.list', { status: 'running', limit: ASKED }, { everyMs: EVERY_MS })
  const runs = useQueries({
    queries: (running.data?.items ?? []).map(({ id }) => ({
      queryKey: callKey('agent.run.get', { runId: id }),
      queryFn: callOperation('agent.run.get', { runId: id }),
      refetchInterval: EVERY_MS,
    })),
  })
  const held = runs.flatMap(({ data }) => (data ? [data] : []))
  const workers = Map.groupBy(held, ({ owner }) => owner ?? 'nobody: it waits for runs below it')
  const error = pending.error ?? waiting.error ?? running.error
  const depths = [
    ['In the queue', pending.data?.total, 'pending'],
    ['Running', running.data?.total, 'running'],
    ['Waiting for a person', waiting.data?.total, 'waiting'],
  ] as const
  if (error) return <Problem error={error} />
  return (
    <div className="max-w-4xl space-y-6 p-4">
      <dl className="flex flex-wrap gap-x-10 gap-y-3">
        {depths.map(([name, count, status]) => (
          <div key={name}>
            <dt className="text-xs text-muted">{name}</dt>
            <dd className="numeric text-xl font-semibold">
              {status === 'pending' ? (
                formatCount(count ?? 0)
              ) : (
                <Link to="/runs" search={{ status }} className="hover:underline">
                  {formatCount(count ?? 0)}
                </Link>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <section>
        <h2 className="mb-2 text-xs font-medium text-muted">Workers that hold runs now</h2>
        {workers.size === 0 && <Empty title="Nothing is under way">Start a run, and its worker shows here.</Empty>}
        <ul className="space-y-2">
          {[...workers].map(([owner, members]) => (
            <li key={owner} className="rounded-lg border border-line bg-surface p-3">
              <p className="flex items-baseline justify-between gap-3">
                <code className="truncate font-mono text-xs font-medium">{owner}</code>
                <span className="numeric shrink-0 text-muted">{pluralize(members.length, 'run')}</span>
              </p>
              <p className="mt-1.5 flex flex-wrap gap-x-3 gap-y-1">
                {members.map(({ id }) => (
                  <Link
                    key={id}
                    to="/runs/$runId"
                    params={{ runId: id }}
                    className="font-mono text-xs text-accent underline"
                  >
                    {id}
                  </Link>
                ))}
              </p>
            </li>
          ))}
        </ul>
        {(running.data?.total ?? 0) > ASKED && (
          <p className="mt-2 text-muted">Only the {ASKED} newest running runs were asked who holds them.</p>
        )}
      </section>
    </div>
  )
}
