// The generic form of an operation: one JSON line, or one line per event for a streamed call.
import type { Contract } from '../../spec/contract.ts'
import type { CommandContext, CommonOptions } from './command.ts'

export async function callGeneric(
  contract: Contract,
  input: Record<string, unknown>,
  options: CommonOptions,
  context: CommandContext,
): Promise<void> {
  const terminal = context.terminal({ json: true })
  const isStreamed = contract.stream && 'input' in contract.stream.on && input[contract.stream.on.input] === true
  const isRunning = contract.meta.key === 'agent.run.execute'
  await context.withClient(options, isRunning ? 'work' : 'data', async (client) => {
    const output = await client.call(contract.meta.key as never, input as never)
    if (!isStreamed) return terminal.writeJson(output)
    const { runId } = output as { runId: string }
    for await (const event of client.follow(runId)) terminal.writeJson(event)
  })
}
