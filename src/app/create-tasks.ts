// Ties tasks together: the runner, the commands that it fires, and what operations on tasks need.
import type { Engine } from '../engine/engine.ts'
import { TaskRunner } from '../engine/tasks/task-runner.ts'
import type { PipelineDeps } from '../operations/invoke.ts'
import type { TaskDeps } from '../operations/task-deps.ts'
import type { Clock, Ids } from '../runtime/ports.ts'
import type { Store } from '../store/store.ts'
import { createTaskCommands, readCommand } from './task-commands.ts'
import { openTransform } from './task-transforms.ts'

/** Firings in progress at once, and runs that they started, unless told otherwise. */
export const TASK_CONCURRENCY = 16

interface RunnerParts {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly owner: string
  readonly engine: Engine
  /** The pipeline needs the runner, and the runner's commands need the pipeline. */
  readonly getPipeline: () => PipelineDeps
  readonly onError: (error: unknown) => void
}

export function createTasks(
  { taskConcurrency: concurrency = TASK_CONCURRENCY }: { readonly taskConcurrency?: number },
  { store, clock, ids, owner, engine, getPipeline, onError }: RunnerParts,
): TaskRunner {
  const createFiringId = () => ids.create('firing')
  const commands = createTaskCommands(getPipeline)
  return new TaskRunner({
    store,
    clock,
    commands,
    // Process ids return: the next process with this one must not take itself for the owner of what it finds.
    owner: `${owner}/${createFiringId()}`,
    concurrency,
    isOtherWorkOpen: () => engine.health().others > 0,
    createFiringId,
    onError,
  })
}

interface DepsParts {
  readonly tasks: TaskRunner
  readonly clock: Clock
  readonly getPipeline: () => PipelineDeps
  readonly isPythonEnabled: boolean
}

export function createTaskDeps({ tasks, clock, getPipeline, isPythonEnabled }: DepsParts): TaskDeps {
  return {
    runner: tasks,
    parseCommand: (words) => readCommand(words, getPipeline()),
    openTransform: (shape) => openTransform(shape, { isPythonEnabled }),
    schedule: (delayMs, callback) => clock.schedule(delayMs, callback),
  }
}
