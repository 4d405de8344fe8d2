// errand settle: say what became of a tool call whose outcome a crash left unknown.
import type { Command } from 'commander'
import { describeError } from '../../spec/describe-error.ts'
import { ConfigError } from '../env.ts'
import type { CommandContext, CommonOptions } from './command.ts'

interface Options extends CommonOptions {
  readonly completed?: string
  readonly failed?: string
}

export function addSettle(program: Command, context: CommandContext): void {
  program
    .command('settle')
    .description('say what became of a tool call whose outcome is unknown')
    .argument('<run>', 'id of the run')
    .argument('<call>', 'id of the call')
    .option('--completed <json>', 'it took effect; what the tool returned')
    .option('--failed <text>', 'it did not; what the model is told')
    .addHelpText('after', EXAMPLES)
    .action(async (runId: string, callId: string, options: Options) => {
      const terminal = context.terminal(options)
      const outcome = readOutcome(options)
      await context.withClient(options, 'data', async (client) => {
        const output = await client.agent.run.settleTool({ runId, callId, ...outcome })
        if (terminal.isJson) terminal.writeJson(output)
        else terminal.write(`${terminal.style('green', '✔ settled')} ${runId} is ${output.status}\n`)
      })
    })
}

const EXAMPLES = `
See which calls wait for this with: errand approvals

Examples:
  errand settle run_1m7x… call_2 --completed '{"receipt":"R-17"}'
  errand settle run_1m7x… call_2 --failed "The bank has no such payment."`

function readOutcome({ completed, failed }: Options) {
  if ((completed === undefined) === (failed === undefined)) {
    throw new ConfigError('say what became of the call: --completed JSON or --failed TEXT')
  }
  if (failed !== undefined) return { outcome: 'failed' as const, message: failed }
  try {
    return { outcome: 'completed' as const, output: JSON.parse(completed ?? '') as unknown }
  } catch (error) {
    throw new ConfigError(`--completed is not JSON: ${describeError(error)}`, { cause: error })
  }
}
