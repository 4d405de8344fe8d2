// What is looked up elsewhere once and kept. Whoever could not be reached is not asked again at once.
import type { Clock } from '../runtime/ports.ts'

const RETRY_MS = 5000

/** Calls `find` when it is first needed; after a failure everybody gets that failure for five seconds. */
export function keepFound<Found>(find: () => Promise<Found>, clock: Clock): () => Promise<Found> {
  let found: Promise<Found> | null = null
  let retryAtMs = Infinity
  return () => {
    if (clock.now() >= retryAtMs) found = null
    if (found) return found
    retryAtMs = Infinity
    return (found = find().catch((error: unknown) => {
      retryAtMs = clock.now() + RETRY_MS
      throw error
    }))
  }
}
