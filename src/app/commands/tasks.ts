// errand tasks: the operations on tasks in their own grammar. JSON lines for programs, a view for people.
import type { Contract } from '../../spec/contract.ts'
import { isObject } from '../../contracts/scalars.ts'
import { EXIT } from '../../surfaces/cli/exit-codes.ts'
import type { CommandContext, CommonOptions } from './command.ts'

interface TaskOptions extends CommonOptions {
  readonly failOnError?: boolean
}

/** Whether the contract is one of these. */
export function isTaskContract({ meta }: Contract): boolean {
  return meta.key.startsWith('tasks.')
}

/** Fires in this process when no other has the data; then Ctrl-C ends the firings. */
const FIRING = ['tasks.run', 'tasks.trigger']

export async function callTask(
  contract: Contract,
  input: Record<string, unknown>,
  options: TaskOptions,
  context: CommandContext,
): Promise<void> {
  const { key } = contract.meta
  const terminal = context.terminal(options)
  const isFiring = FIRING.includes(key)
  const need = isFiring ? 'work' : 'data'
  const perform: Parameters<CommandContext['withClient']>[2] = async (client, connection) => {
    if (!contract.stream) return terminal.writeJson(await client.call(key as never, input as never))
    const controller = new AbortController()
    const stopListening = terminal.onInterrupt(() => {
      context.exit(EXIT.interrupted)
      void connection.app()?.tasks.cancelAll()
      if (!connection.app()) controller.abort()
    })
    const failed = new Set<string>()
    try {
      const stream: AsyncIterable<unknown> = client.stream(key as never, input as never, { signal: controller.signal })
      for await (const item of stream) {
        noteEnd(item, failed)
        terminal.writeJson(item)
      }
    } catch (error) {
      if (!controller.signal.aborted) throw error
    } finally {
      stopListening()
    }
    if (options.failOnError === true && failed.size > 0) context.exit(EXIT.problem)
  }
  await context.withClient(options, need, perform, { mayLackAgents: isFiring })
}

/** Which firings have ended with an error so far: their last item is one, or says so. */
function noteEnd(item: unknown, failed: Set<string>): void {
  if (!isObject(item)) return
  const isFailed = item['success'] === false || item['type'] === 'error'
  const runId = String(item['run_id'])
  if (isFailed) failed.add(runId)
  else failed.delete(runId)
}
