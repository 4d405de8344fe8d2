// Agents: who there is to ask.
import { Link } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { useCall } from '../../lib/use-call.ts'

export function AgentsPage() {
  const { data, error } = useCall('agent.list', { limit: 500 })
  return (
    <Page title="Agents">
      {error && <Problem error={error} />}
      {!data && !error && <Loading />}
      {data?.items.length === 0 && (
        <Empty title="No agents yet" command="errand init">
          An agent is defined in a file; this makes a project with one.
        </Empty>
      )}
      <ul className="divide-y divide-line/60">
        {data?.items.map((agent) => (
          <li
            key={agent.id}
            className="relative grid grid-cols-1 gap-x-4 px-4 py-2.5 hover:bg-sunken sm:grid-cols-[14rem_minmax(0,1fr)_auto]"
          >
            <Link
              to="/agents/$agentId"
              params={{ agentId: agent.id }}
              className="truncate font-medium after:absolute after:inset-0"
            >
              {agent.name}
            </Link>
            <span className="truncate text-muted">{agent.description}</span>
            <span className="flex items-center gap-3 text-xs text-muted">
              <code className="font-mono">{agent.modelName}</code>
              {agent.status !== 'active' && <span className="text-wait">{agent.status}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Page>
  )
}
