// A clock that stands still until it is moved. Timers fire in order of their due time while it moves.
import type { Clock } from '../runtime/ports.ts'

export interface FakeClock extends Clock {
  /** Moves time forward and fires what falls due, letting promises settle in between. */
  advance(ms: number): Promise<void>
  /** Timers that are set. */
  readonly pending: number
}

/** Starts at `startMs`, by default 2026-01-05T09:00:00Z. */
export function createFakeClock(startMs = Date.UTC(2026, 0, 5, 9)): FakeClock {
  let nowMs = startMs
  const timers = new Map<symbol, { dueMs: number; callback: () => void }>()
  const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)))
  return {
    now: () => nowMs,
    schedule(delayMs, callback) {
      const key = Symbol('timer')
      timers.set(key, { dueMs: nowMs + Math.max(0, delayMs), callback })
      return () => timers.delete(key)
    },
    async advance(ms) {
      const untilMs = nowMs + ms
      for (;;) {
        await settle()
        const due = [...timers]
          .filter(([, timer]) => timer.dueMs <= untilMs)
          .sort(([, a], [, b]) => a.dueMs - b.dueMs)[0]
        if (!due) break
        const [key, timer] = due
        timers.delete(key)
        nowMs = Math.max(nowMs, timer.dueMs)
        timer.callback()
      }
      nowMs = untilMs
    },
    get pending() {
      return timers.size
    },
  }
}
