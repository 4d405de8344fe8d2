// The runs that changed behind a cursor: the id of the emission that tells of their beginning or end.
import type { DatabaseSync } from 'node:sqlite'
import type { ChangedRuns, ChangeVerbs } from '../change-verbs.ts'
import { read } from './describe-failure.ts'
import { readRunRow } from './rows.ts'

/** Emissions that are looked at in one call, of whatever tenant. */
const MAX_LOOKED_AT = 10_000

/** The + keeps the index of the tenant's runs out of it: they are found by their ids. */
export const findRuns = `
  SELECT * FROM runs WHERE id IN (SELECT value FROM json_each(:runIds)) AND +organization_id = :organizationId`

export function prepareChangedRuns(db: DatabaseSync): ChangeVerbs {
  const find = db.prepare(findRuns)
  // AUTOINCREMENT: an id is never given twice, also when the emissions of deleted runs are gone.
  const findHead = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'emissions'")
  const list = db.prepare(`
    SELECT id, resource FROM emissions
    WHERE id > :after AND id <= :until AND organization_id = :organizationId AND substr(key, 1, 4) = 'run.'
    ORDER BY id LIMIT :limit`)
  const getRuns = (organizationId: string, runIds: readonly unknown[]) =>
    find.all({ organizationId, runIds: JSON.stringify(runIds) }).map(readRunRow)

  const listChanged = (organizationId: string, after: number | null, limit: number): ChangedRuns | null => {
    const head = Number(findHead.get()?.['seq'] ?? 0)
    if (after === null) return { runs: [], cursor: head, hasMore: false }
    if (after > head) return null
    const until = Math.min(head, after + MAX_LOOKED_AT)
    const found = list.all({ organizationId, after, until, limit })
    const cursor = found.length === limit ? Number(found.at(-1)?.['id']) : until
    const runIds = found.map((row) => row['resource'])
    return { runs: getRuns(organizationId, runIds), cursor, hasMore: cursor < head }
  }
  return {
    getRuns: ({ organizationId, runIds }) => read(() => getRuns(organizationId, runIds)),
    listChangedRuns: ({ organizationId, after, limit }) => read(() => listChanged(organizationId, after, limit)),
  }
}
