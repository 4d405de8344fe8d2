// errand backup: a consistent copy of the data, also while a server works on it.
import { isAbsolute, resolve } from 'node:path'
import type { Command } from 'commander'
import { ConfigError } from '../env.ts'
import { renderBytes } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

export function addBackup(program: Command, context: CommandContext): void {
  program
    .command('backup')
    .description('write a consistent copy of all data to a new file, while runs go on')
    .argument('<file>', 'new file; with a remote server an absolute path on its machine')
    .addHelpText(
      'after',
      '\nThe token is not in it. Check the copy with: errand restore FILE --verify\n\nExample:\n  errand backup ~/errand-copy.db',
    )
    .action(async (file: string, options: CommonOptions) => {
      const terminal = context.terminal(options)
      const server = context.server(options)
      if (server !== null && !isAbsolute(file)) {
        throw new ConfigError(`"${file}" must be an absolute path: the server at ${server.url} writes it`)
      }
      await context.withClient(options, 'data', async (client) => {
        const answer = await client.call('store.backup', { path: resolve(file) })
        if (terminal.isJson) terminal.writeJson(answer)
        else terminal.write(`${terminal.style('green', '✓')} ${answer.path}, ${renderBytes(answer.sizeBytes)}\n`)
      })
    })
}
