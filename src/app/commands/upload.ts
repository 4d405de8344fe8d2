// errand upload: put files into a context space, also into that of a server elsewhere.
import { readFileSync } from 'node:fs'
import { basename, isAbsolute, relative, sep } from 'node:path'
import type { Command } from 'commander'
import { describeError } from '../../spec/describe-error.ts'
import { ConfigError } from '../env.ts'
import { printable, renderBytes } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

interface Options extends CommonOptions {
  readonly source?: string
}

export function addUpload(program: Command, context: CommandContext): void {
  program
    .command('upload')
    .description('put files into a context space')
    .argument('<space>', 'id of a context space with a source of kind uploaded_documents')
    .argument('<files...>', '.md, .txt, .json, .html and .pdf, up to about 700 KB each')
    .option('--source <id>', 'id of the source, when the space has several for documents')
    .addHelpText('after', EXAMPLES)
    .action(async (contextSpaceId: string, files: string[], options: Options) => {
      const terminal = context.terminal(options)
      await context.withClient(options, 'data', async (client) => {
        for (const file of files) {
          const document = await client.call('context.addDocument', {
            contextSpaceId,
            path: namePath(file),
            contentBase64: readBytes(file).toString('base64'),
            ...(options.source !== undefined && { sourceId: options.source }),
          })
          if (terminal.isJson) terminal.writeJson(document)
          else {
            const { relativePath, sizeBytes } = document
            terminal.write(`${terminal.style('green', '✓')} ${printable(relativePath)}, ${renderBytes(sizeBytes)}\n`)
          }
        }
      })
    })
}

const EXAMPLES = `
A file below the current folder keeps its path there; another one is called by its name alone. The same path replaces.

Examples:
  errand context create --name Reports --sources '{"name":"Reports","kind":"uploaded_documents"}'
  errand upload SPACE reports/*.pdf`

function namePath(file: string): string {
  const way = relative('.', file)
  return isAbsolute(way) || way.startsWith('..') ? basename(file) : way.split(sep).join('/')
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new ConfigError(`${file} cannot be read: ${describeError(error)}`, { cause: error })
  }
}
