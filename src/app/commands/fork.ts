// errand fork: start a new run from any event of another one, and show it.
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Client } from '../../client/client.ts'
import type { RunInput } from '../../contracts/run.ts'
import { describeError } from '../../spec/describe-error.ts'
import { ConfigError, parseInteger } from '../env.ts'
import type { CommandContext, CommonOptions } from './command.ts'
import { followToEnd } from './follow-run.ts'

interface Options extends CommonOptions {
  readonly at: string
  readonly message?: string
  readonly instructions?: string
  readonly model?: string
  readonly toolOutput?: readonly string[]
  readonly session?: string
}

const EXAMPLES = `
Turns that were over at the event are taken over with what their calls returned; from there on the model is asked anew.
See the numbers of the events with: errand show RUN --json

Examples:
  errand fork run_1m7x… --at 9 --model openai/gpt-5
  errand fork run_1m7x… --at 1 --instructions @instructions.md
  errand fork run_1m7x… --at 9 --tool-output call_1m7x…='{"sky":"clear"}'`

export function addFork(program: Command, context: CommandContext): void {
  const collect = (output: string, outputs: string[] = []) => [...outputs, output]
  program
    .command('fork')
    .description('start a new run from an event of another one, with something changed')
    .argument('<run>', 'id of the run')
    .requiredOption('--at <seq>', 'number of the event')
    .option('--message <text>', 'replaces what the run was told')
    .option('--instructions <text>', "replaces the agent's instructions; @FILE reads a file")
    .option('--model <id>', 'provider/model')
    .option('--tool-output <call=json>', 'what a call is taken to have returned, repeatable', collect)
    .option('--session <id>', 'join or open a session')
    .addHelpText('after', EXAMPLES)
    .action(async (runId: string, options: Options) => {
      const { message, instructions, model, session, toolOutput = [] } = options
      const toolOutputs = Object.fromEntries(toolOutput.map(parseOutput))
      const change = {
        ...(instructions !== undefined && { instructions: readText(instructions) }),
        ...(model !== undefined && { model }),
        ...(toolOutput.length > 0 && { toolOutputs }),
        ...(session !== undefined && { sessionId: session }),
      }
      const at = parseInteger(options.at, '--at', { min: 1, max: Number.MAX_SAFE_INTEGER })
      await context.withClient(options, 'work', async (client) => {
        const input = message === undefined ? {} : { input: await withMessage(client, runId, message) }
        const forked = await client.call('agent.run.fork', { runId, at, ...change, ...input })
        context.exit(await followToEnd(client, context.terminal(options), forked.runId))
      })
    })
}

/** The original's input with another message. */
async function withMessage(client: Client, runId: string, message: string): Promise<RunInput> {
  const { input } = await client.call('agent.run.get', { runId })
  return { ...input, message }
}

function readText(text: string): string {
  return text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text
}

function parseOutput(text: string): [string, unknown] {
  const cut = text.indexOf('=')
  if (cut < 1) throw new ConfigError(`--tool-output "${text}" is not CALL=JSON`)
  try {
    return [text.slice(0, cut), JSON.parse(text.slice(cut + 1))]
  } catch (error) {
    throw new ConfigError(`--tool-output "${text}": what follows the = is not JSON: ${describeError(error)}`, {
      cause: error,
    })
  }
}
