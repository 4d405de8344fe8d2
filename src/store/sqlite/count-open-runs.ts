// Counts what has not ended, by agent and status, over the index of open runs.
import type { DatabaseSync } from 'node:sqlite'
import type { OpenRunCount } from '../store.ts'

export function prepareCountOpenRuns(db: DatabaseSync) {
  const count = db.prepare(`
    SELECT agent_id AS agentId, status, count(*) AS runs, min(queued_at) AS oldestQueuedAt
    FROM runs WHERE is_ended = 0 GROUP BY agent_id, status ORDER BY agent_id, status`)
  return (): OpenRunCount[] => count.all().map((row) => ({ ...row }) as unknown as OpenRunCount)
}
