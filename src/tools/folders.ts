// The folders that file tools may use, by name, and where a path lies in them. What begins with a dot, node_modules, and
// settings files that hold passwords are not there; nor is anything that a link leads to outside.
import { realpath } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { z } from 'zod'
import { isSecret } from '../core/context-files.ts'
import { isPathInside } from '../core/check-path.ts'
import { ToolFailure } from '../runtime/tool-failure.ts'
import { isBelow } from '../spaces/find-folder.ts'

/** Paths by name; a relative one is taken from the current folder. */
export type Folders = Readonly<Record<string, string>>

const FolderMap = z
  .record(
    z.string().regex(/^[a-zA-Z0-9_-]{1,50}$/, 'a folder is named with letters, digits, "_" and "-"'),
    z.string().min(1),
  )
  .refine((folders) => Object.keys(folders).length > 0, 'name at least one folder')

/** Throws an Error that says what is wrong. */
export function parseFolders(folders: Folders): Folders {
  const named = Object.entries(FolderMap.parse(folders))
  return Object.fromEntries(named.map(([name, path]) => [name, resolve(path)]))
}

/** The input that chooses one of them; where there is but one, it need not be chosen. */
export function chooseFolder(folders: Folders) {
  const names = Object.keys(folders)
  const [only = ''] = names
  const choice = z.enum(names).describe('the folder that the path lies in')
  return names.length === 1 ? choice.default(only) : choice
}

export const FilePath = z.string().min(1).max(1000).describe('path relative to the folder, e.g. guides/start.md')

/** Where a folder really lies. Rejects with a `ToolFailure` when it is not there. */
export async function openFolder(folders: Folders, name: string): Promise<string> {
  const root = await findReal(folders[name] ?? '')
  if (root === null) throw new ToolFailure(`the folder "${name}" is not there`, { isNotInvoked: true })
  return root
}

/** Rejects with a `ToolFailure` unless the path names a place in a folder that may be used. Says nothing about links. */
export function checkPath(path: string): void {
  if (!isPathInside(path)) throw deny(`"${path}" does not stay in the folder`)
  if (path.split('/').some(isLeftOut)) throw deny(`"${path}" is hidden or holds settings`)
}

/** Where a file really lies; null when there is none. Rejects with a `ToolFailure` for one that may not be used. */
export async function locateFile(root: string, path: string): Promise<string | null> {
  checkPath(path)
  const location = await findReal(join(root, path))
  if (location !== null) checkLocation(location, root, path)
  return location
}

/** Rejects, by where it really lies, what a link in the path leads to. */
export function checkLocation(location: string, root: string, path: string): void {
  if (!isBelow(location, root)) throw deny(`"${path}" is a link that leaves the folder`)
  if (relative(root, location).split(sep).some(isLeftOut)) throw deny(`"${path}" is a link to what is hidden`)
}

/** By the name of a file or a folder. */
export function isLeftOut(name: string): boolean {
  return (name.startsWith('.') && name !== '.') || name === 'node_modules' || isSecret(name)
}

function deny(message: string): ToolFailure {
  return new ToolFailure(message, { code: 'PATH_DENIED' })
}

async function findReal(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch {
    return null // not there, or not for us to see
  }
}
