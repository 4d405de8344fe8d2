// Keeps the index of context spaces in step with their sources. One sync of a space at a time; calls meanwhile join it.
import { resolve } from 'node:path'
import type { ContextProblem, ContextSource } from '../contracts/context-space.ts'
import type { ContextSpaceRow } from '../store/context-verbs.ts'
import { findFolder } from './find-folder.ts'
import { type SyncCounts, type SyncDeps, syncSource } from './sync-source.ts'

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

export interface SourceFault {
  readonly code: 'SOURCE_KIND_UNSUPPORTED' | 'PATH_DENIED'
  readonly message: string
}

export interface SpaceKeeper {
  /** What is wrong with a source that a caller names; null when it can be read, now or later. */
  findFault(source: ContextSource): Promise<SourceFault | null>
  /** Null when there is no such space. */
  sync(target: SyncTarget): Promise<SyncReport | null>
  /** Resolves when no sync of these spaces is under way. */
  whenSynced(organizationId: string, contextSpaceIds: readonly string[]): Promise<void>
  /** Resolves when no sync is under way at all. */
  whenIdle(): Promise<void>
}

export interface SpaceKeeperDeps extends SyncDeps {
  /** Folders below which callers may name sources. */
  readonly roots: readonly string[]
  now(): string
}

interface Job {
  readonly sourceId: string | null
  readonly done: Promise<SyncReport | null>
}

export function createSpaceKeeper(deps: SpaceKeeperDeps): SpaceKeeper {
  const roots = deps.roots.map((root) => resolve(root))
  /** The latest sync of each space. */
  const jobs = new Map<string, Job>()
  return {
    async findFault(source) {
      if (source.kind !== 'local_file_system') {
        const message = `sources of kind ${source.kind} cannot be read here; local_file_system can`
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
      const done = before.then(() => syncSpace(target, roots, deps))
      const job: Job = { sourceId: target.sourceId, done }
      jobs.set(key, job)
      const forget = () => void (jobs.get(key) === job && jobs.delete(key))
      done.then(forget, forget)
      return done
    },
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
  roots: readonly string[],
  deps: SpaceKeeperDeps,
): Promise<SyncReport | null> {
  const key = { organizationId, contextSpaceId }
  const space = await deps.store.getContextSpace(key)
  if (!space) return null
  const counts: SyncCounts = { added: 0, changed: 0, removed: 0, skipped: 0 }
  for (const { source, type } of listSources(space)) {
    if (sourceId !== null && source.id !== sourceId) continue
    const found = await findFolder(source, space.origin === 'code' ? null : roots)
    const folder = found.outcome === 'found' ? found.folder : null
    await syncSource({ ...key, sourceId: source.id, folder, type, counts }, deps)
  }
  await removeOthers(space, counts, deps)
  const syncedAt = deps.now()
  if (sourceId === null) await deps.store.endSync({ ...key, at: syncedAt })
  const { documentCount = 0, problems = [] } = (await deps.store.getContextSpace(key)) ?? {}
  return { ...counts, documentCount, problems, syncedAt }
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
