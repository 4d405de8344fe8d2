// errand init: writes a small project that runs at once. It never overwrites a file.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { projectFiles } from '../templates/project.ts'
import { version } from '../version.ts'
import type { CommandContext, CommonOptions } from './command.ts'

export function addInit(program: Command, context: CommandContext): void {
  program
    .command('init')
    .description('write a small project: one agent with one tool')
    .argument('[folder]', 'where', '.')
    .action((folder: string, options: CommonOptions) => {
      const terminal = context.terminal(options)
      const files = projectFiles({ name: toPackageName(basename(resolve(folder))), version })
      for (const [path, content] of Object.entries(files)) {
        const target = join(folder, path)
        const isKept = existsSync(target)
        if (!isKept) {
          mkdirSync(dirname(target), { recursive: true })
          writeFileSync(target, content)
        }
        if (terminal.isJson) terminal.writeJson({ path: target, isKept })
        else
          terminal.write(
            `  ${isKept ? terminal.style('dim', 'kept   ') : terminal.style('green', 'written')} ${target}\n`,
          )
      }
      if (terminal.isJson) return
      const into = folder === '.' ? '' : `  cd ${folder}\n`
      terminal.write(`\nTry it:\n${into}  npx errand run assistant "Where is order 1042?"\n`)
    })
}

function toPackageName(folder: string): string {
  return (
    folder
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'my-agents'
  )
}
