// errand approvals, approve, reject and answer: what runs ask people, and the answers.
import type { Command } from 'commander'
import type { Client } from '../../client/client.ts'
import type { ApprovalItem } from '../../contracts/agent.run.listApprovals.ts'
import type { resolveApproval } from '../../contracts/agent.run.resolveApproval.ts'
import { isObject, type JsonObject } from '../../contracts/scalars.ts'
import type { RawInputOf } from '../../spec/contract.ts'
import { ConfigError } from '../env.ts'
import type { Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'
import { renderAsked, renderCommands } from './render-approval.ts'

type Answer = Omit<RawInputOf<typeof resolveApproval>, 'runId' | 'approvalId'>
interface AnswerOptions extends CommonOptions {
  readonly id?: string
}

export function addApprovals(program: Command, context: CommandContext): void {
  program
    .command('approvals')
    .description('list what runs wait for a person to answer, oldest first')
    .option('--limit <number>', '1 to 500', '20')
    .addHelpText('after', '\nExamples:\n  errand approvals\n  errand approvals --jq .runId')
    .action(async (options: CommonOptions & { limit: string }) => {
      const terminal = context.terminal(options)
      await context.withClient(options, 'data', async (client) => {
        const { items, total } = await client.call('agent.run.listApprovals', { limit: Number(options.limit) })
        if (terminal.isJson) items.forEach(terminal.writeJson)
        else terminal.write(renderApprovals(items, total, terminal))
      })
    })
  addAnswers(program, context)
}

function addAnswers(program: Command, context: CommandContext): void {
  const add = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .argument('<run>', 'id of the run')
      .option('--id <approval>', 'which one; default: the only one that is pending')
  add('approve', 'let a tool call run')
    .option('--edit <json>', 'arguments that replace those of the model')
    .addHelpText('after', `\nExamples:\n  errand approve run_1m7x…\n  errand approve run_1m7x… --edit '{"amount":10}'`)
    .action((runId: string, options: AnswerOptions & { edit?: string }) => {
      const input = options.edit === undefined ? {} : { input: parseEdit(options.edit) }
      return answer(runId, options, { decision: 'approve', ...input }, context)
    })
  add('reject', 'refuse a tool call; the model is told why')
    .requiredOption('--reason <text>', 'what the model is told')
    .addHelpText('after', '\nExample:\n  errand reject run_1m7x… --reason "Not before Monday."')
    .action((runId: string, options: AnswerOptions & { reason: string }) =>
      answer(runId, options, { decision: 'reject', reason: options.reason }, context),
    )
  add('answer', 'answer a question of an agent')
    .argument('<text>', 'the answer')
    .addHelpText('after', '\nExample:\n  errand answer run_1m7x… "The blue one."')
    .action((runId: string, text: string, options: AnswerOptions) =>
      answer(runId, options, { decision: 'answer', answer: text }, context),
    )
}

async function answer(runId: string, options: AnswerOptions, input: Answer, context: CommandContext): Promise<void> {
  const terminal = context.terminal(options)
  await context.withClient(options, 'data', async (client) => {
    const kind = input.decision === 'answer' ? 'question' : 'approval'
    const approvalId = options.id ?? (await findOnly(client, runId, kind))
    const output = await client.call('agent.run.resolveApproval', { runId, approvalId, ...input })
    if (terminal.isJson) terminal.writeJson(output)
    else terminal.write(`${terminal.style('green', '✔ answered')} ${runId} is ${output.status}\n`)
  })
}

async function findOnly(client: Client, runId: string, kind: 'approval' | 'question'): Promise<string> {
  await client.call('agent.run.get', { runId }) // an unknown run is the better answer
  const { items, total } = await client.call('agent.run.listApprovals', { runId, kind })
  const [only] = items
  if (only && total === 1) return only.approvalId
  const asked = kind === 'question' ? 'the answer to a question' : 'an approval'
  if (!only) throw new ConfigError(`run ${runId} does not wait for ${asked}; see what does: errand approvals`)
  const ids = items.map(({ approvalId }) => `--id ${approvalId}`).join(', ')
  throw new ConfigError(`run ${runId} waits for ${asked} ${total} times; choose one: ${ids}`)
}

function parseEdit(text: string): JsonObject {
  const value: unknown = JSON.parse(text)
  if (isObject(value)) return value
  throw new ConfigError('--edit takes a JSON object')
}

function renderApprovals(items: readonly ApprovalItem[], total: number, terminal: Terminal): string {
  if (items.length === 0) return 'Nothing waits for an answer.\n'
  const lines = items.flatMap((item) => [
    terminal.style('magenta', renderAsked(item, terminal.columns)),
    ...renderCommands(item).map((command) => terminal.style('dim', `    ${command}`)),
  ])
  const more = total > items.length ? [terminal.style('dim', `${total - items.length} more: --limit`)] : []
  return `${[...lines, ...more].join('\n')}\n`
}
