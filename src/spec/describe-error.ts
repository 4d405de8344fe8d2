// What was thrown, in words: anything at all may have been.
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
