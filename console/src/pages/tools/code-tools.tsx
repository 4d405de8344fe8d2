// Tools that the code of agents brings, by agent.
import { Link } from '@tanstack/react-router'
import { useQueries } from '@tanstack/react-query'
import { ListRow } from '../../components/listing.tsx'
import { callKey, callOperation, useCall } from '../../lib/use-call.ts'
import { CallFigures } from './call-figures.tsx'
import type { ToolFigures } from './use-tool-figures.ts'

const MAX_AGENTS = 50

export const toolColumns = 'grid items-baseline gap-x-4 lg:grid-cols-[14rem_minmax(0,1fr)_9rem_10rem]'

export const toolGroup = 'border-b border-line bg-canvas px-4 pt-4 pb-1.5 text-xs font-medium text-muted'

interface CodeToolsProps {
  readonly storedIds: ReadonlySet<string>
  /** Absent until they are there. */
  readonly figures: readonly ToolFigures[] | undefined
}

export function CodeTools({ storedIds, figures }: CodeToolsProps) {
  const { data } = useCall('agent.list', { limit: MAX_AGENTS })
  const agents = useQueries({
    queries: (data?.items ?? []).map(({ id }) => {
      const input = { agentId: id, includeTools: true }
      return { queryKey: callKey('agent.get', input), queryFn: callOperation('agent.get', input) }
    }),
  })
  const listed = agents.flatMap(({ data: agent }) => {
    const tools = (agent?.tools ?? []).filter(({ id }) => !storedIds.has(id))
    return agent && tools.length > 0 ? [{ agent, tools }] : []
  })
  if (listed.length === 0) return null
  return (
    <section aria-labelledby="code-tools">
      <h2 id="code-tools" className={toolGroup}>
        In the code of agents
      </h2>
      <ul>
        {listed.flatMap(({ agent, tools }) =>
          tools.map((tool) => (
            <ListRow key={`${agent.id}/${tool.id}`} className={toolColumns}>
              <code className="truncate font-mono text-xs font-medium">{tool.name}</code>
              <span className="truncate text-muted">{tool.description}</span>
              {figures && (
                <CallFigures
                  figures={figures.filter(({ agentId, toolName }) => agentId === agent.id && toolName === tool.name)}
                />
              )}
              <Link
                to="/agents/$agentId"
                params={{ agentId: agent.id }}
                className="truncate text-xs text-muted underline"
              >
                {agent.name}
              </Link>
            </ListRow>
          )),
        )}
      </ul>
    </section>
  )
}
