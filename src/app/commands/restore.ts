// errand restore: check a backup, and start over from it.
import type { Command } from 'commander'
import type { Verification } from '../../store/sqlite/verify-file.ts'
import { EXIT } from '../../surfaces/cli/exit-codes.ts'
import { restoreBackup, verifyBackup } from '../restore-backup.ts'
import type { Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

interface Options extends CommonOptions {
  readonly verify?: boolean
}

export function addRestore(program: Command, context: CommandContext): void {
  program
    .command('restore')
    .description('check a backup and put it into a data folder that has no data yet')
    .argument('<file>', 'written by errand backup')
    .option('--verify', 'only check it; nothing is changed')
    .addHelpText(
      'after',
      '\nExit code 1: the backup has faults; nothing was restored. Runs it holds open go on at the next start.\n\nExamples:\n  errand restore copy.db --verify\n  errand restore copy.db --data .errand',
    )
    .action((file: string, options: Options) => {
      const terminal = context.terminal(options)
      const { dataDir } = context.config({ data: options.data })
      const isRestore = options.verify !== true
      const found = isRestore ? restoreBackup(file, dataDir) : verifyBackup(file)
      const isRestored = isRestore && found.faults.length === 0
      if (terminal.isJson) terminal.writeJson({ ...found, isRestored })
      else terminal.write(renderVerification(found, isRestored ? dataDir : null, terminal))
      context.exit(found.faults.length === 0 ? EXIT.ok : EXIT.problem)
    })
}

/** `dataDir` is where it was restored to, null when it was not. */
function renderVerification(found: Verification, dataDir: string | null, { style }: Terminal): string {
  const { runs, openRuns, events, faults } = found
  const sums = `${runs} runs (${openRuns} open), ${events} events`
  if (faults.length > 0) return [...faults.map((fault) => `${style('red', '✗')} ${fault}`), sums, ''].join('\n')
  const place = dataDir === null ? '' : `; restored to ${dataDir}`
  return `${style('green', '✓')} ${sums}, nothing wrong${place}\n`
}
