// What can be done to a task.
import { useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Menu } from '../../components/menu.tsx'
import { useActions } from '../../lib/actions.ts'
import type { Task } from '../tasks/task-calls.ts'
import { useTaskCommand } from '../tasks/use-tasks.ts'
import { ScheduleDialog } from './schedule-dialog.tsx'

export function TaskActions({ task }: { task: Task }) {
  const [asked, setAsked] = useState<'trigger' | 'delete' | 'edit' | null>(null)
  const navigate = useNavigate()
  const command = useTaskCommand(task)
  const isPaused = task.state === 'paused'
  const close = () => setAsked(null)
  useActions([
    { label: 'Fire the task now', keys: 'f', run: () => setAsked('trigger') },
    { label: 'Edit the schedule', keys: 'e', run: () => setAsked('edit') },
  ])
  return (
    <>
      {command.error && (
        <span role="alert" className="max-w-md truncate text-bad" title={command.error.message}>
          {command.error.message}
        </span>
      )}
      <Button needs="tasks.trigger" icon="play" disabled={command.isPending} onClick={() => setAsked('trigger')}>
        Fire now
      </Button>
      {task.state !== 'complete' && (
        <Button
          needs="tasks.pause"
          disabled={command.isPending}
          onClick={() => command.mutate(isPaused ? 'resume' : 'pause')}
        >
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
      )}
      <Menu
        label="More actions"
        items={[
          { label: 'Edit the schedule', icon: 'tasks', run: () => setAsked('edit') },
          { label: 'Delete', icon: 'close', run: () => setAsked('delete') },
        ]}
      />
      {asked === 'trigger' && (
        <Confirm
          title={`Fire ${task.name} now?`}
          action="Fire now"
          onConfirm={() => command.mutate('trigger')}
          onClose={close}
        >
          Its command is done once more, with the rights of whoever scheduled it. The schedule goes on as it is.
        </Confirm>
      )}
      {asked === 'delete' && (
        <Confirm
          title={`Delete ${task.name}?`}
          action="Delete task"
          onConfirm={() => command.mutate('delete', { onSuccess: () => void navigate({ to: '/tasks', search: {} }) })}
          onClose={close}
        >
          It never fires again, and its name is free. A firing that is under way goes on; the logs stay.
        </Confirm>
      )}
      {asked === 'edit' && <ScheduleDialog task={task} onClose={close} />}
    </>
  )
}
