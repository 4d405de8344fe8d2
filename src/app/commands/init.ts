// errand init: writes a small project that runs at once. Files that are there already are kept.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
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
    .addHelpText('after', '\nExamples:\n  errand init\n  errand init my-agents')
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
      const isChanged = useModules(join(folder, 'package.json'))
      if (terminal.isJson) return
      if (isChanged) terminal.write(`  ${terminal.style('green', 'changed')} package.json: "type": "module"\n`)
      const into = folder === '.' ? '' : `  cd ${folder}\n`
      const install = existsSync(join(folder, 'node_modules/errand')) ? '' : '  npm install\n'
      terminal.write(`\nTry it:\n${into}${install}  npx errand run assistant "Where is order 1042?"\n`)
    })
}

/** Agents are modules: says so in a manifest that says nothing about it. */
function useModules(path: string): boolean {
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { type?: string }
  if (manifest.type !== undefined) return false
  writeFileSync(path, `${JSON.stringify({ ...manifest, type: 'module' }, null, 2)}\n`)
  return true
}

function toPackageName(folder: string): string {
  return (
    folder
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'my-agents'
  )
}
