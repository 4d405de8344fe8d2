// errand export: a run as one file, to be replayed elsewhere or tested against.
import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { renderBytes } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

export function addExport(program: Command, context: CommandContext): void {
  program
    .command('export')
    .description('write a run, with all that a replay needs, as JSON')
    .argument('<run>', 'id of the run')
    .option('-o, --output <file>', 'where to; default: standard output')
    .addHelpText(
      'after',
      '\nThe file holds what the log holds: inputs and outputs in full. Look through it before you share it.\n\nExamples:\n  errand export run_1m7x… -o tests/refund.json\n  errand replay tests/refund.json',
    )
    .action(async (runId: string, options: CommonOptions & { output?: string }) => {
      const terminal = context.terminal(options)
      await context.withClient(options, 'data', async (client) => {
        const fixture = await client.call('agent.run.export', { runId })
        const text = `${JSON.stringify(fixture, null, 2)}\n`
        if (options.output === undefined) {
          if (terminal.isJson) terminal.writeJson(fixture)
          else terminal.write(text)
          return
        }
        writeFileSync(options.output, text)
        const size = renderBytes(Buffer.byteLength(text))
        if (terminal.isJson) terminal.writeJson({ file: options.output, events: fixture.events.length })
        else
          terminal.write(
            `${terminal.style('green', '✔ written')} ${options.output}: ${fixture.events.length} events, ${size}\n`,
          )
      })
    })
}
