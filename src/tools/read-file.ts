// read_file: the text of a file in one of the folders that the agent was given.
import { constants, open } from 'node:fs/promises'
import { z } from 'zod'
import { findContentType } from '../core/context-files.ts'
import { defineTool, type Tool } from '../runtime/define-tool.ts'
import { describeThrown } from '../runtime/describe-thrown.ts'
import { ToolFailure } from '../runtime/tool-failure.ts'
import { MOST_BYTES } from '../spaces/read-files.ts'
import { decodeText } from '../spaces/read-text.ts'
import { createTextReader } from '../spaces/text-reader.ts'
import { chooseFolder, FilePath, type Folders, locateFile, openFolder, parseFolders } from './folders.ts'

export interface ReadFileOptions {
  /** Paths by the names that the model sees; a relative path is taken from the current folder. */
  readonly folders: Folders
  /** Characters of a file that one call gives, 1000 to 200,000. Default 30,000. */
  readonly maxCharacters?: number
}

const MaxCharacters = z.int().min(1000).max(200_000).default(30_000)

export function readFile(options: ReadFileOptions): Tool {
  const folders = parseFolders(options.folders)
  const maxCharacters = MaxCharacters.parse(options.maxCharacters)
  return defineTool({
    name: 'read_file',
    description:
      'Reads the text of a file (Markdown, text, JSON, HTML, PDF, code). A long file comes in pieces: call again with `from` set to nextFrom.',
    input: z.strictObject({
      folder: chooseFolder(folders),
      path: FilePath,
      from: z.int().min(0).default(0).describe('the character to begin at; 0 is the beginning'),
    }),
    effect: 'pure',
    async execute({ folder, path, from }, { addSource }) {
      const root = await openFolder(folders, folder)
      const location = await locateFile(root, path)
      if (location === null)
        throw new ToolFailure(`there is no file "${path}" in ${folder}`, { code: 'DOCUMENT_NOT_FOUND' })
      const text = await readAsText(location, path)
      if (from > 0 && from >= text.length) throw new ToolFailure(`the file has ${text.length} characters`)
      const piece = text.slice(from, from + maxCharacters)
      const isLast = from + piece.length >= text.length
      addSource({ title: path, ref: `${folder}/${path}` })
      return { path, text: piece, ...(!isLast && { nextFrom: from + piece.length }) }
    },
  })
}

async function readAsText(location: string, path: string): Promise<string> {
  const bytes = await readBytes(location, path)
  const type = findContentType(path)
  await using reader = createTextReader()
  try {
    const text = type === null ? decodeText(bytes) : (await reader.read(bytes, type)).text
    if (text !== null) return text
  } catch (error) {
    throw new ToolFailure(`"${path}" cannot be read: ${describeThrown(error)}`, { cause: error })
  }
  throw new ToolFailure(`"${path}" is not text in UTF-8`)
}

async function readBytes(location: string, path: string): Promise<Uint8Array> {
  await using file = await open(location, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  const facts = await file.stat()
  if (!facts.isFile()) throw new ToolFailure(`"${path}" is not a file`)
  if (facts.size > MOST_BYTES) throw new ToolFailure(`"${path}" is larger than ${MOST_BYTES / 1024 / 1024} MiB`)
  return file.readFile()
}
