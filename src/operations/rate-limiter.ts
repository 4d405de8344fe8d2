// How much a caller may ask for in a minute. The counts are in memory and start afresh with each minute of the clock, so
// they take no more room than there are callers in a minute, and a refusal costs a look into a map.

export interface RateLimits {
  /** Requests of one credential; null: any number. */
  readonly requestsPerMinute: number | null
  /** Runs started in one tenant; null: any number. */
  readonly runsPerMinute: number | null
  /** Runs of one tenant that have not ended; null: any number. */
  readonly openRuns: number | null
}

export const NO_LIMITS: RateLimits = { requestsPerMinute: null, runsPerMinute: null, openRuns: null }

/** Where a caller stands with one limit, after the request that was just counted. */
export interface LimitState {
  readonly name: string
  readonly quota: number
  readonly remaining: number
  readonly resetSeconds: number
  readonly isExceeded: boolean
}

export interface RateLimiter {
  /** Counts one more of what `name` limits for `who`. */
  take(params: { name: string; who: string; quota: number }): LimitState
}

export const WINDOW_SECONDS = 60

export function createRateLimiter(nowMs: () => number): RateLimiter {
  const counts = new Map<string, number>()
  let current = 0
  return {
    take({ name, who, quota }) {
      const seconds = nowMs() / 1000
      const minute = Math.floor(seconds / WINDOW_SECONDS)
      if (minute !== current) counts.clear()
      current = minute
      const key = `${name} ${who}`
      const used = (counts.get(key) ?? 0) + 1
      counts.set(key, used)
      const resetSeconds = Math.ceil((minute + 1) * WINDOW_SECONDS - seconds)
      return { name, quota, remaining: Math.max(0, quota - used), resetSeconds, isExceeded: used > quota }
    },
  }
}

/** What a refused caller is told, and when to come back. */
export function describeExcess({ name, quota, resetSeconds }: LimitState) {
  return {
    detail: `More than ${quota} ${name} in this minute; try again in ${resetSeconds} s.`,
    retryAfterSeconds: resetSeconds,
  }
}
