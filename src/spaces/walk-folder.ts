// The files below a folder, in order of path. Follows no link that leaves the folder.
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isBelow } from './find-folder.ts'

export interface FoundFile {
  /** Relative to the folder, with `/`. */
  readonly path: string
  /** Where it really lies. */
  readonly location: string
  readonly sizeBytes: number
  readonly modifiedMs: number
  /** Why it is not read. */
  readonly problem: { readonly code: string; readonly message: string } | null
}

const STATS_AT_ONCE = 32

/** `wants` says by its name whether a file is looked at. Folders that begin with a dot and `node_modules` are left out. */
export async function* walkFolder(folder: string, wants: (fileName: string) => boolean): AsyncGenerator<FoundFile[]> {
  for await (const { below, names } of walkNames(folder, wants)) {
    if (names === null) {
      yield [refuse(below || '.', 'FOLDER_UNREADABLE', 'the folder cannot be read')]
      continue
    }
    for (let index = 0; index < names.length; index += STATS_AT_ONCE) {
      const some = names.slice(index, index + STATS_AT_ONCE)
      const found = await Promise.all(some.map((name) => look(folder, joinPath(below, name))))
      yield found.filter((file) => file !== null)
    }
  }
}

/** So many files would be looked at. Reads folders, and no file. */
export async function countFiles(folder: string, wants: (fileName: string) => boolean): Promise<number> {
  let count = 0
  for await (const { names } of walkNames(folder, wants)) count += names?.length ?? 0
  return count
}

/** The folder itself (empty) and those below that are looked into, relative to it. */
export async function* listFolders(folder: string): AsyncGenerator<string> {
  for await (const { below, names } of walkNames(folder, () => false)) if (names !== null) yield below
}

interface NamedFiles {
  /** Relative to the folder; empty for itself. */
  readonly below: string
  /** Null: the folder cannot be read. */
  readonly names: readonly string[] | null
}

async function* walkNames(
  folder: string,
  wants: (fileName: string) => boolean,
  below = '',
): AsyncGenerator<NamedFiles> {
  const listed = await list(join(folder, below))
  if (listed === null) {
    yield { below, names: null }
    return
  }
  const files = listed.filter((entry) => !entry.isDirectory() && wants(entry.name)).map(({ name }) => name)
  yield { below, names: files.sort() }
  const folders = listed.filter((entry) => entry.isDirectory() && !isLeftOut(entry.name)).map(({ name }) => name)
  for (const name of folders.sort()) yield* walkNames(folder, wants, joinPath(below, name))
}

function joinPath(below: string, name: string): string {
  return below === '' ? name : `${below}/${name}`
}

function isLeftOut(folderName: string): boolean {
  return folderName.startsWith('.') || folderName === 'node_modules'
}

async function list(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch {
    return null // said as a problem of the folder
  }
}

/** Null for what is no file: a link to a folder, a socket, or gone meanwhile. */
async function look(folder: string, path: string): Promise<FoundFile | null> {
  try {
    const location = await realpath(join(folder, path))
    if (!isBelow(location, folder)) return refuse(path, 'PATH_DENIED', 'it is a link that leaves its source')
    const { size: sizeBytes, mtimeMs, ...facts } = await stat(location)
    if ((facts.mode & 0o170000) !== 0o100000) return null
    return { path, location, sizeBytes, modifiedMs: Math.floor(mtimeMs), problem: null }
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return isGone ? null : refuse(path, 'FILE_UNREADABLE', 'it cannot be read')
  }
}

function refuse(path: string, code: string, message: string): FoundFile {
  return { path, location: '', sizeBytes: 0, modifiedMs: 0, problem: { code, message } }
}
