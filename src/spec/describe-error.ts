// What was thrown, in words: anything at all may have been.
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** With what it was caused by: `fetch failed: connect ECONNREFUSED 127.0.0.1:80`. Words alone, nothing that hangs on it. */
export function describeCauses(error: unknown): string {
  const own = describeError(error) || (error instanceof Error && 'code' in error ? String(error.code) : '')
  return error instanceof Error && error.cause instanceof Error ? `${own}: ${describeCauses(error.cause)}` : own
}
