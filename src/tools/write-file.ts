// write_file: a whole text file in one of the folders that the agent was given. The file is there complete or not at all.
// `idempotent`: a repeat after a crash writes the same content to the same path, and finding that there already is success.
import { constants, link, mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { defineTool, type Tool } from '../runtime/define-tool.ts'
import { ToolFailure } from '../runtime/tool-failure.ts'
import { checkLocation, chooseFolder, FilePath, type Folders, locateFile, openFolder, parseFolders } from './folders.ts'

export interface WriteFileOptions {
  /** Paths by the names that the model sees; a relative path is taken from the current folder. */
  readonly folders: Folders
  /** Whether a person is asked before a file is written. Default false. */
  readonly approval?: boolean
}

const MAX_CHARACTERS = 512 * 1024

export function writeFile(options: WriteFileOptions): Tool {
  const folders = parseFolders(options.folders)
  return defineTool({
    name: 'write_file',
    description:
      'Writes a text file, with the folders that lead to it. A file that is there is replaced only with overwrite.',
    input: z.strictObject({
      folder: chooseFolder(folders),
      path: FilePath,
      content: z.string().max(MAX_CHARACTERS).describe('the whole content'),
      overwrite: z.boolean().default(false).describe('replace a file that is there'),
    }),
    effect: 'idempotent',
    ...(options.approval !== undefined && { approval: options.approval }),
    async execute({ folder, path, content, overwrite }, { callId }) {
      const root = await openFolder(folders, folder)
      const target = await prepareTarget(root, path)
      const draft = join(dirname(target), `.${callId}.draft`)
      await writeDraft(draft, content)
      try {
        if (overwrite) await rename(draft, target)
        else await placeNew(draft, target, { path, content })
      } catch (error) {
        if (error instanceof ToolFailure) throw error
        throw new ToolFailure(`"${path}" cannot be written: ${describeCode(error)}`, { cause: error })
      } finally {
        await rm(draft, { force: true })
      }
      await syncFolder(dirname(target))
      return { path, sizeBytes: Buffer.byteLength(content) }
    },
  })
}

/** The place of the file, below folders that are made and of which none is a link that leaves the root. */
async function prepareTarget(root: string, path: string): Promise<string> {
  await locateFile(root, path)
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  const name = parts.pop()
  if (name === undefined || path.endsWith('/')) throw new ToolFailure(`"${path}" names no file`)
  let folder = root
  for (const part of parts) {
    const next = join(folder, part)
    try {
      await mkdir(next)
    } catch (error) {
      if (describeCode(error) !== 'EEXIST') throw new ToolFailure(`"${path}" cannot be written: ${describeCode(error)}`)
    }
    folder = await realpath(next)
    checkLocation(folder, root, path)
  }
  return join(folder, name)
}

async function writeDraft(draft: string, content: string): Promise<void> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants
  await using file = await open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o644)
  await file.writeFile(content)
  await file.sync()
}

/** Where there is a file already, its content must be the same. */
async function placeNew(
  draft: string,
  target: string,
  { path, content }: { path: string; content: string },
): Promise<void> {
  try {
    await link(draft, target)
  } catch (error) {
    if (describeCode(error) !== 'EEXIST') throw error
    if ((await readFile(target, 'utf8')) === content) return
    throw new ToolFailure(
      `there is a file "${path}" already; pass overwrite: true to replace it, or choose another name`,
    )
  }
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder)
  await handle.sync()
}

function describeCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
