// One agent: talking to it, what it is, how it changed, and how it does.
import { ProblemError } from 'errand/client'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Tabs } from '../../components/tabs.tsx'
import { Page } from '../../components/page.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { useCall } from '../../lib/use-call.ts'
import { About } from './about.tsx'
import { Chat } from './chat.tsx'
import { Revisions } from './revisions.tsx'

/** With the charts, which the other tabs do not need. */
const Figures = lazy(async () => ({ default: (await import('./figures.tsx')).Figures }))

const route = getRouteApi('/agents/$agentId')
const tabs = { chat: 'Chat', about: 'About', revisions: 'Revisions', figures: 'Runs' } as const

export function AgentPage() {
  const { agentId } = route.useParams()
  const { tab = 'chat', session } = route.useSearch()
  const navigate = useNavigate({ from: '/agents/$agentId' })
  const { data: agent, error } = useCall('agent.get', { agentId, includeTools: true })
  if (error instanceof ProblemError && error.code === 'AGENT_NOT_FOUND') {
    return (
      <Page title="Agent">
        <Empty title="There is no such agent">It may have been removed from the code that the server loads.</Empty>
      </Page>
    )
  }
  if (error) return <Problem error={error} />
  if (!agent) return <Loading />
  return (
    <Page
      title={
        <>
          {agent.name}
          {agent.status !== 'active' && <span className="text-sm font-normal text-wait">{agent.status}</span>}
          <code className="truncate font-mono text-xs font-normal text-muted">{agent.modelName}</code>
        </>
      }
    >
      <Tabs
        label="Views of the agent"
        tabs={tabs}
        value={tab}
        onChange={(next) => void navigate({ search: next === 'chat' ? {} : { tab: next } })}
      >
        {tab === 'chat' && (
          <Chat
            key={agent.id}
            agent={agent}
            sessionId={session}
            onSession={(next) => void navigate({ search: next === undefined ? {} : { session: next } })}
          />
        )}
        {tab === 'about' && <About agent={agent} />}
        {tab === 'revisions' && <Revisions agent={agent} />}
        {tab === 'figures' && (
          <Suspense fallback={<Loading />}>
            <Figures agentId={agent.id} />
          </Suspense>
        )}
      </Tabs>
    </Page>
  )
}
