// The generic form of an operation: one JSON line, or one line per event for a streamed call.
import { contracts } from '../../contracts/index.ts'
import type { Contract } from '../../spec/contract.ts'
import type { CommandContext, CommonOptions } from './command.ts'
import { showSync } from './show-sync.ts'

export async function callGeneric(
  contract: Contract,
  input: Record<string, unknown>,
  options: CommonOptions,
  context: CommandContext,
): Promise<void> {
  const terminal = context.terminal({ json: true })
  const isOwn = !(contract.meta.key in contracts)
  const need = streamField(contract) !== '' ? 'work' : isOwn ? 'agents' : 'data'
  // Streamed here means followed: a broken connection is opened again where it broke.
  const { [streamField(contract)]: isStreamed = false, ...rest } = input
  await context.withClient(options, need, async (client) => {
    const call = () => client.call(contract.meta.key as never, rest as never)
    const isSync = contract.meta.key === 'context.sync'
    const output: unknown = await (isSync ? showSync(String(rest['contextSpaceId']), client, terminal, call) : call())
    if (isStreamed !== true) return terminal.writeJson(output)
    const { runId } = output as { runId: string }
    for await (const event of client.follow(runId)) terminal.writeJson(event)
  })
}

/** The input field that asks for a stream; empty when the contract has none. */
function streamField({ stream }: Contract): string {
  return stream && 'input' in stream.on ? stream.on.input : ''
}
