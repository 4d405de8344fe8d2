// What users' code threw, in words. It may have thrown anything at all; this never throws itself.

const MAX_MESSAGE = 2000

/** At most 2000 characters; empty when nothing was said. */
export function describeThrown(error: unknown): string {
  if (error instanceof Error && typeof error.message === 'string') return error.message.slice(0, MAX_MESSAGE)
  if (typeof error === 'string') return error.slice(0, MAX_MESSAGE)
  return 'something that is not an Error was thrown'
}
