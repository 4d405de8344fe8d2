// Schedules that stand still because whoever made them lost a right.
import { Link } from '@tanstack/react-router'
import { useTasks } from '../tasks/use-tasks.ts'

export function PausedTasks() {
  const paused = useTasks().tasks?.filter(
    ({ state, paused_reason: reason }) => state === 'paused' && reason === 'rights',
  )
  if (!paused || paused.length === 0) return null
  return (
    <div className="tint-wait border-b border-line px-4 py-2 text-wait">
      Schedules stand still because whoever made them lost a right:{' '}
      {paused.map(({ id, name, agent_instance_hierarchy: at }) => (
        <Link key={id} to="/tasks/$name" params={{ name }} search={{ at }} className="mr-3 underline">
          {name}
        </Link>
      ))}
    </div>
  )
}
