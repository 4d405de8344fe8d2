// Cancel is a fence: the epoch rises, so that nobody else can append, and the log is ended in the same transaction.
import type { DatabaseSync } from 'node:sqlite'
import { cancelRun } from '../../core/end-run.ts'
import { foldEvents } from '../../core/run-state.ts'
import type { CancelResult, Store } from '../store.ts'
import type { AppendEvents } from './append-events.ts'
import type { Publish } from './commit-queue.ts'
import type { ReadLog } from './read-events.ts'
import type { Records } from './write-record.ts'

export type EndRun = (
  cancel: { runId: string; by: string; reason: string | null; at: string },
  append: AppendEvents,
  publish: Publish,
) => boolean

/** Ends one run as cancelled; false when it had ended. */
export function prepareEndRun(db: DatabaseSync, readLog: ReadLog): EndRun {
  const fence = db.prepare('UPDATE runs SET epoch = epoch + 1 WHERE id = ? AND is_ended = 0 RETURNING epoch')
  return ({ runId, ...cancel }, append, publish) => {
    const row = fence.get(runId)
    if (!row) return false
    const events = cancelRun(foldEvents(readLog(runId)), cancel)
    return append({ runId, epoch: Number(row['epoch']), events }, publish).outcome === 'appended'
  }
}

export function prepareCancelRun(db: DatabaseSync, append: AppendEvents, end: EndRun, records: Records) {
  const find = db.prepare('SELECT is_ended FROM runs WHERE organization_id = ? AND id = ?')
  return (params: Parameters<Store['cancelRun']>[0], publish: Publish): CancelResult => {
    const { organizationId, runId, by, reason, at, record } = params
    if (!records.isFree(record)) return { outcome: 'replied' }
    if (!find.get(organizationId, runId)) return { outcome: 'missing' }
    if (!end({ runId, by, reason, at }, append, publish)) return { outcome: 'ended' }
    records.write(record)
    return { outcome: 'cancelled' }
  }
}
