// What a schedule means, in words.
import type { Firing, Task } from './task-calls.ts'
import { formatDuration, formatMoment } from '../../lib/format.ts'

export function renderTiming({ interval, cron, time_zone: zone, at }: Task): string {
  if (interval !== undefined) return `every ${interval.replace(/\d+/g, '$& ')}`
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
  all: 'Every time that passed while no server ran is made up for, the oldest first; a day back, unless told otherwise.',
}

/** The rest of what was given when it was scheduled, a sentence each. */
export function describePolicy(task: Task): string[] {
  const { retry, jitter_seconds: jitter, run_timeout_seconds: limit, max_runs: most, on_lost: onLost } = task
  const { start_at: start, end_at: end, catch_up_window_seconds: window, interval_from: from } = task
  return [
    retry &&
      `A firing that fails is tried up to ${retry.max_attempts} times, first after ${seconds(retry.backoff_seconds)}.`,
    limit && `A firing ends after ${seconds(limit)}.`,
    onLost === 'retry'
      ? 'A firing whose server died is done once more.'
      : 'A firing whose server died is given up as lost, as it may have done half of its work; a run of an agent goes on.',
    jitter && `Each firing comes up to ${seconds(jitter)} later, always the same for a time.`,
    from && intervalWords[from],
    window && `Missed times count for ${seconds(window)}.`,
    start && `Not before ${formatMoment(start).slice(0, 16)}.`,
    end && `Not after ${formatMoment(end).slice(0, 16)}.`,
    most && `It fires ${most} times at the most.`,
  ].filter((words) => typeof words === 'string')
}

const intervalWords = {
  slot: 'The interval counts from the first firing.',
  claim: 'The interval counts from the start of the firing before.',
  completion: 'The interval counts from the end of the firing before.',
} as const

function seconds(count: number): string {
  return formatDuration(count * 1000)
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
