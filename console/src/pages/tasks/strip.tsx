// How the last firings of a task ended, one mark each, the newest at the end.
import type { Firing } from './task-calls.ts'
import { firingTones } from './words.ts'

const SHOWN = 12

export function Strip({ firings }: { firings: readonly Firing[] }) {
  const last = firings.slice(-SHOWN)
  if (last.length === 0) return null
  return (
    <span
      role="img"
      aria-label={`The last firings: ${last.map(({ status }) => status).join(', ')}`}
      className="mt-1 flex h-2.5 justify-end gap-0.5"
    >
      {last.map(({ run_id: id, status }) => (
        <span
          key={id}
          title={status}
          className={`w-1 rounded-[1px] ${firingTones[status].mark} ${status === 'done' ? 'h-1.5 self-end opacity-70' : 'h-full'}`}
        />
      ))}
    </span>
  )
}
