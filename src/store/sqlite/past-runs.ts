// What earlier runs of a session said, as the model of a later one is told.
import type { DatabaseSync } from 'node:sqlite'
import type { RunInput } from '../../contracts/run.ts'
import type { PastRun } from '../store.ts'
import { readRunRow, type SqlRow } from './rows.ts'

/** Forks of forks, at most. */
const MAX_ORIGINS = 100

/** The result of a row of `runs` that is done, as one text. */
export const resultText = `iif(created ->> '$.resultType' = 'json', output, coalesce(output ->> '$.result', output))`

/** Takes the row of a run. A fork outside of any session is told what the run that it came from was. */
export type ListPastRuns = (run: SqlRow) => PastRun[]

export function prepareListPastRuns(db: DatabaseSync): ListPastRuns {
  const list = db.prepare(`
    SELECT agent_id, created -> '$.input' AS input, ${resultText} AS result FROM runs
    WHERE organization_id = ? AND session_id = ? AND status = 'done' AND n < ? ORDER BY n`)
  const find = db.prepare('SELECT * FROM runs WHERE organization_id = ? AND id = ?')

  const findOrigin = (run: SqlRow): SqlRow => {
    let origin = run
    for (let forks = 0; forks < MAX_ORIGINS; forks += 1) {
      const { organizationId, forkedFrom, sessionId } = readRunRow(origin).created
      const before = forkedFrom && sessionId === undefined ? find.get(organizationId, forkedFrom.runId) : null
      if (!before) break
      origin = before
    }
    return origin
  }
  return (run) => {
    const { organization_id: organizationId, session_id: sessionId, n } = findOrigin(run)
    if (!organizationId || !sessionId || !n) return []
    return list.all(organizationId, sessionId, n).map((past) => ({
      agentId: String(past['agent_id']),
      input: JSON.parse(String(past['input'])) as RunInput,
      result: String(past['result']),
    }))
  }
}
