// One agent: what it is, and talking to it.
import { getRouteApi } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { Loading, Problem } from '../../components/states.tsx'
import { useCall } from '../../lib/use-call.ts'

const route = getRouteApi('/agents/$agentId')

export function AgentPage() {
  const { agentId } = route.useParams()
  const { data: agent, error } = useCall('agent.get', { agentId })
  if (error) return <Problem error={error} />
  if (!agent) return <Loading />
  return (
    <Page title={agent.name}>
      <p className="p-4">{agent.systemPrompt}</p>
    </Page>
  )
}
