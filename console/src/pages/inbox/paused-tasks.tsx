// Schedules that stand still because whoever made them lost a right; they go on when someone resumes them.
import { Link } from '@tanstack/react-router'
import { Button } from '../../components/button.tsx'
import { ListRow } from '../../components/listing.tsx'
import type { Task } from '../tasks/task-calls.ts'
import { useTaskCommand, useTasks } from '../tasks/use-tasks.ts'

export function usePausedTasks(): readonly Task[] {
  const { tasks } = useTasks()
  return (tasks ?? []).filter(({ state, paused_reason: reason }) => state === 'paused' && reason === 'rights')
}

export function PausedTasks({ tasks }: { tasks: readonly Task[] }) {
  return (
    <ul aria-label="Paused schedules" className="bg-surface">
      {tasks.map((task) => (
        <Paused key={task.id} task={task} />
      ))}
    </ul>
  )
}

function Paused({ task }: { task: Task }) {
  const command = useTaskCommand(task)
  const { name, agent_instance_hierarchy: at } = task
  return (
    <ListRow className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <p className="min-w-0 flex-1 basis-60 break-words">
        <Link to="/tasks/$name" params={{ name }} search={{ at }} className="font-medium underline">
          {name}
        </Link>{' '}
        <span className={command.error ? 'text-bad' : 'text-muted'}>
          {command.error?.message ??
            'stands still: whoever scheduled it no longer has the rights that its command needs. Give them back and resume it, or schedule it anew.'}
        </span>
      </p>
      <Button needs="tasks.resume" disabled={command.isPending} onClick={() => command.mutate('resume')}>
        Resume
      </Button>
    </ListRow>
  )
}
