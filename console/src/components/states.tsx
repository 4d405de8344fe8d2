// What a page shows instead of content: nothing yet, not yet, or why not.
import { ProblemError } from 'errand/client'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Command } from './copy.tsx'

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

const remedies: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'Sign in again.',
  FORBIDDEN: 'Sign in with a key that has the scope.',
  RATE_LIMITED: 'Wait a moment; it is asked again by itself.',
  STORE_UNAVAILABLE: 'The data cannot be reached; look at the log of the server.',
  SHUTTING_DOWN: 'The server stops; the page goes on when it is back.',
  INTERNAL_ERROR: 'The log of the server says more under this trace id.',
}

/** An error: what went wrong, and what to do. */
export function Problem({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const problem = error instanceof ProblemError ? error.problem : null
  const remedy = problem ? remedies[problem.code] : 'The server does not answer; the page goes on when it is back.'
  return (
    <div role="alert" className="tint-bad m-4 max-w-2xl rounded-lg border border-bad/30 p-3">
      <p className="font-medium text-bad">{problem ? problem.title : 'No answer'}</p>
      <p className="mt-0.5 break-words">{error.message}</p>
      <p className="mt-1 text-muted">
        {remedy} {problem?.traceId && <code className="font-mono text-xs">{problem.traceId}</code>}
      </p>
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
