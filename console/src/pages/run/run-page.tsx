// One run, live: what was said and done, when, and each step in full.
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { CopyButton } from '../../components/copy.tsx'
import { Page } from '../../components/page.tsx'
import { isOpen, StatusBadge } from '../../components/status.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { useActions } from '../../lib/actions.ts'
import { ProblemError } from 'errand/client'
import type { RunView } from '../../lib/run-view.ts'
import { useRun } from '../../lib/use-run.ts'
import { Compare } from './compare.tsx'
import { Conversation } from './conversation.tsx'
import { EventList } from './event-list.tsx'
import { LogList } from './log-list.tsx'
import { Related } from './related.tsx'
import type { RunSearch } from './route.ts'
import { RunActions } from './run-actions.tsx'
import { RunFacts } from './run-facts.tsx'
import { StepDetail } from './step-detail.tsx'
import { Timeline } from './timeline.tsx'

const route = getRouteApi('/runs/$runId')
const tabs = {
  conversation: 'Conversation',
  timeline: 'Timeline',
  logs: 'Logs',
  events: 'Events',
  related: 'Related',
} as const
type Tab = keyof typeof tabs | 'compare'

export function RunPage() {
  const { runId } = route.useParams()
  const { view, error } = useRun(runId)
  if (error instanceof ProblemError && error.code === 'RUN_NOT_FOUND') {
    return (
      <Page title="Run">
        <Empty title="There is no such run" command="errand runs">
          It may have been removed by the retention of the server, or belong to another tenant.
        </Empty>
      </Page>
    )
  }
  if (error) return <Problem error={error} />
  if (!view.created) return <Loading />
  return <LoadedRun view={view} name={view.created.data.agentName} />
}

function LoadedRun({ view, name }: { view: RunView; name: string }) {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/runs/$runId' })
  const go = (next: Partial<RunSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: !('tab' in next) })
  const select = (seq: number | undefined) => go({ seq })
  const show = (next: Tab) => go({ tab: next === 'conversation' ? undefined : next })
  const { tab = 'conversation', seq } = search
  const forkedFrom = view.created?.data.forkedFrom
  const offered: Readonly<Partial<Record<Tab, string>>> = forkedFrom ? { ...tabs, compare: 'Compare' } : tabs
  useActions([
    ...Object.entries(offered).map(([key, label], index) => ({
      label: `Show ${label.toLowerCase()}`,
      keys: String(index + 1),
      run: () => show(key as Tab),
    })),
    { label: 'Close the step', keys: 'Escape', run: () => select(undefined) },
  ])
  return (
    <Page
      title={
        <>
          <StatusBadge status={view.status} />
          <Link
            to="/agents/$agentId"
            params={{ agentId: view.created?.data.agentId ?? '' }}
            className="truncate hover:underline"
          >
            {name}
          </Link>
          <code className="hidden truncate font-mono text-xs font-normal text-muted sm:inline">{view.runId}</code>
          <CopyButton text={view.runId} label="Copy the id of the run" />
        </>
      }
      actions={<RunActions view={view} />}
    >
      <RunFacts view={view} />
      <Tabs label="Views of the run" tabs={offered} value={tab} onChange={show}>
        <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
          <div className="flex min-h-0 min-w-0 flex-1 flex-col">
            {tab === 'conversation' && (
              <Conversation view={view} isLive={isOpen(view.status)} selected={seq} onSelect={select} />
            )}
            {tab === 'timeline' && <Timeline view={view} selected={seq} onSelect={select} />}
            {tab === 'logs' && <LogList view={view} selected={seq} onSelect={select} />}
            {tab === 'events' && <EventList view={view} selected={seq} onSelect={select} />}
            {tab === 'related' && <Related view={view} />}
            {tab === 'compare' && forkedFrom && <Compare view={view} originalId={forkedFrom.runId} onSelect={select} />}
          </div>
          {seq !== undefined && <StepDetail view={view} seq={seq} onSelect={select} />}
        </div>
      </Tabs>
    </Page>
  )
}
