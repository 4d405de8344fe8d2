// Syncs context spaces by themselves when something changes in their folders, once it has been quiet for a moment.
import type { SpaceKey } from '../store/context-verbs.ts'
import type { SpaceKeeper } from './space-keeper.ts'
import { type FolderWatch, watchFolders } from './watch-folders.ts'

export interface SpaceWatcherDeps {
  readonly keeper: Pick<SpaceKeeper, 'sync' | 'listFolders'>
  /** Calls `callback` once, after a while; returns the way to call it off. */
  schedule(delayMs: number, callback: () => void): () => void
  readonly onError: (error: unknown) => void
}

export interface SpaceWatcher extends AsyncDisposable {
  /** Syncs a space now, and from then on whenever its folders change. */
  watch(key: SpaceKey): Promise<void>
}

/** How long it must be quiet, and how long a sync is put off at most while it is not, in ms. */
const QUIET_MS = 500
const LONGEST_MS = 5000

export function createSpaceWatcher(deps: SpaceWatcherDeps): SpaceWatcher {
  const ids = new Set<string>()
  const watched: Watched[] = []
  let isClosed = false
  return {
    async watch(key) {
      const id = JSON.stringify([key.organizationId, key.contextSpaceId])
      if (isClosed || ids.has(id)) return
      ids.add(id)
      const space = new Watched(key, await deps.keeper.listFolders(key), deps)
      watched.push(space)
      await (isClosed ? space.close() : space.sync())
    },
    async [Symbol.asyncDispose]() {
      isClosed = true
      await Promise.all(watched.map((space) => space.close()))
    },
  }
}

/** One space. Changes during a sync bring about the next one. */
class Watched {
  readonly #key: SpaceKey
  readonly #deps: SpaceWatcherDeps
  readonly #folders: FolderWatch
  #callOffs: (() => void)[] = []
  #syncing: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(key: SpaceKey, folders: readonly string[], deps: SpaceWatcherDeps) {
    this.#key = key
    this.#deps = deps
    this.#folders = watchFolders(folders, () => this.#note(), deps.onError)
  }

  /** Watches first, so that nothing is missed that changes while it is read. */
  sync(): Promise<void> {
    this.#callOff()
    this.#syncing = this.#syncing.then(async () => {
      if (this.#isClosed) return
      await this.#folders.refresh()
      await this.#deps.keeper.sync({ ...this.#key, sourceId: null })
    })
    this.#syncing = this.#syncing.catch((error: unknown) => {
      if (!this.#isClosed) this.#deps.onError(error)
    })
    return this.#syncing
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#callOff()
    this.#folders[Symbol.dispose]()
    await this.#syncing
  }

  #note(): void {
    if (this.#isClosed) return
    const [latest, callOffQuiet] = this.#callOffs
    callOffQuiet?.()
    const sync = () => void this.sync()
    this.#callOffs = [latest ?? this.#deps.schedule(LONGEST_MS, sync), this.#deps.schedule(QUIET_MS, sync)]
  }

  #callOff(): void {
    for (const callOff of this.#callOffs.splice(0)) callOff()
  }
}
