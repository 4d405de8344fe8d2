// Deletes runs that ended long ago, each whole, and replies that answer for no key any more. Audit rows stay.
import type { DatabaseSync } from 'node:sqlite'
import type { PruneMeasure, PruneResult, StorageCare } from '../storage-care.ts'
import { REPLY_LIFE_MS } from './write-record.ts'

/** Runs deleted in one call at most. */
const MAX_RUNS = 200

const prunable = `
  FROM runs WHERE is_ended = 1 AND (root_run_id IS NULL OR root_run_id NOT IN (SELECT id FROM runs WHERE is_ended = 0))
    AND is_compacted IN (0, 1) AND completed_at < :endedBefore AND (session_id IS NULL
    OR (organization_id, session_id) NOT IN (
      SELECT organization_id, session_id FROM runs WHERE is_ended = 0 AND session_id IS NOT NULL))`

export const findPrunable = `
  SELECT id, head - removed AS events ${prunable} ORDER BY is_compacted, completed_at LIMIT ${MAX_RUNS}`

export function preparePruneRuns(db: DatabaseSync) {
  const find = db.prepare(findPrunable)
  const sum = db.prepare(`SELECT count(*) AS runs, coalesce(sum(head - removed), 0) AS events ${prunable}`)
  const weigh = db.prepare(`
    SELECT coalesce(sum(octet_length(data)), 0) AS bytes FROM events WHERE run_id IN (SELECT id ${prunable})`)
  const calls = `tool_calls WHERE (organization_id, at, run_id, seq) IN (SELECT organization_id, at, run_id, seq
    FROM events JOIN runs ON id = run_id WHERE type IN ('tool.completed', 'tool.failed', 'tool.unknown') AND run_id`
  const removals = [
    `${calls} = ?)`,
    'events WHERE run_id = ?',
    'emissions WHERE resource = ?',
    'approvals WHERE run_id = ?',
    'runs WHERE id = ?',
  ].map((rows) => db.prepare(`DELETE FROM ${rows}`))
  const removeDeliveries = db.prepare(`
    DELETE FROM deliveries WHERE n IN (
      SELECT n FROM deliveries WHERE status <> 'pending' AND created_at < ? ORDER BY created_at LIMIT ?)`)
  const removeReplies = db.prepare(`
    DELETE FROM replies WHERE (organization_id, key) IN (SELECT organization_id, key FROM replies WHERE at <= ? LIMIT ?)`)

  const removeRuns = (endedBefore: string, limit: number) => {
    const found = find.all({ endedBefore })
    let [runs, events] = [0, 0]
    for (const row of found) {
      const next = Number(row['events'])
      if (runs > 0 && events + next > limit) return { runs, events, hasMore: true }
      for (const removal of removals) removal.run(String(row['id']))
      runs += 1
      events += next
    }
    return { runs, events, hasMore: found.length === MAX_RUNS }
  }

  return {
    prune({ endedBefore, limit, at }: Parameters<StorageCare['pruneRuns']>[0]): PruneResult {
      const none = { runs: 0, events: 0, hasMore: false }
      const removed = endedBefore === null ? none : removeRuns(endedBefore, limit)
      const expired = new Date(Date.parse(at) - REPLY_LIFE_MS).toISOString()
      const replies = Number(removeReplies.run(expired, limit).changes)
      const deliveries = endedBefore === null ? 0 : Number(removeDeliveries.run(endedBefore, limit).changes)
      return { ...removed, replies, hasMore: removed.hasMore || replies === limit || deliveries === limit }
    },
    measure({ endedBefore }: { endedBefore: string }): PruneMeasure {
      const { runs, events } = sum.get({ endedBefore }) ?? {}
      const { bytes } = weigh.get({ endedBefore }) ?? {}
      return { runs: Number(runs), events: Number(events), bytes: Number(bytes) }
    },
  }
}
