// The figures of a run in one line: how long, how much, whose, and which attempt.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { isOpen } from '../../components/status.tsx'
import { formatCost, formatCount, formatDuration, formatMoment } from '../../lib/format.ts'
import type { RunView } from '../../lib/run-view.ts'
import { useCall } from '../../lib/use-call.ts'
import { useNow } from '../../lib/use-now.ts'

const EVERY_MS = 3000

export function RunFacts({ view }: { view: RunView }) {
  const isLive = isOpen(view.status)
  const nowMs = useNow(isLive ? 200 : false)
  const { data: run } = useCall('agent.run.get', { runId: view.runId }, { everyMs: isLive && EVERY_MS })
  const { at = '', data: created } = view.created ?? {}
  const startedAt = run?.startedAt ?? at // as the list of runs counts it: without the time in the queue
  const endMs = view.endedAt === null ? nowMs : Date.parse(view.endedAt)
  const session = created?.sessionId && <SessionLink sessionId={created.sessionId} />
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Duration', formatDuration(endMs - Date.parse(startedAt))],
    ['Tokens', formatCount(view.totalTokens)],
    ['Cost', formatCost(view.costUsd)],
    ['Started', formatMoment(startedAt).slice(0, 19)],
    ['Model', created?.model],
    ['Taken over', view.takeovers > 0 ? `${view.takeovers}×, attempt ${view.attempt}` : undefined],
    ['Worker', run?.owner],
    ['Session', session],
    ['From', created?.origin.kind],
  ]
  return (
    <dl className="flex shrink-0 flex-wrap gap-x-6 gap-y-1 border-b border-line bg-surface px-4 py-2">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name} className="flex max-w-full items-baseline gap-1.5">
              <dt className="text-xs text-muted">{name}</dt>
              <dd className={`numeric min-w-0 truncate ${name === 'Taken over' ? 'font-semibold text-wait' : ''}`}>
                {value}
              </dd>
            </div>
          ),
      )}
      {view.isSimulated && (
        <div className="tint-wait rounded px-1.5 text-xs font-medium text-wait">
          <dt className="sr-only">Answers</dt>
          <dd>simulated</dd>
        </div>
      )}
    </dl>
  )
}

function SessionLink({ sessionId }: { sessionId: string }) {
  return (
    <Link to="/runs" search={{ session: sessionId }} className="underline">
      {sessionId}
    </Link>
  )
}
