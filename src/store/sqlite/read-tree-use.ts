// What a run and all runs below it have used.
import type { DatabaseSync } from 'node:sqlite'
import type { TreeUse } from '../../contracts/run-event.ts'

export function prepareReadTreeUse(db: DatabaseSync): (runId: string) => TreeUse {
  const sum = db.prepare(`
    WITH RECURSIVE tree (id) AS (
      SELECT ? UNION ALL SELECT runs.id FROM runs JOIN tree ON runs.parent_run_id = tree.id)
    SELECT coalesce(sum(total_tokens), 0) AS tokens, sum(cost_usd) AS cost FROM runs JOIN tree USING (id)`)
  return (runId) => {
    const { tokens, cost } = sum.get(runId) ?? {}
    return { runId, totalTokens: Number(tokens), ...(typeof cost === 'number' && { costUsd: cost }) }
  }
}
