import { afterEach, expect, it, vi } from 'vitest'
import { systemClock } from './clock.ts'

afterEach(() => void vi.restoreAllMocks())

it.each([
  ['that has passed comes at once', -5, 0],
  ['in a year is looked for again after 24 days: Node has no longer timers', 31_536_000_000, 2_147_483_647],
])('a moment %s', (_title, delayMs, expected) => {
  const setTimer = vi.spyOn(globalThis, 'setTimeout')
  systemClock.schedule(delayMs, () => undefined)()
  expect(setTimer.mock.lastCall?.[1]).toBe(expected)
})
