// Keeps the index of context spaces in step with their sources. One sync of a space at a time; calls meanwhile join it.
import { resolve } from 'node:path'
import type { ContextProblem, ContextSource } from '../contracts/context-space.ts'
import type { Candidate } from '../core/rank-chunks.ts'
import type { ContextSpaceRow, SpaceKey } from '../store/context-verbs.ts'
import { type Embedder, embedMissing } from './embedder.ts'
import { findFolder } from './find-folder.ts'
import { findNear, type NearSearch } from './find-near.ts'
import { findWanted, type SyncCounts, type SyncDeps, syncSource } from './sync-source.ts'
import { createTextReader } from './text-reader.ts'
import { createUploads, type Uploads } from './uploads.ts'
import { countFiles } from './walk-folder.ts'

export interface SyncTarget {
  readonly organizationId: string
  readonly contextSpaceId: string
  /** Null: all sources. */
  readonly sourceId: string | null
}

export interface SyncReport extends SyncCounts {
  readonly documentCount: number
  readonly problems: readonly ContextProblem[]
  readonly syncedAt: string
}

/** Files that were looked at, of those that are there. */
export interface SyncProgress {
  readonly done: number
  readonly total: number
}

export interface SourceFault {
  readonly code: 'SOURCE_KIND_UNSUPPORTED' | 'PATH_DENIED'
  readonly message: string
}

export interface SpaceKeeper extends Uploads {
  /** What is wrong with a source that a caller names; null when it can be read, now or later. */
  findFault(source: ContextSource, type: 'source' | 'skill'): Promise<SourceFault | null>
  /** Null when there is no such space. */
  sync(target: SyncTarget): Promise<SyncReport | null>
  /** The folders of a space that are there. */
  listFolders(key: SpaceKey): Promise<string[]>
  /** Null when no sync of the space is under way. */
  getProgress(organizationId: string, contextSpaceId: string): SyncProgress | null
  /** Resolves when no sync of these spaces is under way. */
  whenSynced(organizationId: string, contextSpaceIds: readonly string[]): Promise<void>
  /** Pieces that are near a query in meaning, nearest first; none without a model for it, or when that fails. */
  findNear(search: NearSearch): Promise<Candidate[]>
  /** From now on `listener` is told of each space all of whose sources were read. */
  onSynced(listener: (key: SpaceKey) => void): void
  /** Resolves when no sync is under way at all. */
  whenIdle(): Promise<void>
}

export interface SpaceKeeperDeps extends SyncDeps {
  /** Folders below which callers may name sources. */
  readonly roots: readonly string[]
  /** Null: documents are found by their words alone. */
  readonly embedder: Embedder | null
  now(): string
  /** Told why a search went by words alone. */
  onError(error: unknown): void
}

interface Job {
  readonly sourceId: string | null
  readonly progress: { done: number; total: number }
  readonly done: Promise<SyncReport | null>
}

export function createSpaceKeeper(deps: SpaceKeeperDeps): SpaceKeeper {
  const roots = deps.roots.map((root) => resolve(root))
  /** The latest sync of each space. */
  const jobs = new Map<string, Job>()
  const listeners: ((key: SpaceKey) => void)[] = []
  return {
    ...createUploads(deps.store),
    async findFault(source, type) {
      if (source.kind === 'uploaded_documents' && type === 'source') return null
      if (source.kind !== 'local_file_system') {
        const readable = type === 'source' ? 'local_file_system and uploaded_documents' : 'local_file_system'
        const message = `sources of kind ${source.kind} cannot be read here; ${readable} can`
        return { code: 'SOURCE_KIND_UNSUPPORTED', message }
      }
      const found = await findFolder(source, roots)
      return found.outcome === 'denied' ? { code: 'PATH_DENIED', message: found.message } : null
    },
    sync(target) {
      const key = keyOf(target.organizationId, target.contextSpaceId)
      const latest = jobs.get(key)
      if (latest?.sourceId === target.sourceId) return latest.done
      const before = latest?.done.catch(() => null) ?? Promise.resolve()
      const progress = { done: 0, total: 0 }
      const done = before.then(() => syncSpace(target, progress, roots, deps))
      const job: Job = { sourceId: target.sourceId, progress, done }
      jobs.set(key, job)
      const forget = () => void (jobs.get(key) === job && jobs.delete(key))
      done.then((report) => {
        forget()
        if (report && target.sourceId === null) for (const tell of listeners) tell(target)
      }, forget)
      return done
    },
    async listFolders(key) {
      const space = await deps.store.getContextSpace(key)
      const found = space ? await findFolders(space, null, roots) : []
      return found.flatMap(({ folder }) => folder ?? [])
    },
    getProgress: (organizationId, contextSpaceId) => jobs.get(keyOf(organizationId, contextSpaceId))?.progress ?? null,
    async findNear(search) {
      const { embedder, store } = deps
      try {
        return embedder ? await findNear(search, { embedder, store }) : []
      } catch (cause) {
        deps.onError(new Error('a search of context spaces went by words alone', { cause }))
        return []
      }
    },
    onSynced: (listener) => void listeners.push(listener),
    async whenIdle() {
      await Promise.allSettled([...jobs.values()].map(({ done }) => done))
    },
    async whenSynced(organizationId, contextSpaceIds) {
      const under = contextSpaceIds.flatMap((id) => jobs.get(keyOf(organizationId, id))?.done ?? [])
      await Promise.allSettled(under)
    },
  }
}

function keyOf(organizationId: string, contextSpaceId: string): string {
  return JSON.stringify([organizationId, contextSpaceId])
}

async function syncSpace(
  { organizationId, contextSpaceId, sourceId }: SyncTarget,
  progress: Job['progress'],
  roots: readonly string[],
  deps: SpaceKeeperDeps,
): Promise<SyncReport | null> {
  const key = { organizationId, contextSpaceId }
  const space = await deps.store.getContextSpace(key)
  if (!space) return null
  const counts: SyncCounts = { added: 0, changed: 0, removed: 0, skipped: 0 }
  const onFiles = (count: number) => void (progress.done += count)
  const found = await findFolders(space, sourceId, roots)
  for (const { folder, type } of found)
    if (folder !== null) progress.total += await countFiles(folder, findWanted(type))
  await using reader = createTextReader()
  for (const source of found) await syncSource({ ...key, ...source, counts, reader, onFiles }, deps)
  await removeOthers(space, counts, deps)
  const { embedder, store, signal } = deps
  const fault = embedder ? await embedMissing(key, { embedder, store, signal }) : null
  const syncedAt = deps.now()
  if (sourceId === null) await deps.store.endSync({ ...key, at: syncedAt })
  const { documentCount = 0, problems = [] } = (await deps.store.getContextSpace(key)) ?? {}
  const unembedded = fault === null ? [] : [{ path: '.', code: 'EMBEDDING_FAILED', message: fault }]
  return { ...counts, documentCount, problems: [...problems, ...unembedded], syncedAt }
}

interface FoundSource {
  readonly sourceId: string
  /** Null: it is not there. */
  readonly folder: string | null
  readonly type: 'source' | 'skill'
}

async function findFolders(
  space: ContextSpaceRow,
  sourceId: string | null,
  roots: readonly string[],
): Promise<FoundSource[]> {
  const wanted = listSources(space).filter(
    ({ source }) => (sourceId === null || source.id === sourceId) && source.kind === 'local_file_system',
  )
  return Promise.all(
    wanted.map(async ({ source, type }) => {
      const found = await findFolder(source, space.origin === 'code' ? null : roots)
      return { sourceId: source.id, folder: found.outcome === 'found' ? found.folder : null, type }
    }),
  )
}

function listSources({ sources, skillSources }: ContextSpaceRow) {
  return [
    ...sources.map((source) => ({ source, type: 'source' as const })),
    ...skillSources.map((source) => ({ source, type: 'skill' as const })),
  ]
}

/** What was read of sources that the space no longer has. */
async function removeOthers(space: ContextSpaceRow, counts: SyncCounts, { store }: SpaceKeeperDeps): Promise<void> {
  const key = { organizationId: space.organizationId, contextSpaceId: space.id }
  const ids = listSources(space).map(({ source }) => source.id)
  for (const sourceId of await store.listReadSources(key)) {
    while (!ids.includes(sourceId)) {
      const states = await store.listFileStates({ ...key, sourceId, after: null, limit: 16 })
      if (states.length === 0) break
      await store.saveFiles({ ...key, sourceId, files: [], removed: states.map(({ path }) => path) })
      counts.removed += states.length
    }
  }
}
