// The embedded store: one SQLite file, one owner, group commit.
import type { Committed, Store } from '../store.ts'
import { prepareAcquireRun } from './acquire-run.ts'
import { prepareAppendEvents } from './append-events.ts'
import { prepareCancelRun, prepareEndRun } from './cancel-run.ts'
import { prepareApprovals } from './approvals.ts'
import { CommitQueue } from './commit-queue.ts'
import { prepareCreateRun } from './create-run.ts'
import { describeFailure } from './describe-failure.ts'
import { prepareLists } from './list-rows.ts'
import { openDatabase } from './open-database.ts'
import { prepareReadEvents, prepareReadLog } from './read-events.ts'
import { prepareAppendAndResume, prepareResolveApproval } from './resolve-approval.ts'
import { readRunRow } from './rows.ts'
import { prepareAgents } from './save-agents.ts'
import { prepareSessions } from './sessions.ts'
import { prepareRecords } from './write-record.ts'

/**
 * Opens the store at `path` (a file, or `:memory:` for tests). This process owns the file until it closes it or dies.
 * Throws `StoreInUseError` when another process owns it.
 */
export function createSqliteStore({ path }: { path: string }): Store {
  const db = openDatabase(path)
  db.function('fold', { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : text))
  const listeners = new Set<(committed: readonly Committed[]) => void>()
  const queue = new CommitQueue(db, (committed) => {
    for (const listener of listeners) listener(committed)
  })
  const append = prepareAppendEvents(db)
  const readLog = prepareReadLog(db)
  const records = prepareRecords(db)
  const end = prepareEndRun(db, append, readLog)
  const create = prepareCreateRun(db, append, records, end)
  const acquire = prepareAcquireRun(db, append, readLog)
  const cancel = prepareCancelRun(db, end, records)
  const appendAndResume = prepareAppendAndResume(db, append, readLog)
  const resolve = prepareResolveApproval(db, append, readLog, records)
  const approvals = prepareApprovals(db)
  const agents = prepareAgents(db)
  const lists = prepareLists(db)
  const sessions = prepareSessions(db)
  const readEvents = prepareReadEvents(db)
  const getRun = db.prepare('SELECT * FROM runs WHERE organization_id = ? AND id = ?')

  return {
    listRuns: (params) => read(() => lists.listRuns(params)),
    listAgents: (params) => read(() => lists.listAgents(params)),
    listAudit: (params) => read(() => lists.listAudit(params)),
    listEmissions: (params) => read(() => lists.listEmissions(params)),
    listSessions: (params) => read(() => sessions.listSessions(params)),
    getSession: (params) => read(() => sessions.getSession(params)),
    listMessages: (params) => read(() => sessions.listMessages(params)),
    listOpenRuns: () => read(() => lists.listOpenRuns()),
    createRun: (params) => queue.run((publish) => create(params, publish)),
    acquireRun: (params) => queue.run((publish) => acquire(params, publish)),
    appendEvents: (params) => queue.run((publish) => appendAndResume(params, publish)),
    cancelRun: (params) => queue.run((publish) => cancel(params, publish)),
    resolveApproval: (params) => queue.run((publish) => resolve(params, publish)),
    getApproval: (params) => read(() => approvals.getApproval(params)),
    listApprovals: (params) => read(() => approvals.listApprovals(params)),
    getRun: ({ organizationId, runId }) =>
      read(() => {
        const row = getRun.get(organizationId, runId)
        return row ? readRunRow(row) : null
      }),
    readEvents: (params) => read(() => readEvents(params)),
    saveAgents: (params) => queue.run(() => agents.saveAgents(params)),
    archiveOtherAgents: (params) => queue.run(() => agents.archiveOtherAgents(params)),
    getAgent: ({ organizationId, agentId }) => read(() => agents.getAgent(organizationId, agentId)),
    getRevision: (params) => read(() => agents.getRevision(params)),
    getReply: (params) => read(() => records.getReply(params)),
    appendAudit: (audit) => queue.run(() => records.appendAudit(audit)),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    checkHealth: () => read(() => void db.prepare('SELECT 1').get()),
    async [Symbol.asyncDispose]() {
      if (!db.isOpen) return
      queue.close()
      db.close()
    },
  }
}

async function read<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw describeFailure(error)
  }
}
