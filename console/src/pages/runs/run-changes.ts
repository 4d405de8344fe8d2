// What changes of runs mean for the part of a list that is loaded.
import type { ListedRun, WatchedRun } from 'errand/contracts'

export interface Loaded {
  /** Ids of the runs in the pages that are loaded. */
  readonly ids: ReadonlySet<string>
  /** queuedAt of the first of the list; empty: there is none. */
  readonly newest: string
  /** A run can come into the list, or leave it, when its status changes. */
  readonly isByStatus: boolean
}

export interface Changes {
  /** Runs as they are now, those that changed last at the end. */
  readonly runs: ReadonlyMap<string, ListedRun>
  /** Runs that the list does not have yet, above its first; a thousand at most. */
  readonly newIds: ReadonlySet<string>
  /** The list has other runs, or another number of them, than were loaded. */
  readonly isStale: boolean
}

export const noChanges: Changes = { runs: new Map(), newIds: new Set(), isStale: false }

const MAX_RUNS = 1000

export function addChanges(changes: Changes, items: readonly WatchedRun[], loaded: Loaded): Changes {
  const runs = new Map(changes.runs)
  const newIds = new Set(changes.newIds)
  let { isStale } = changes
  for (const { run, isListed } of items) {
    runs.delete(run.id)
    runs.set(run.id, run)
    const isLoaded = loaded.ids.has(run.id)
    const isNew = isListed && !isLoaded && run.queuedAt >= loaded.newest
    if (isNew && newIds.size < MAX_RUNS) newIds.add(run.id)
    else if (!isNew) newIds.delete(run.id)
    isStale ||= isNew || (loaded.isByStatus && isListed !== isLoaded)
  }
  const excess = Math.max(0, runs.size - MAX_RUNS)
  return { runs: new Map([...runs].slice(excess)), newIds, isStale }
}
