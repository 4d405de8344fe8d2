// search_files: which files a folder has, and the lines in them that fit a query.
import { readFile as readBytes } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { listTerms } from '../core/search-terms.ts'
import { defineTool, type Tool } from '../runtime/define-tool.ts'
import { decodeText } from '../spaces/read-text.ts'
import { type FoundFile, walkFolder } from '../spaces/walk-folder.ts'
import { chooseFolder, type Folders, isLeftOut, openFolder, parseFolders } from './folders.ts'

export interface SearchFilesOptions {
  /** Paths by the names that the model sees; a relative path is taken from the current folder. */
  readonly folders: Folders
}

interface Match {
  readonly path: string
  readonly line: number
  readonly text: string
}

/** What one call looks at, at most. */
const MAX_FILES = 5000
const MAX_FILE_BYTES = 1024 * 1024
const MAX_BYTES = 64 * 1024 * 1024
const MAX_LISTED = 500
const MAX_LINE = 300

const DESCRIPTION = `Finds the lines in files of a folder that hold most words of a query, with path and line. Without a query it lists
the files.`

export function searchFiles(options: SearchFilesOptions): Tool {
  const folders = parseFolders(options.folders)
  return defineTool({
    name: 'search_files',
    description: DESCRIPTION.replaceAll('\n', ' '),
    input: z.strictObject({
      folder: chooseFolder(folders),
      query: z.string().max(500).default('').describe('words to look for'),
      limit: z.int().min(1).max(100).default(20).describe('how many lines to give'),
    }),
    effect: 'pure',
    async execute({ folder, query, limit }, { signal, addSource }) {
      const root = await openFolder(folders, folder)
      const { files, isCut } = await listFiles(root, signal)
      const terms = new Set(listTerms(query))
      if (terms.size === 0) {
        const paths = files.slice(0, MAX_LISTED).map(({ path }) => path)
        return { files: paths, ...((isCut || files.length > paths.length) && { isCut: true }) }
      }
      const found = await findLines(files, terms, limit, signal)
      for (const path of new Set(found.matches.map((match) => match.path))) {
        addSource({ title: path, ref: `${folder}/${path}` })
      }
      return { matches: found.matches, ...((isCut || found.isCut) && { isCut: true }) }
    },
  })
}

async function listFiles(root: string, signal: AbortSignal) {
  const files: FoundFile[] = []
  for await (const found of walkFolder(root, (name) => !isLeftOut(name))) {
    signal.throwIfAborted()
    files.push(...found.filter(({ path, location }) => location === join(root, path))) // no links, nothing unreadable
    if (files.length > MAX_FILES) return { files: files.slice(0, MAX_FILES), isCut: true }
  }
  return { files, isCut: false }
}

/** The best lines: those with most of the terms, a name that has them counting too; then by path and line. */
async function findLines(files: readonly FoundFile[], terms: ReadonlySet<string>, limit: number, signal: AbortSignal) {
  let best: { readonly match: Match; readonly score: number }[] = []
  let bytes = 0
  for (const { path, location, sizeBytes } of files) {
    signal.throwIfAborted()
    if (sizeBytes > MAX_FILE_BYTES) continue
    bytes += sizeBytes
    if (bytes > MAX_BYTES) return { matches: best.map(({ match }) => match), isCut: true }
    const text = decodeText(await readBytes(location))
    const inName = countTerms(path, terms) / 2
    for (const [index, line] of (text ?? '').split('\n').entries()) {
      const count = countTerms(line, terms)
      if (count > 0)
        best.push({ match: { path, line: index + 1, text: line.trim().slice(0, MAX_LINE) }, score: count + inName })
    }
    best = best.toSorted((one, other) => other.score - one.score).slice(0, limit)
  }
  return { matches: best.map(({ match }) => match), isCut: false }
}

function countTerms(text: string, terms: ReadonlySet<string>): number {
  return new Set(listTerms(text).filter((term) => terms.has(term))).size
}
