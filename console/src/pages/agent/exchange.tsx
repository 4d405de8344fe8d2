// The runs of a session, each as it reads; those that go on stream, and can be stopped.
import { Link, useNavigate } from '@tanstack/react-router'
import { memo, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Entry } from '../../components/entry.tsx'
import { FollowEnd } from '../../components/follow-end.tsx'
import { type Cited, Sources, useCitations } from '../../components/sources.tsx'
import { isOpen } from '../../components/status.tsx'
import { useActions } from '../../lib/actions.ts'
import { useCall, useCommand } from '../../lib/use-call.ts'
import { useRun } from '../../lib/use-run.ts'
import type { AgentDetail } from './about.tsx'

const EVERY_MS = 2000
/** Older ones are a click away, and would each be a stream. */
const SHOWN_RUNS = 20

export function Exchange({ agent, sessionId }: { agent: AgentDetail; sessionId: string | undefined }) {
  const input = { sessionId: sessionId ?? '', limit: SHOWN_RUNS }
  const { data } = useCall('agent.run.list', input, { everyMs: EVERY_MS, isEnabled: sessionId !== undefined })
  const runs = sessionId === undefined ? [] : (data?.items ?? []).toReversed()
  const open = runs.filter(({ status }) => isOpen(status))
  const cancel = useCommand('agent.run.cancel')
  const stop = () => {
    for (const { id } of open) cancel.mutate({ runId: id, reason: 'Stopped in the console' })
  }
  useActions(open.length > 0 ? [{ label: 'Stop the answer', keys: 's', run: stop }] : [])
  const scroller = useRef<HTMLDivElement>(null)
  return (
    <FollowEnd label="Conversation" isFollowing scroller={scroller}>
      <div className="mx-auto max-w-3xl space-y-6 px-4 py-4">
        {runs.length === 0 && (
          <p className="py-12 text-center text-muted">{agent.description ?? `Say something to ${agent.name}.`}</p>
        )}
        {runs.map(({ id }) => (
          <RunOfSession key={id} runId={id} />
        ))}
        {open.length > 0 && (
          <Button needs="agent.run.cancel" weight="danger" icon="stop" onClick={stop}>
            Stop
          </Button>
        )}
      </div>
    </FollowEnd>
  )
}

const RunOfSession = memo(function RunOfSession({ runId }: { runId: string }) {
  const { view } = useRun(runId)
  const [cited, setCited] = useState<Cited | null>(null)
  const citations = useCitations(view, setCited)
  const navigate = useNavigate()
  const select = (seq: number) => void navigate({ to: '/runs/$runId', params: { runId }, search: { seq } })
  return (
    <article className="space-y-3" aria-label="Run">
      {view.conversation.map((item) => (
        <Entry key={item.seq} item={item} isSelected={false} onSelect={select} citations={citations} />
      ))}
      <Sources view={view} cited={cited} />
      <Link to="/runs/$runId" params={{ runId }} className="text-xs text-muted hover:underline">
        {view.status} · open the run
      </Link>
    </article>
  )
})
