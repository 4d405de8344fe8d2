// Tells of changes below folders. Each folder below is watched by itself: a watch of a whole tree takes one for every file.
import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { listFolders } from './walk-folder.ts'

export interface FolderWatch extends Disposable {
  /** Watches folders that were made since, and lets go of those that are gone. */
  refresh(): Promise<void>
}

/** Links are not followed, and folders that are left out of a sync are left out here. A folder that is gone says nothing; of folders that cannot be watched the first is told of. */
export function watchFolders(
  roots: readonly string[],
  onChange: () => void,
  onError: (error: Error) => void,
): FolderWatch {
  const watchersByFolder = new Map<string, FSWatcher>()
  let isClosed = false
  let hasFailed = false
  const letGo = (folder: string) => {
    watchersByFolder.get(folder)?.close()
    watchersByFolder.delete(folder)
  }
  const watchOne = (folder: string) => {
    const fail = (error: Error) => {
      letGo(folder)
      const isGone = 'code' in error && (error.code === 'ENOENT' || error.code === 'EPERM')
      if (!isGone && !hasFailed) onError(error)
      hasFailed ||= !isGone
    }
    try {
      const watcher = watch(folder, { persistent: false }, onChange)
      watcher.on('error', fail)
      watchersByFolder.set(folder, watcher)
    } catch (error) {
      if (error instanceof Error) fail(error)
    }
  }
  return {
    async refresh() {
      const there = new Set<string>()
      for (const root of roots) for await (const below of listFolders(root)) there.add(join(root, below))
      if (isClosed) return
      for (const folder of watchersByFolder.keys()) if (!there.has(folder)) letGo(folder)
      for (const folder of there) if (!watchersByFolder.has(folder)) watchOne(folder)
    },
    [Symbol.dispose]() {
      isClosed = true
      for (const folder of watchersByFolder.keys()) letGo(folder)
    },
  }
}
