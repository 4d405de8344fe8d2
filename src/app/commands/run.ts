// errand run: start a run and show it.
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { Client } from '../../client/client.ts'
import { isObject, type JsonObject } from '../../contracts/scalars.ts'
import { ConfigError, parseInteger } from '../env.ts'
import type { Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'
import { followToEnd } from './follow-run.ts'
import { describeError } from '../../spec/describe-error.ts'

interface Options extends CommonOptions {
  readonly input?: string
  readonly session?: string
  readonly timeout?: string
  readonly text?: boolean
}

export function addRun(program: Command, context: CommandContext): void {
  program
    .command('run')
    .description('run an agent and show what it does')
    .argument('[agent]', 'id of the agent; may be left out when there is only one')
    .argument('[message]', 'what to tell it; - reads standard input')
    .option('--input <json>', "the input's context, for agents that declare one")
    .option('--session <id>', 'join or open a session')
    .option('--timeout <ms>', 'limit of this run in ms, 100 to 86400000')
    .option('--text', 'write only the answer, also in a pipe')
    .addHelpText('after', EXAMPLES)
    .action(async (agent: string | undefined, message: string | undefined, options: Options) => {
      const terminal = context.terminal(options)
      const input = parseContext(options.input)
      await context.withClient(options, 'work', async (client) => {
        const { runId } = await client.call('agent.run.execute', {
          agentId: agent ?? (await findOnlyAgent(client)),
          input: { message: await readMessage(message, input, terminal), ...(input && { context: input }) },
          ...(options.session !== undefined && { sessionId: options.session }),
          ...(options.timeout !== undefined && {
            timeoutMs: parseInteger(options.timeout, '--timeout', { min: 100, max: 86_400_000 }),
          }),
        })
        context.exit(await followToEnd(client, terminal, runId, { isText: options.text }))
      })
    })
}

const EXAMPLES = `
Examples:
  errand run docs "How does cancel work?"
  cat question.txt | errand run docs -
  errand run research --input '{"topic":"tides"}'
  errand run docs "How does cancel work?" --text > answer.txt
  errand run docs "How does cancel work?" --jq .type`

function parseContext(text: string | undefined): JsonObject | null {
  if (text === undefined) return null
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch (error) {
    throw new ConfigError(`--input is not JSON: ${describeError(error)}`, {
      cause: error,
    })
  }
  throw new ConfigError(`--input takes a JSON object, e.g. '{"topic":"tides"}'`)
}

async function findOnlyAgent(client: Client): Promise<string> {
  const { items } = await client.call('agent.list', { status: 'active' })
  const [only] = items
  if (only && items.length === 1) return only.id
  if (!only) throw new ConfigError('there is no agent yet; make one with: errand init')
  throw new ConfigError(`say which agent to run: ${items.map((agent) => agent.id).join(', ')}`)
}

/** The message given, standard input, what a person types now, or the context itself. */
async function readMessage(message: string | undefined, input: JsonObject | null, terminal: Terminal): Promise<string> {
  const isPiped = !terminal.stdin.isTTY
  if (message === '-' || (message === undefined && !input && isPiped)) {
    const piped = (await readInput(terminal.stdin)).trim()
    if (piped === '') throw new ConfigError('standard input is empty; give a message')
    return piped
  }
  if (message !== undefined && message !== '') return message
  if (message === undefined && input) return JSON.stringify(input)
  if (isPiped) throw new ConfigError('the message is empty; give a message')
  const prompt = createInterface({ input: terminal.stdin, output: process.stderr })
  const typed = await prompt.question('Message: ').then(
    (line) => line.trim(),
    () => '', // Ctrl-C and Ctrl-D give no message
  )
  prompt.close()
  if (typed === '') throw new ConfigError('give a message')
  return typed
}

/** Longest message a request can carry, in bytes. */
const MAX_INPUT_BYTES = 1024 * 1024

async function readInput(stdin: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stdin as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_INPUT_BYTES)
      throw new ConfigError('standard input is larger than 1 MiB, the most a message may have')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
