// errand tasks: the operations on tasks in their own grammar. JSON lines for programs, a view for people.
import type { Client } from '../../client/client.ts'
import { isObject } from '../../contracts/scalars.ts'
import type { ListItem } from '../../contracts/task.ts'
import type { Contract } from '../../spec/contract.ts'
import { EXIT } from '../../surfaces/cli/exit-codes.ts'
import type { Connection } from '../connect.ts'
import type { Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'
import { type ListedTask, renderChange, renderFiringLine, renderTasks } from './render-tasks.ts'

interface TaskOptions extends CommonOptions {
  readonly failOnError?: boolean
}

type Input = Record<string, unknown>

/** Whether the contract is one of these. */
export function isTaskContract({ meta }: Contract): boolean {
  return meta.key.startsWith('tasks.')
}

/** Fires in this process when no other has the data; then Ctrl-C ends the firings. */
const FIRING = ['tasks.run', 'tasks.trigger']
/** Firings in the history of a task. */
const HISTORY = 20

export async function callTask(
  contract: Contract,
  input: Input,
  options: TaskOptions,
  context: CommandContext,
): Promise<void> {
  const { key } = contract.meta
  const terminal = context.terminal(options)
  const isFiring = FIRING.includes(key)
  await context.withClient(
    options,
    isFiring ? 'work' : 'data',
    async (client, connection) => {
      if (key === 'tasks.list' && !terminal.isJson) return showTasks(client, input, terminal)
      if (contract.stream) return showItems({ key, input, options, client, connection, context, terminal })
      const output: unknown = await client.call(key as never, input as never)
      if (terminal.isJson) terminal.writeJson(output)
      else terminal.write(renderChange(key, output, Date.now(), terminal))
    },
    { mayLackAgents: isFiring },
  )
}

async function showTasks(client: Client, input: Input, terminal: Terminal): Promise<void> {
  const { items } = await client.call('tasks.list', input as never)
  const tasks: ListedTask[] = []
  for (const item of items) {
    if ('state' in item) tasks.push({ task: item, firings: await readHistory(client, item) })
    else terminal.note(`error: ${String(item.message)}`)
  }
  terminal.write(renderTasks(tasks, Date.now(), terminal))
}

async function readHistory(client: Client, { name, agent_instance_hierarchy: path }: ListItem) {
  const { items } = await client.call('tasks.logs', { name, runs_only: true, newest: true, count: HISTORY })
  return items.flatMap((item) => ('trigger' in item && item.agent_instance_hierarchy === path ? [item] : []))
}

interface Show {
  readonly key: string
  readonly input: Input
  readonly options: TaskOptions
  readonly client: Client
  readonly connection: Connection
  readonly context: CommandContext
  readonly terminal: Terminal
}

async function showItems({ key, input, options, client, connection, context, terminal }: Show): Promise<void> {
  const controller = new AbortController()
  const stopListening = terminal.onInterrupt(() => {
    context.exit(EXIT.interrupted)
    const app = connection.app()
    if (app && FIRING.includes(key)) void app.tasks.cancelAll()
    else controller.abort()
  })
  const failed = new Set<string>()
  let count = 0
  try {
    const stream: AsyncIterable<unknown> = client.stream(key as never, input as never, { signal: controller.signal })
    for await (const item of stream) {
      count += 1
      noteEnd(item, failed)
      if (terminal.isJson) terminal.writeJson(item)
      else terminal.write(renderFiringLine(item, terminal))
    }
    if (count === 0 && !terminal.isJson) terminal.note(key === 'tasks.run' ? 'Nothing is due.' : 'Nothing yet.')
  } catch (error) {
    if (!controller.signal.aborted) throw error
  } finally {
    stopListening()
  }
  if (options.failOnError === true && failed.size > 0) context.exit(EXIT.problem)
}

/** Which firings have ended with an error so far: their last item is one, or says so. */
function noteEnd(item: unknown, failed: Set<string>): void {
  if (!isObject(item)) return
  const isFailed = item['success'] === false || item['type'] === 'error'
  const runId = typeof item['run_id'] === 'string' ? item['run_id'] : ''
  if (isFailed) failed.add(runId)
  else failed.delete(runId)
}
