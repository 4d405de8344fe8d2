// The tasks that this person may see, wherever they were scheduled, and the newest firings of all of them.
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { ProblemError } from 'errand/client'
import { clientAt, type Firing, isFiring, type Task } from './task-calls.ts'

/** The place of the credential, and where the command line and MCP schedule. */
const places = [null, 'cli', 'mcp'] as const
const EVERY_MS = 3000
const FIRINGS = 500

export interface Tasks {
  /** null until the first answers. */
  readonly tasks: readonly Task[] | null
  /** By `keyOf` a task, the oldest first. */
  readonly firings: ReadonlyMap<string, readonly Firing[]>
  readonly error: Error | null
}

export function keyOf(item: { readonly agent_instance_hierarchy: string; readonly name: string }): string {
  return `${item.agent_instance_hierarchy}\n${item.name}`
}

export function useTasks(): Tasks {
  const listed = useQueries({
    queries: places.map((place) => ({
      queryKey: ['tasks.list', place],
      queryFn: async () => {
        const at = clientAt(place)
        const [tasks, logs] = await Promise.all([
          at.tasks.list({ targets: [{ by: 'me' }] }),
          at.tasks.logs({ runs_only: true, newest: true, count: FIRINGS }),
        ])
        return { tasks: tasks.items.filter((item) => 'command' in item), firings: logs.items.filter(isFiring) }
      },
      refetchInterval: EVERY_MS,
    })),
  })
  const answers = listed.flatMap(({ data }) => (data ? [data] : []))
  const faults = listed.flatMap(({ error }) => (error && !isElsewhere(error) ? [error] : []))
  const isSettled = listed.every(({ isPending }) => !isPending)
  const tasks = answers.flatMap((answer) => answer.tasks)
  return {
    tasks: isSettled ? [...new Map(tasks.map((task) => [task.id, task])).values()] : null,
    firings: Map.groupBy(
      answers.flatMap((answer) => answer.firings),
      keyOf,
    ),
    error: faults[0] ?? null,
  }
}

/** The credential is pinned to another place. */
function isElsewhere(error: Error): boolean {
  return error instanceof ProblemError && error.code === 'FORBIDDEN'
}

/** The next moments at which a task fires. */
export function useNextFires(task: Task, count: number): readonly string[] {
  const { data } = useQuery({
    queryKey: ['tasks.preview', keyOf(task), task.version, task.next_run_at, count],
    queryFn: () => clientAt(task.agent_instance_hierarchy).tasks.preview({ name: task.name, count }),
    enabled: task.state === 'active',
  })
  return task.state === 'active' ? (data?.items ?? []).map(({ due_at }) => due_at) : []
}

type Command = 'pause' | 'resume' | 'trigger' | 'delete'

/** Does something to a task, and reads everything again. */
export function useTaskCommand(task: Task) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (command: Command): Promise<void> => {
      const { tasks } = clientAt(task.agent_instance_hierarchy)
      await tasks[command]({ name: task.name })
    },
    onSettled: () => queries.invalidateQueries(),
  })
}
