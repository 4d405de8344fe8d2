// What a process works on by itself, as opposed to answering calls: runs, tasks, deliveries, the care of its storage.
import type { Engine } from '../engine/engine.ts'
import type { TaskRunner } from '../engine/tasks/task-runner.ts'
import type { WebhookDelivery } from '../engine/webhooks/deliver-webhooks.ts'

interface Work {
  readonly engine: Engine
  readonly tasks: TaskRunner
  readonly webhooks?: WebhookDelivery
  readonly sweep?: AsyncDisposable | null
}

/** How long deliveries under way may go on at the stop: a command ends with its run, and the delivery goes out then. */
const DELIVERY_GRACE_MS = 2000

export async function startWork(
  { engine, tasks }: Pick<Work, 'engine' | 'tasks'>,
  { isScheduling = false }: { readonly isScheduling?: boolean },
): Promise<void> {
  await engine.start()
  await tasks.start({ isResident: isScheduling })
}

export async function stopWork({ engine, tasks, sweep, webhooks }: Work, graceMs: number): Promise<void> {
  await Promise.all([engine.stop({ graceMs }), tasks.stop({ graceMs }), sweep?.[Symbol.asyncDispose]()])
  await webhooks?.stop({ graceMs: DELIVERY_GRACE_MS })
}

/** Closes what was opened when the start fails. */
export async function closeOnFault(opened: AsyncDisposable, start: () => Promise<void>): Promise<void> {
  try {
    await start()
  } catch (error) {
    await opened[Symbol.asyncDispose]()
    throw error
  }
}
