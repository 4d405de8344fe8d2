// The status of a run at a glance: a shape and a word, never colour alone.
import type { RunSummary } from 'errand/contracts'

export type RunStatus = RunSummary['status']

const looks: Readonly<Record<RunStatus, { tone: string; tint: string; shape: string }>> = {
  pending: { tone: 'text-off', tint: 'tint-off', shape: 'M8 3a5 5 0 1 0 .01 0' },
  running: { tone: 'text-run', tint: 'tint-run', shape: 'M8 3a5 5 0 1 1-5 5' },
  waiting: { tone: 'text-wait', tint: 'tint-wait', shape: 'M6 4v8M10 4v8' },
  done: { tone: 'text-ok', tint: 'tint-ok', shape: 'M3.500 8.500l3 3L12.500 5' },
  error: { tone: 'text-bad', tint: 'tint-bad', shape: 'M4.500 4.500l7 7M11.500 4.500l-7 7' },
  cancelled: { tone: 'text-off', tint: 'tint-off', shape: 'M4 8h8' },
}

/** Whether a run may still go on. */
export function isOpen(status: RunStatus): boolean {
  return status === 'pending' || status === 'running' || status === 'waiting'
}

export function StatusIcon({ status }: { status: RunStatus }) {
  const { tone, shape } = looks[status]
  const spin = status === 'running' ? 'animate-spin' : ''
  return (
    <svg viewBox="0 0 16 16" className={`size-3.5 shrink-0 ${tone} ${spin}`} aria-hidden="true" fill="none">
      <path d={shape} stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}

export function StatusBadge({ status }: { status: RunStatus }) {
  const { tone, tint } = looks[status]
  return (
    <span className={`inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-xs font-medium ${tone} ${tint}`}>
      <StatusIcon status={status} />
      {status}
    </span>
  )
}
