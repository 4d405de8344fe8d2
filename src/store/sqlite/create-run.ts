// Creates a run: its row, its first event, the emission, the audit row and the reply, in one transaction.
import type { DatabaseSync } from 'node:sqlite'
import type { CreateRunParams, NewRun } from '../new-run.ts'
import type { CreateRunResult } from '../store.ts'
import type { AppendEvents } from './append-events.ts'
import type { EndRun } from './cancel-run.ts'
import type { Publish } from './commit-queue.ts'
import type { Records } from './write-record.ts'

/** Writes the row of a new run and its first events. */
export function prepareInsertRun(db: DatabaseSync) {
  const insert = db.prepare(`
    INSERT INTO runs
      (id, organization_id, agent_id, model, user_id, session_id, parent_run_id, root_run_id, created, queued_at, updated_at,
       is_of_task)
    VALUES
      (:id, :organizationId, :agentId, :model, :userId, :sessionId, :parentRunId, :rootRunId, :data, :queuedAt, :queuedAt,
       coalesce((SELECT is_of_task FROM runs WHERE id = :rootRunId), :isOfTask))`)
  return ({ id, queuedAt, created, copied = [] }: NewRun, append: AppendEvents, publish: Publish): void => {
    const { organizationId, agentId, model, userId = null, sessionId = null, parentRunId = null, ancestors } = created
    const rootRunId = ancestors?.[0]?.runId ?? null
    const data = JSON.stringify(created)
    const isOfTask = created.origin.kind === 'task' ? 1 : 0
    const family = { parentRunId, rootRunId, isOfTask }
    insert.run({ id, organizationId, agentId, model, userId, sessionId, ...family, data, queuedAt })
    const first = { type: 'run.created', at: queuedAt, data: created } as const
    append({ runId: id, epoch: 0, events: [first, ...copied] }, publish)
  }
}

export function prepareCreateRun(db: DatabaseSync, append: AppendEvents, records: Records, end: EndRun) {
  const insert = prepareInsertRun(db)
  const findOpen = db.prepare(
    'SELECT id FROM runs WHERE organization_id = ? AND session_id = ? AND is_ended = 0 ORDER BY n',
  )

  const countOpen = db.prepare('SELECT count(*) AS total FROM runs WHERE organization_id = ? AND is_ended = 0')

  return ({ run, onBusy, record, maxOpenRuns = null }: CreateRunParams, publish: Publish): CreateRunResult => {
    if (!records.isFree(record)) return { outcome: 'replied' }
    const { id, queuedAt, created } = run
    const { organizationId, sessionId = null } = created
    const busy = sessionId !== null && onBusy !== 'queue' ? findOpen.all(organizationId, sessionId) : []
    if (busy.length > 0 && onBusy === 'reject') return { outcome: 'session-busy' }
    if (maxOpenRuns !== null && Number(countOpen.get(organizationId)?.['total']) - busy.length >= maxOpenRuns) {
      return { outcome: 'too-many-open' }
    }
    for (const open of busy) {
      const reason = `interrupted by run ${id} of the same session`
      const interrupted = String(open['id'])
      end({ runId: interrupted, by: record.audit.actor, reason, at: queuedAt }, append, publish)
      records.appendAudit({ ...record.audit, action: 'run.cancelled', resource: interrupted })
    }
    insert(run, append, publish)
    records.write(record)
    return { outcome: 'created' }
  }
}
