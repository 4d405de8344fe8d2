// Deletes deltas that say nothing more: the text they were pieces of is in the log as a whole.
import type { DatabaseSync } from 'node:sqlite'
import type { BatchParams, CompactResult } from '../storage-care.ts'

/** Runs looked at in one call; most have few deltas. */
const MAX_RUNS = 100

export const findUncompacted = `
  SELECT id FROM runs WHERE is_ended = 1 AND is_compacted = 0 AND completed_at < ? ORDER BY completed_at LIMIT ?`

export function prepareCompactDeltas(db: DatabaseSync) {
  const find = db.prepare(findUncompacted)
  const remove = db.prepare(`
    DELETE FROM events WHERE run_id = :runId AND seq IN (
      SELECT seq FROM events WHERE run_id = :runId AND type IN ('message.delta', 'reasoning.delta') AND span_id IN (
        SELECT span_id FROM events WHERE run_id = :runId AND type IN ('message.completed', 'reasoning.completed'))
      LIMIT :limit)`)
  const note = db.prepare('UPDATE runs SET removed = removed + ?, is_compacted = ? WHERE id = ?')

  return ({ endedBefore, limit }: BatchParams): CompactResult => {
    const found = find.all(endedBefore, MAX_RUNS)
    let removed = 0
    for (const row of found) {
      const runId = String(row['id'])
      const count = Number(remove.run({ runId, limit: limit - removed }).changes)
      removed += count
      const isFull = removed >= limit
      note.run(count, isFull ? 0 : 1, runId)
      if (isFull) return { removed, hasMore: true }
    }
    return { removed, hasMore: found.length === MAX_RUNS }
  }
}
