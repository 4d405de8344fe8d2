// What a schedule means, in words.
import type { Firing, Task } from './task-calls.ts'
import { formatMoment } from '../../lib/format.ts'

export function renderTiming({ interval, cron, time_zone: zone, at }: Task): string {
  if (interval !== undefined) return `every ${interval}`
  if (cron !== undefined) return `${cron} in ${zone ?? 'UTC'}`
  return at === undefined ? 'once' : `once, ${formatMoment(at).slice(0, 16)}`
}

export const overlapWords: Readonly<Record<Task['overlap'], string>> = {
  skip: 'When it falls due while a firing is under way, that time is left out.',
  allow: 'Firings may be under way side by side.',
  queue: 'When it falls due while a firing is under way, the new one waits for its end.',
  'cancel-previous': 'When it falls due while a firing is under way, that one is cancelled.',
}

export const catchUpWords: Readonly<Record<Task['catch_up'], string>> = {
  one: 'Times that passed while no server ran are made up for by one firing.',
  none: 'Times that passed while no server ran are left out.',
  all: 'Every time that passed while no server ran, up to a day back, is made up for, the oldest first.',
}

export const firingTones: Readonly<Record<Firing['status'], { text: string; mark: string }>> = {
  pending: { text: 'text-off', mark: 'bg-off' },
  running: { text: 'text-run', mark: 'bg-run' },
  done: { text: 'text-ok', mark: 'bg-ok' },
  error: { text: 'text-bad', mark: 'bg-bad' },
  lost: { text: 'text-bad', mark: 'bg-bad' },
  skipped: { text: 'text-wait', mark: 'bg-wait' },
  cancelled: { text: 'text-off', mark: 'bg-off' },
}

/** `in 5 min`. */
export function renderUntil(at: string, nowMs: number): string {
  const seconds = Math.round((Date.parse(at) - nowMs) / 1000)
  if (seconds <= 0) return 'now'
  if (seconds < 120) return `in ${seconds} s`
  if (seconds < 7200) return `in ${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `in ${Math.round(seconds / 3600)} h` : `in ${Math.round(seconds / 86_400)} days`
}
