// Where a source lies on disk. Callers reach only folders below the roots that the operator named, links resolved.
import { realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import type { ContextSource } from '../contracts/context-space.ts'
import { isPathInside } from '../core/check-path.ts'

export type FoundFolder =
  | { readonly outcome: 'found'; readonly folder: string }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'denied'; readonly message: string }

/** `roots`: null for a source of code, which names any folder by its absolute path. */
export async function findFolder({ path = '.' }: ContextSource, roots: readonly string[] | null): Promise<FoundFolder> {
  if (roots === null) {
    const folder = await resolve(path)
    return folder === null ? { outcome: 'missing' } : { outcome: 'found', folder }
  }
  if (!isPathInside(path)) {
    return { outcome: 'denied', message: `"${path}" is not a relative path below the folders of ERRAND_CONTEXT_ROOTS` }
  }
  for (const named of roots) {
    const root = await resolve(named)
    const folder = root === null ? null : await resolve(join(root, path))
    if (root === null || folder === null) continue
    if (isBelow(folder, root)) return { outcome: 'found', folder }
    return { outcome: 'denied', message: `"${path}" is a link that leaves the folders of ERRAND_CONTEXT_ROOTS` }
  }
  return { outcome: 'missing' }
}

/** Whether a resolved path is the root or lies in it; `a-secret` is not in `a`. */
export function isBelow(path: string, root: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

async function resolve(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch {
    return null // not there, or not for us to see
  }
}
