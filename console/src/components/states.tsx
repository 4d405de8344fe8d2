// What a page shows instead of content: nothing yet, not yet, or why not.
import { ProblemError } from 'errand/client'
import type { ReactNode } from 'react'
import { describeError } from '../lib/describe-error.ts'
import { Button } from './button.tsx'
import { Command, CopyButton } from './copy.tsx'

/** Nothing is there yet: what would be, and the one command that brings it. */
export function Empty({ title, children, command }: { title: string; children?: ReactNode; command?: string }) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center">
      <h2 className="text-base font-semibold">{title}</h2>
      {children && <p className="text-muted">{children}</p>}
      {command && <Command>{command}</Command>}
    </div>
  )
}

/** An error: what went wrong, and what to do. */
export function Problem({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { title, remedy, report } = describeError(error)
  const traceId = error instanceof ProblemError && error.problem.traceId
  return (
    <div role="alert" className="tint-bad m-4 max-w-2xl rounded-lg border border-bad/30 p-3">
      <p className="font-medium text-bad">{title}</p>
      <p className="mt-0.5 break-words">{error.message}</p>
      <p className="mt-1 text-muted">
        {remedy} {traceId && <code className="font-mono text-xs">{traceId}</code>}
      </p>
      {report !== null && (
        <div className="mt-2 flex items-start gap-1 rounded-md bg-sunken py-0.5 pr-0.5 pl-3">
          <pre tabIndex={0} className="max-h-40 flex-1 overflow-auto py-1 font-mono text-xs whitespace-pre-wrap">
            {report}
          </pre>
          <CopyButton text={report} label="Copy the report" />
        </div>
      )}
      {onRetry && (
        <Button className="mt-2" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}

/** Grey bars where content will be. */
export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="space-y-2 p-4">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="h-7 animate-pulse rounded-md bg-sunken" />
      ))}
    </div>
  )
}
