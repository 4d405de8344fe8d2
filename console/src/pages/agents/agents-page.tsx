// Agents: who there is to ask.
import { Link } from '@tanstack/react-router'
import { Listing, ListRow, rowLink } from '../../components/listing.tsx'
import { Page } from '../../components/page.tsx'
import { Empty } from '../../components/states.tsx'
import { useCall } from '../../lib/use-call.ts'

export function AgentsPage() {
  const agents = useCall('agent.list', { limit: 500 })
  return (
    <Page title="Agents" count={agents.data?.total}>
      <Listing answer={agents} empty={nobody}>
        {(items) => (
          <ul>
            {items.map((agent) => (
              <ListRow key={agent.id} className="grid grid-cols-1 gap-x-4 sm:grid-cols-[14rem_minmax(0,1fr)_auto]">
                <Link to="/agents/$agentId" params={{ agentId: agent.id }} className={rowLink}>
                  {agent.name}
                </Link>
                <span className="truncate text-muted">{agent.description}</span>
                <span className="flex items-center gap-3 text-xs text-muted">
                  <code className="font-mono">{agent.modelName}</code>
                  {agent.status !== 'active' && <span className="text-wait">{agent.status}</span>}
                </span>
              </ListRow>
            ))}
          </ul>
        )}
      </Listing>
    </Page>
  )
}

const nobody = (
  <Empty title="No agents yet" command="errand init">
    An agent is defined in a file; this makes a project with one.
  </Empty>
)
