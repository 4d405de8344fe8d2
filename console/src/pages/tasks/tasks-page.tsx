// Tasks: what is scheduled, when it fired and fires next, and how it went.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { SelectField } from '../../components/field.tsx'
import { Page } from '../../components/page.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { useActions } from '../../lib/actions.ts'
import { useNow } from '../../lib/use-now.ts'
import { ScheduleDialog } from '../task/schedule-dialog.tsx'
import { TaskRow, taskColumns } from './task-row.tsx'
import { keyOf, useTasks } from './use-tasks.ts'

const route = getRouteApi('/tasks')
const spans = { '1h': '1 hour', '1d': '1 day', '7d': '7 days' } as const
const spanMs = { '1h': 3_600_000, '1d': 86_400_000, '7d': 604_800_000 } as const

export function TasksPage() {
  const { span = '1d' } = route.useSearch()
  const navigate = useNavigate({ from: '/tasks' })
  const { tasks, firings, error } = useTasks()
  const nowMs = useNow(1000)
  const [isCreating, setCreating] = useState(false)
  useActions([{ label: 'Schedule a task', keys: 'n', run: () => setCreating(true) }])
  return (
    <Page
      title="Tasks"
      count={tasks?.length}
      actions={
        <Button needs="tasks.schedule" weight="primary" onClick={() => setCreating(true)}>
          New task
        </Button>
      }
    >
      {error && <Problem error={error} />}
      {!tasks && !error && <Loading />}
      {tasks?.length === 0 && !error && (
        <Empty title="Nothing is scheduled" command={example}>
          A task is a command that fires once, at an interval or by cron, whoever is there.
        </Empty>
      )}
      {tasks && tasks.length > 0 && (
        <>
          <div className={`${taskColumns} h-9 border-b border-line text-xs text-muted`}>
            <span>Task</span>
            <span className="flex items-center justify-between max-md:hidden">
              <span>{spans[span]} back</span>
              <SelectField
                label="Length of the time line"
                className="h-6 text-xs"
                options={spans}
                value={span}
                onChange={({ currentTarget: { value } }) =>
                  void navigate({
                    search: { span: value === '1h' || value === '7d' ? value : undefined },
                    replace: true,
                  })
                }
              />
              <span>{spans[span]} ahead</span>
            </span>
            <span className="hidden text-right md:block">Next</span>
            <span className="text-right">State</span>
          </div>
          <ul>
            {tasks.map((task) => (
              <TaskRow
                key={task.id}
                task={task}
                firings={firings.get(keyOf(task)) ?? []}
                nowMs={nowMs}
                spanMs={spanMs[span]}
              />
            ))}
          </ul>
        </>
      )}
      {isCreating && <ScheduleDialog task={null} onClose={() => setCreating(false)} />}
    </Page>
  )
}

const example =
  'errand tasks schedule --name nightly --description "A report" --cron "0 2 * * *" -- agent run execute --agent-id docs --input \'{"message":"What is new?"}\''
