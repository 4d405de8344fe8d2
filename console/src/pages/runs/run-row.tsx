// One run of the list: what matters of it at a glance.
import { Link } from '@tanstack/react-router'
import type { ListedRun } from 'errand/contracts'
import { isOpen, StatusBadge, StatusIcon } from '../../components/status.tsx'
import { formatAgo, formatCost, formatCount, formatDuration, formatMoment } from '../../lib/format.ts'

export const rowColumns =
  'grid items-center gap-3 px-4 grid-cols-[1rem_1rem_minmax(0,1fr)_4.5rem] sm:grid-cols-[1rem_6.5rem_minmax(0,1fr)_4.5rem_4.5rem_6rem] md:grid-cols-[1rem_6.5rem_minmax(0,1fr)_4.5rem_4.5rem_6rem_8.5rem]'

interface RunRowProps {
  readonly run: ListedRun
  readonly nowMs: number
  readonly isSelected: boolean
  /** Absent: the run has ended, and nothing can be done to it. */
  readonly onToggle?: () => void
}

export function RunRow({ run, nowMs, isSelected, onToggle }: RunRowProps) {
  const durationMs = run.durationMs ?? (isOpen(run.status) ? nowMs - Date.parse(run.queuedAt) : undefined)
  return (
    <>
      <span role="cell" className="flex">
        {onToggle && (
          <input
            type="checkbox"
            aria-label={`Select ${run.id}`}
            className="size-3.5 accent-accent"
            checked={isSelected}
            onChange={onToggle}
          />
        )}
      </span>
      <span role="cell">
        <span className="hidden sm:inline">
          <StatusBadge status={run.status} />
        </span>
        <span className="flex sm:hidden">
          <StatusIcon status={run.status} />
          <span className="sr-only">{run.status}</span>
        </span>
      </span>
      <span role="cell" className="flex min-w-0 items-baseline gap-2">
        <Link
          to="/runs/$runId"
          params={{ runId: run.id }}
          title={run.id}
          className="max-w-[45%] shrink-0 truncate font-medium after:absolute after:inset-0 after:left-10"
        >
          {run.agentName}
        </Link>
        <span className="truncate text-muted">{run.message}</span>
      </span>
      <span role="cell" className="numeric hidden text-right text-muted sm:block">
        {run.totalTokens === 0 ? '–' : formatCount(run.totalTokens)}
      </span>
      <span role="cell" className="numeric hidden text-right text-muted sm:block">
        {formatCost(run.estimatedCostUsd)}
      </span>
      <span role="cell" className="numeric text-right">
        {durationMs === undefined ? '–' : formatDuration(durationMs)}
      </span>
      <span
        role="cell"
        className="numeric hidden text-right whitespace-nowrap text-muted md:block"
        title={formatMoment(run.queuedAt)}
      >
        {formatAgo(run.queuedAt, nowMs)}
      </span>
    </>
  )
}
