// errand runs, show, follow and cancel: the everyday reads of runs, and the end of one.
import { type Command, Option } from 'commander'
import type { Client } from '../../client/client.ts'
import { isTerminal, type RunEvent } from '../../contracts/run-event.ts'
import type { RunSummary } from '../../contracts/run.ts'
import { RunStatusFilter } from '../../contracts/enums.ts'
import { completeWith } from '../../surfaces/cli/add-operations.ts'
import { ConfigError, parseInteger } from '../env.ts'
import { clip, renderMs, renderTable, type Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'
import { followToEnd } from './follow-run.ts'
import { renderProgress } from './render-progress.ts'
import { renderTree } from './render-tree.ts'
import { createRunRenderer, type RunRenderer } from './render-run.ts'

interface ListOptions extends CommonOptions {
  readonly agent?: string
  readonly status?: string
  readonly limit: string
}

const STATUSES = RunStatusFilter.options.flatMap((part) => part.options)

export function addRuns(program: Command, context: CommandContext): void {
  program
    .command('runs')
    .description('list runs, newest first')
    .option('--agent <id>', 'only runs of this agent')
    .addOption(completeWith(new Option('--status <status>', 'only runs in this state'), STATUSES))
    .option('--limit <number>', '1 to 500', '20')
    .addHelpText('after', '\nExamples:\n  errand runs --status FAILED\n  errand runs --agent docs --limit 100 --jq .id')
    .action(async (options: ListOptions) => {
      const terminal = context.terminal(options)
      const status = RunStatusFilter.optional().safeParse(options.status)
      if (!status.success) throw new ConfigError(`--status "${options.status}" is not a status`)
      await context.withClient(options, 'data', async (client) => {
        const page = await client.call('agent.run.list', {
          limit: parseInteger(options.limit, '--limit', { min: 1, max: 500 }),
          ...(options.agent !== undefined && { agentId: options.agent }),
          ...(status.data !== undefined && { status: status.data }),
        })
        if (terminal.isJson) page.items.forEach(terminal.writeJson)
        else terminal.write(renderRuns(page.items, page.total, terminal))
      })
    })
  addShow(program, context)
  addFollow(program, context)
  addCancel(program, context)
}

function addShow(program: Command, context: CommandContext): void {
  program
    .command('show')
    .description('show a run so far, from its log')
    .argument('<run>', 'id of the run')
    .addHelpText('after', '\nExamples:\n  errand show run_1m7x…\n  errand show run_1m7x… --jq .type')
    .action(async (runId: string, options: CommonOptions) => {
      const terminal = context.terminal(options)
      await context.withClient(options, 'data', async (client) => {
        const renderer = createRunRenderer(terminal)
        const isEnded = await showLog(client, runId, renderer)
        renderer.end()
        if (terminal.isJson) return
        terminal.write(await renderTree(client, runId))
        if (isEnded) return
        terminal.write(renderProgress(await client.call('agent.run.get', { runId }), Date.now()))
      })
    })
}

/** Pushes the whole log so far; true when it has its end. */
async function showLog(client: Client, runId: string, renderer: RunRenderer): Promise<boolean> {
  for (let after = 0, isEnded = false; ;) {
    const page = await client.call('agent.run.getEvents', { runId, after, limit: 500 })
    for (const event of page.items as RunEvent[]) {
      renderer.push(event)
      after = event.seq
      isEnded = isTerminal(event)
    }
    if (!page.hasMore) return isEnded
  }
}

function addFollow(program: Command, context: CommandContext): void {
  program
    .command('follow')
    .description('show a run from its start to its end, live; takes it up when nobody works on it')
    .argument('<run>', 'id of the run')
    .option('--after <seq>', 'begin behind this event', '0')
    .addHelpText('after', '\nExample:\n  errand follow run_1m7x… --after 12 --json')
    .action(async (runId: string, options: CommonOptions & { after: string }) => {
      if (!/^\d{1,15}$/.test(options.after)) throw new ConfigError(`--after "${options.after}" is not an event number`)
      await context.withClient(options, 'work', async (client) => {
        context.exit(await followToEnd(client, context.terminal(options), runId, { after: Number(options.after) }))
      })
    })
}

function addCancel(program: Command, context: CommandContext): void {
  program
    .command('cancel')
    .description('end a run for good')
    .argument('<run>', 'id of the run')
    .option('--reason <text>', 'kept with the run')
    .addHelpText('after', '\nExample:\n  errand cancel run_1m7x… --reason "wrong order"')
    .action(async (runId: string, options: CommonOptions & { reason?: string }) => {
      const terminal = context.terminal(options)
      const { reason } = options
      await context.withClient(options, 'data', async (client) => {
        const answer = await client.call('agent.run.cancel', { runId, ...(reason !== undefined && { reason }) })
        if (terminal.isJson) terminal.writeJson(answer)
        else terminal.write(`${terminal.style('yellow', '■ cancelled')} ${runId}\n`)
      })
    })
}

const colors = {
  done: 'green',
  error: 'red',
  cancelled: 'yellow',
  running: 'cyan',
  waiting: 'magenta',
  pending: 'dim',
} as const

function renderRuns(runs: readonly RunSummary[], total: number, terminal: Terminal): string {
  if (runs.length === 0) return 'No runs yet. Start one with: errand run AGENT MESSAGE\n'
  const rows = runs.map((run) => [
    run.status,
    run.id,
    clip(run.agentName, 24),
    run.queuedAt.slice(0, 19).replace('T', ' '),
    run.durationMs === undefined ? '' : renderMs(run.durationMs),
    run.totalTokens === 0 ? '' : `${run.totalTokens} tokens`,
  ])
  const table = renderTable([['STATUS', 'RUN', 'AGENT', 'QUEUED (UTC)', 'TOOK', 'USED'], ...rows])
  const colored = table.replaceAll(/^(done|error|cancelled|running|waiting|pending)\b/gm, (status) =>
    terminal.style(colors[status as keyof typeof colors], status),
  )
  return total > runs.length ? `${colored}${terminal.style('dim', `${total - runs.length} more: --limit`)}\n` : colored
}
