// The storage care of the SQLite store: what of it is one job of the commit queue, and what is not.
import type { DatabaseSync } from 'node:sqlite'
import type { StorageCare } from '../storage-care.ts'
import type { Store } from '../store.ts'
import { backUpDatabase } from './back-up-database.ts'
import type { CommitQueue } from './commit-queue.ts'
import { prepareCompactDeltas } from './compact-deltas.ts'
import { read } from './describe-failure.ts'
import { preparePruneRuns } from './prune-runs.ts'
import type { Records } from './write-record.ts'

export function prepareStorageCare(
  db: DatabaseSync,
  queue: CommitQueue,
  records: Records,
): StorageCare & Pick<Store, 'backUp'> {
  const compact = prepareCompactDeltas(db)
  const prune = preparePruneRuns(db)
  return {
    compactDeltas: (params) => queue.run(() => compact(params)),
    pruneRuns: (params) => queue.run(() => prune.prune(params)),
    measurePrune: (params) => read(() => prune.measure(params)),
    async backUp({ path, record }) {
      const result = await read(() => backUpDatabase(db, path))
      if (result.outcome === 'written') await queue.run(() => records.write(record(result.sizeBytes)))
      return result
    },
  }
}
