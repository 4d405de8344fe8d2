// Firings of a task on a line of time, with now in the middle: those that were, by outcome, and those that come.
import { pluralize } from '../../lib/format.ts'
import type { Firing } from './task-calls.ts'
import { firingTones } from './words.ts'

interface LaneProps {
  readonly firings: readonly Firing[]
  readonly next: readonly string[]
  readonly nowMs: number
  /** Back and ahead. */
  readonly spanMs: number
}

/** Moments to come that are asked for; when the line has room for more, it shows that they go on. */
export const SHOWN_AHEAD = 60

export function Lane({ firings, next, nowMs, spanMs }: LaneProps) {
  const place = (at: string) => ((Date.parse(at) - nowMs) / spanMs + 1) * 50
  const past = firings.filter(({ ran_at: at }) => place(at) >= 0)
  const coming = next.filter((at) => place(at) >= 50 && place(at) <= 100)
  const isCut =
    next.length > 0 && coming.length === next.length && place(next.at(-1) ?? '') < 95 && next.length >= SHOWN_AHEAD
  return (
    <div
      role="img"
      aria-label={`${pluralize(past.length, 'firing')} before now, ${coming.length} to come`}
      className="relative h-6 w-full overflow-hidden rounded bg-sunken"
    >
      {past.map(({ run_id: id, ran_at: at, status }) => (
        <span
          key={id}
          title={`${status}, ${at}`}
          className={`absolute inset-y-1 w-1 -translate-x-1/2 rounded-sm ${firingTones[status].mark} ${status === 'done' ? 'opacity-70' : ''}`}
          style={{ left: `${place(at)}%` }}
        />
      ))}
      {coming.map((at) => (
        <span
          key={at}
          title={at}
          className="absolute inset-y-1 w-1 -translate-x-1/2 rounded-sm border border-line-strong"
          style={{ left: `${place(at)}%` }}
        />
      ))}
      {isCut && (
        <span
          title="and so on"
          className="absolute inset-y-1 right-0 rounded-l-sm bg-line"
          style={{ left: `${place(coming.at(-1) ?? '')}%` }}
        />
      )}
      <span className="absolute inset-y-0 left-1/2 w-px bg-accent" />
    </div>
  )
}
