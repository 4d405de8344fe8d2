// The state of a task; of an active one how its last firing ended, when that was not well.
import type { Task } from './task-calls.ts'

const tones = { active: 'text-ok tint-ok', paused: 'text-wait tint-wait', complete: 'text-off tint-off' } as const
const bad = ['error', 'lost', 'skipped']

export function TaskState({ task: { state, last_status: last } }: { task: Task }) {
  const isBad = state === 'active' && last !== undefined && bad.includes(last)
  return (
    <span
      className={`rounded-full px-2 py-0.5 text-xs font-medium ${isBad ? 'tint-bad text-bad' : tones[state]}`}
      title={last && `The last firing: ${last}`}
    >
      {isBad ? last : state}
    </span>
  )
}
