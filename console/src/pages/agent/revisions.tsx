// How an agent changed: its revisions, what differs between two, and which one new runs use.
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Loading, Problem } from '../../components/states.tsx'
import { formatMoment } from '../../lib/format.ts'
import { useCall, useCommand } from '../../lib/use-call.ts'
import type { AgentDetail } from './about.tsx'

export function Revisions({ agent }: { agent: AgentDetail }) {
  const { data, error } = useCall('agent.listRevisions', { agentId: agent.id, limit: 100 })
  const [chosen, setChosen] = useState<string | null>(null)
  const [isAsking, setAsking] = useState<string | null>(null)
  const publish = useCommand('agent.publish')
  if (error) return <Problem error={error} />
  if (!data) return <Loading />
  const at = data.items.findIndex(({ id }) => id === chosen)
  const before = data.items[at + 1]
  return (
    <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
      <div tabIndex={0} role="group" aria-label="Revisions" className="min-h-0 flex-1 overflow-auto">
        {publish.error && <Problem error={publish.error} />}
        <ul className="divide-y divide-line/60">
          {data.items.map(({ id, number, createdAt, createdById, isPublished }) => (
            <li key={id} data-row className={`flex items-center gap-3 px-4 py-2 ${id === chosen ? 'bg-sunken' : ''}`}>
              <button
                type="button"
                aria-pressed={id === chosen}
                className="flex min-w-0 flex-1 gap-3 text-left hover:underline"
                onClick={() => setChosen(id)}
              >
                <span className="numeric w-10 font-medium">#{number}</span>
                <span className="numeric text-muted">{formatMoment(createdAt).slice(0, 16)}</span>
                <span className="truncate text-muted">{createdById}</span>
              </button>
              {isPublished ? (
                <span className="tint-ok rounded-full px-2 py-0.5 text-xs font-medium text-ok">published</span>
              ) : (
                <Button needs="agent.publish" onClick={() => setAsking(id)}>
                  Publish
                </Button>
              )}
            </li>
          ))}
        </ul>
      </div>
      {chosen !== null && (
        <aside
          tabIndex={0}
          aria-label="Differences"
          className="max-h-[60%] shrink-0 overflow-auto border-t border-line bg-surface p-4 lg:max-h-none lg:w-[30rem] lg:border-t-0 lg:border-l"
        >
          {before ? (
            <Difference agentId={agent.id} from={before.id} to={chosen} />
          ) : (
            <p className="text-muted">This is the first revision.</p>
          )}
        </aside>
      )}
      {isAsking !== null && (
        <Confirm
          title="Publish this revision?"
          action="Publish"
          onConfirm={() => publish.mutate({ agentId: agent.id, revisionId: isAsking })}
          onClose={() => setAsking(null)}
        >
          New runs use it from now on. Runs that have begun keep theirs.
        </Confirm>
      )}
    </div>
  )
}

function Difference({ agentId, from, to }: { agentId: string; from: string; to: string }) {
  const { data, error } = useCall('agent.diffRevisions', { agentId, from, to })
  if (error) return <Problem error={error} />
  if (!data) return <Loading rows={3} />
  const changes = Object.entries(data.diff)
  if (changes.length === 0)
    return <p className="text-muted">Nothing that a run would notice differs from the one before.</p>
  return (
    <dl className="space-y-3">
      {changes.map(([name, change]) => (
        <div key={name}>
          <dt className="mb-1 font-medium">{name}</dt>
          <dd className="space-y-1 font-mono text-xs break-words whitespace-pre-wrap">
            {'from' in change && <del className="tint-bad block rounded p-2 no-underline">− {render(change.from)}</del>}
            {'to' in change && <ins className="tint-ok block rounded p-2 no-underline">+ {render(change.to)}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function render(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
