// errand replay: check that every decision of a run follows from its log.
import type { Command } from 'commander'
import type { replayRun } from '../../contracts/agent.run.replay.ts'
import type { OutputOf } from '../../spec/contract.ts'
import { EXIT } from '../../surfaces/cli/exit-codes.ts'
import { printable, type Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

type Replayed = OutputOf<typeof replayRun>

export function addReplay(program: Command, context: CommandContext): void {
  program
    .command('replay')
    .description('fold a run again and check every decision; no model and no tool is called')
    .argument('<run>', 'id of the run')
    .addHelpText('after', '\nExit code 1: the log says something that was not decided.')
    .action(async (runId: string, options: CommonOptions) => {
      const terminal = context.terminal(options)
      await context.withClient(options, 'data', async (client) => {
        const replayed = await client.call('agent.run.replay', { runId })
        if (terminal.isJson) terminal.writeJson(replayed)
        else terminal.write(renderReplay(runId, replayed, terminal))
        context.exit(replayed.isSame ? EXIT.ok : EXIT.problem)
      })
    })
}

function renderReplay(what: string, { isSame, checked, divergences, faults }: Replayed, { style }: Terminal): string {
  if (isSame) return `${style('green', '✔ same')} ${what}: ${checked} events, every decision is the same\n`
  const lines = [
    ...faults.map((fault) => `  ${printable(fault)}`),
    ...divergences.flatMap(({ seq, decided, recorded }) => [
      `  at ${seq}`,
      `    decided   ${style('green', printable(decided))}`,
      `    recorded  ${style('red', printable(recorded))}`,
    ]),
  ]
  return `${style('red', '✘ not the same')} ${what}: ${checked} events\n${lines.join('\n')}\n`
}
