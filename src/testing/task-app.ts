// A test app with probes, and short ways to schedule and fire them.
import type { ListItem, RunItem } from '../contracts/task.ts'
import { operations } from '../operations/index.ts'
import type { Client } from '../client/client.ts'
import type { RawInputOf } from '../spec/contract.ts'
import type { runTasks } from '../contracts/tasks.run.ts'
import type { scheduleTask } from '../contracts/tasks.schedule.ts'
import { createTestApp, type TestApp, type TestAppOptions } from './create-test-app.ts'
import { createProbe, type Probe } from './probe-operations.ts'

export interface TaskApp extends TestApp {
  readonly probe: Probe
}

export async function createTaskApp(options: TestAppOptions = {}): Promise<TaskApp> {
  const probe = createProbe(() => test.clock)
  const test: TestApp = await createTestApp({
    ...options,
    overrides: { operations: [...operations, ...probe.operations], ...options.overrides },
  })
  return { ...test, probe }
}

type ScheduleInput = RawInputOf<typeof scheduleTask>

/** `script` is played by the task; it fires once and at once unless told otherwise. */
export function schedule(client: Client, name: string, script: string, change: Partial<ScheduleInput> = {}) {
  const words = script === '' ? [] : ['--script', ...script.split(' ')]
  const command = ['probe', 'play', ...words]
  return client.call('tasks.schedule', { name, description: '', command, ...change })
}

/** How firings ended, in short: `name true`. */
export async function fire(client: Client, input: RawInputOf<typeof runTasks> = {}) {
  return (await client.call('tasks.run', input)).items.map(renderItem)
}

export function renderItem(item: unknown): string {
  const { name, success, value, type, code, message } = item as Readonly<Record<string, string | undefined>>
  if (success !== undefined) return `${name} ${success}`
  if (type === 'error') return [name, code, message].filter((part) => part !== undefined).join(' ')
  return `${name} ${JSON.stringify(value)}`
}

export async function listTasks(client: Client, input: object = {}): Promise<ListItem[]> {
  const { items } = await client.call('tasks.list', { targets: [{ by: 'me' }], ...input })
  return items.flatMap((item) => ('state' in item ? [item] : []))
}

export async function listFirings(client: Client, input: object = {}): Promise<RunItem[]> {
  const { items } = await client.call('tasks.logs', { runs_only: true, count: 100_000, ...input })
  return items.flatMap((item) => ('trigger' in item ? [item] : []))
}

/** What stands in the logs besides ends, in short. */
export async function listItems(client: Client, input: object = {}): Promise<string[]> {
  const { items } = await client.call('tasks.logs', { count: 100_000, ...input })
  return items.flatMap((item) => ('trigger' in item ? [] : [renderItem(item)]))
}

/** Lets what was asked for be done, as far as it waits for no clock. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await new Promise<void>((resolve) => void setImmediate(resolve))
}

/** Lets seconds pass one by one, and settles in between. */
export async function pass({ clock }: TaskApp, seconds: number): Promise<void> {
  await settle()
  for (let second = 0; second < seconds; second += 1) {
    await clock.advance(1000)
    await settle()
  }
}
