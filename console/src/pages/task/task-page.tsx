// One task: what it does and when, what it did, and what each firing emitted.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { Empty, Loading, Problem } from '../../components/states.tsx'
import { useNow } from '../../lib/use-now.ts'
import type { Firing, Task } from '../tasks/task-calls.ts'
import { TaskState } from '../tasks/task-state.tsx'
import { keyOf, useNextFires, useTasks } from '../tasks/use-tasks.ts'
import { catchUpWords, describePolicy, overlapWords, renderTiming, renderUntil } from '../tasks/words.ts'
import { formatMoment, pluralize } from '../../lib/format.ts'
import { FiringLog } from './firing-log.tsx'
import { Firings } from './firings.tsx'
import { TaskActions } from './task-actions.tsx'

const route = getRouteApi('/tasks/$name')

export function TaskPage() {
  const { name } = route.useParams()
  const { at } = route.useSearch()
  const { tasks, firings, error } = useTasks()
  const task = tasks?.find((one) => one.name === name && (at === undefined || one.agent_instance_hierarchy === at))
  if (error) return <Problem error={error} />
  if (!tasks) return <Loading />
  if (!task) {
    return (
      <Page title={name}>
        <Empty title="There is no such task" command="errand tasks list --target me">
          It may have been deleted; the logs of its firings stay.
        </Empty>
      </Page>
    )
  }
  return <LoadedTask task={task} firings={firings.get(keyOf(task)) ?? []} />
}

function LoadedTask({ task, firings }: { task: Task; firings: readonly Firing[] }) {
  const { firing } = route.useSearch()
  const navigate = useNavigate({ from: '/tasks/$name' })
  const choose = (id: string | undefined) => void navigate({ search: (before) => ({ ...before, firing: id }) })
  return (
    <Page
      title={
        <>
          <span className="truncate">{task.name}</span>
          <TaskState task={task} />
        </>
      }
      actions={<TaskActions task={task} />}
    >
      <About task={task} />
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <div className={`min-w-0 flex-1 ${firing === undefined ? '' : 'max-lg:hidden'}`}>
          <Firings firings={firings} chosen={firing} onChoose={choose} />
        </div>
        {firing !== undefined && (
          <FiringLog
            key={firing}
            place={task.agent_instance_hierarchy}
            runId={firing}
            firing={firings.find(({ run_id: id }) => id === firing)}
            onClose={() => choose(undefined)}
          />
        )}
      </div>
    </Page>
  )
}

const NEXT = 4

function About({ task }: { task: Task }) {
  const nowMs = useNow(1000)
  const next = useNextFires(task, NEXT)
  return (
    <div className="grid gap-x-10 gap-y-3 border-b border-line bg-surface px-4 py-3 md:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0 space-y-2">
        <p className="break-words">
          {task.description} <span className="text-muted">Fires {renderTiming(task)}.</span>
        </p>
        <pre className="rounded-md bg-sunken px-3 py-1.5 font-mono text-xs break-words whitespace-pre-wrap">
          errand {task.command.map(renderWord).join(' ')}
        </pre>
        <p className="text-muted">
          {[overlapWords[task.overlap], catchUpWords[task.catch_up], ...describePolicy(task)].join(' ')}
        </p>
        <p className="numeric text-xs text-muted">
          Version {task.version} · scheduled from {task.agent_instance_hierarchy} · {pluralize(task.runs, 'firing')}
        </p>
        {task.state === 'paused' && (
          <p className="text-wait">
            Paused.{' '}
            {task.paused_reason === 'rights'
              ? 'Its creator no longer has the rights that the command needs; resume it once they are back.'
              : task.paused_reason}
          </p>
        )}
      </div>
      <section aria-label="Next">
        <h2 className="text-xs font-medium text-muted">Next</h2>
        {next.length === 0 && <p className="text-muted">Not before something changes.</p>}
        <ol>
          {next.map((at, index) => (
            <li key={at} className={`numeric flex justify-between gap-6 ${index === 0 ? 'font-medium' : 'text-muted'}`}>
              <span>{formatMoment(at).slice(0, 19)}</span>
              <span>{renderUntil(at, nowMs)}</span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  )
}

/** A word of a command, as a shell takes it. */
function renderWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
