// An answer of a person goes into the log under the run's epoch; the last one that a waiting run needs ends its wait.
import type { DatabaseSync } from 'node:sqlite'
import type { NewRunEvent } from '../../contracts/run-event.ts'
import { resumeRun } from '../../core/resume-run.ts'
import { foldEvents } from '../../core/run-state.ts'
import type { ResolveResult } from '../approval-verbs.ts'
import type { Store } from '../store.ts'
import type { AppendEvents } from './append-events.ts'
import type { Publish } from './commit-queue.ts'
import type { ReadLog } from './read-events.ts'
import { readRunRow } from './rows.ts'
import type { Records } from './write-record.ts'

type Resume = (params: { runId: string; epoch: number; at: string }, append: AppendEvents, publish: Publish) => void

/** Ends the pause of a run that needs nothing any more. */
export function prepareResume(db: DatabaseSync, readLog: ReadLog): Resume {
  const find = db.prepare('SELECT 1 FROM runs WHERE id = ? AND is_paused = 1')
  return ({ runId, epoch, at }, append, publish) => {
    if (find.get(runId)) append({ runId, epoch, events: resumeRun(foldEvents(readLog(runId)), at) }, publish)
  }
}

/** Appends for a worker: what a run pauses for may have come a moment before it pauses. */
export function prepareAppendAndResume(db: DatabaseSync, append: AppendEvents, readLog: ReadLog): AppendEvents {
  const resume = prepareResume(db, readLog)
  return (params, publish) => {
    const result = append(params, publish)
    const last = params.events.at(-1)
    const isPause = last?.type === 'run.waiting' || last?.type === 'run.delegated'
    if (isPause && result.outcome === 'appended') resume({ ...params, at: last.at }, append, publish)
    return result
  }
}

export function prepareResolveApproval(db: DatabaseSync, append: AppendEvents, readLog: ReadLog, records: Records) {
  const resume = prepareResume(db, readLog)
  const findRun = db.prepare('SELECT * FROM runs WHERE organization_id = ? AND id = ?')
  const findApproval = db.prepare('SELECT status, call_id FROM approvals WHERE run_id = ? AND id = ?')
  const findSpan = db.prepare(`
    SELECT span_id FROM events WHERE run_id = ? AND type = 'approval.requested' AND data ->> '$.approvalId' = ?`)

  return (params: Parameters<Store['resolveApproval']>[0], publish: Publish): ResolveResult => {
    const { organizationId, runId, approvalId, resolution, by, at, createRecord } = params
    if (!records.isFree(createRecord('running'))) return { outcome: 'replied' }
    const found = findRun.get(organizationId, runId)
    if (!found) return { outcome: 'missing-run' }
    const approval = findApproval.get(runId, approvalId)
    if (!approval) return { outcome: 'missing-approval' }
    if (approval['status'] === 'void') return { outcome: 'ended' }
    if (approval['status'] === 'resolved') return { outcome: 'already-resolved' }
    const { epoch, attempt } = readRunRow(found)
    const spanId = findSpan.get(runId, approvalId)?.['span_id']
    const resolved: NewRunEvent = {
      type: 'approval.resolved',
      at,
      attempt,
      ...(typeof spanId === 'string' && { spanId }),
      data: { approvalId, callId: String(approval['call_id']), by, ...resolution },
    }
    append({ runId, epoch, events: [resolved] }, publish)
    resume({ runId, epoch, at }, append, publish)
    const { status } = readRunRow(findRun.get(organizationId, runId) ?? found)
    records.write(createRecord(status))
    return { outcome: 'resolved', status }
  }
}
