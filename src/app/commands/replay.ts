// errand replay: check that every decision of a run follows from its log.
import { existsSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { replayRun } from '../../contracts/agent.run.replay.ts'
import { checkFixture, readFixture } from '../../core/run-fixture.ts'
import type { OutputOf } from '../../spec/contract.ts'
import { EXIT } from '../../surfaces/cli/exit-codes.ts'
import { ConfigError } from '../env.ts'
import { printable, type Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

type Replayed = OutputOf<typeof replayRun>

export function addReplay(program: Command, context: CommandContext): void {
  program
    .command('replay')
    .description('fold a run again and check every decision; no model and no tool is called')
    .argument('<run>', 'id of the run, or a file that errand export wrote')
    .addHelpText(
      'after',
      '\nExit code 1: the log says something that was not decided.\n\nExamples:\n  errand replay run_1m7x…\n  errand replay tests/refund.json',
    )
    .action(async (runId: string, options: CommonOptions) => {
      const terminal = context.terminal(options)
      const show = (replayed: Replayed) => {
        if (terminal.isJson) terminal.writeJson(replayed)
        else terminal.write(renderReplay(runId, replayed, terminal))
        context.exit(replayed.isSame ? EXIT.ok : EXIT.problem)
      }
      if (existsSync(runId)) return show(replayFile(runId))
      await context.withClient(options, 'data', async (client) =>
        show(await client.call('agent.run.replay', { runId })),
      )
    })
}

/** Null when the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Replays an exported run; nothing but the file is needed. */
function replayFile(path: string): Replayed {
  const fixture = readFixture(parseJson(readFileSync(path, 'utf8')))
  if (!fixture) throw new ConfigError(`${path} is no exported run; write one with: errand export RUN -o FILE`)
  const { checked, divergences, faults } = checkFixture(fixture)
  const isSame = divergences.length === 0 && faults.length === 0
  return { isSame, checked, divergences: [...divergences], faults: [...faults] }
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
