// One task of the list: when it fires, how it went, and when it fires next.
import { Link } from '@tanstack/react-router'
import { Lane, SHOWN_AHEAD } from './lane.tsx'
import type { Firing, Task } from './task-calls.ts'
import { TaskState } from './task-state.tsx'
import { useNextFires } from './use-tasks.ts'
import { Strip } from './strip.tsx'
import { renderTiming, renderUntil } from './words.ts'

export const taskColumns =
  'grid items-center gap-x-4 gap-y-1 px-4 grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[minmax(0,14rem)_minmax(0,1fr)_6rem_5.5rem]'

interface TaskRowProps {
  readonly task: Task
  readonly firings: readonly Firing[]
  readonly nowMs: number
  readonly spanMs: number
}

export function TaskRow({ task, firings, nowMs, spanMs }: TaskRowProps) {
  const next = useNextFires(task, SHOWN_AHEAD)
  return (
    <li data-row className={`${taskColumns} relative border-b border-line/60 py-2.5 hover:bg-sunken`}>
      <span className="min-w-0">
        <Link
          to="/tasks/$name"
          params={{ name: task.name }}
          search={{ at: task.agent_instance_hierarchy }}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {task.name}
        </Link>
        <span className="block truncate text-xs text-muted">{renderTiming(task)}</span>
      </span>
      <span className="order-last col-span-2 md:order-none md:col-span-1">
        <Lane firings={firings} next={next} nowMs={nowMs} spanMs={spanMs} />
      </span>
      <span className="numeric hidden text-right text-muted md:block">
        {task.next_run_at ? renderUntil(task.next_run_at, nowMs) : '–'}
        <Strip firings={firings} />
      </span>
      <span className="text-right">
        <TaskState task={task} />
      </span>
    </li>
  )
}
