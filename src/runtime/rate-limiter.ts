// How often something was done in the last minute. Counts in memory, so a restart starts at nothing.
import type { Clock } from './ports.ts'

const MINUTE_MS = 60_000

export interface RateLimiter {
  /** Counts one more under this key; false, and not counted, when there were `max` in the last minute. */
  take(key: string, max: number): boolean
}

export function createRateLimiter(clock: Clock): RateLimiter {
  const takenByKey = new Map<string, number[]>()
  return {
    take(key, max) {
      const since = clock.now() - MINUTE_MS
      const taken = (takenByKey.get(key) ?? []).filter((moment) => moment > since)
      takenByKey.set(key, taken)
      if (taken.length >= max) return false
      taken.push(clock.now())
      return true
    },
  }
}
