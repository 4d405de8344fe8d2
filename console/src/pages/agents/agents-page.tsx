// Agents: who there is to ask, and how each did in the last seven days.
import { Link } from '@tanstack/react-router'
import type { OutputFor } from 'errand/client'
import { Listing, ListRow, rowLink } from '../../components/listing.tsx'
import { Page } from '../../components/page.tsx'
import { Empty } from '../../components/states.tsx'
import { formatDuration, pluralize } from '../../lib/format.ts'
import { useCall } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'

const HOUR_MS = 3_600_000
const WEEK_MS = 168 * HOUR_MS
const EVERY_MS = 15_000

export function AgentsPage() {
  const agents = useCall('agent.list', { limit: 500 })
  const endMs = Math.ceil(useNow(HOUR_MS) / HOUR_MS) * HOUR_MS
  const [startDate, endDate] = [endMs - WEEK_MS, endMs].map((ms) => new Date(ms).toISOString())
  const week = useCall(
    'agent.run.getMetrics',
    { startDate: startDate ?? '', endDate: endDate ?? '', groupBy: 'agent' },
    { everyMs: EVERY_MS },
  )
  return (
    <Page title="Agents" count={agents.data?.total}>
      <Listing answer={agents} empty={nobody}>
        {(items) => (
          <ul>
            {items.map((agent) => (
              <ListRow
                key={agent.id}
                className="grid grid-cols-1 items-baseline gap-x-4 lg:grid-cols-[12rem_minmax(0,1fr)_18rem_9rem]"
              >
                <Link to="/agents/$agentId" params={{ agentId: agent.id }} className={rowLink}>
                  {agent.name}
                </Link>
                <span className="truncate text-muted">{agent.description}</span>
                <span className="flex justify-between gap-3 lg:contents">
                  {week.data && <Week group={week.data.groups?.find(({ key }) => key === agent.id)} />}
                  <span className="flex min-w-0 items-center gap-3 text-xs text-muted">
                    <code className="truncate font-mono">{agent.modelName}</code>
                    {agent.status !== 'active' && <span className="text-wait">{agent.status}</span>}
                  </span>
                </span>
              </ListRow>
            ))}
          </ul>
        )}
      </Listing>
    </Page>
  )
}

type Group = NonNullable<OutputFor<'agent.run.getMetrics'>['groups']>[number]

/** Its runs of seven days, in a few words. */
function Week({ group }: { group: Group | undefined }) {
  if (!group) return <span className="text-xs text-muted">no runs this week</span>
  const { totalRuns, completedRuns, failedRuns, p50DurationMs } = group
  return (
    <span className="numeric text-xs whitespace-nowrap text-muted">
      {pluralize(totalRuns, 'run')} this week
      {completedRuns > 0 && ` · median ${formatDuration(p50DurationMs)}`}
      {failedRuns > 0 && <span className="text-bad"> · {failedRuns} failed</span>}
    </span>
  )
}

const nobody = (
  <Empty title="No agents yet" command="errand init">
    An agent is defined in a file; this makes a project with one.
  </Empty>
)
