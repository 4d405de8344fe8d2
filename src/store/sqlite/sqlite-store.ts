// The embedded store: one SQLite file, one owner, group commit.
import type { Committed, Store } from '../store.ts'
import { prepareAcquireRun } from './acquire-run.ts'
import { prepareApiKeys } from './api-keys.ts'
import { prepareAppendEvents } from './append-events.ts'
import { prepareCancelRun, prepareEndRun } from './cancel-run.ts'
import { prepareChangedRuns } from './changed-runs.ts'
import { CommitQueue, type ObserveCommit } from './commit-queue.ts'
import { prepareContextEmbeddings } from './context-embeddings.ts'
import { prepareContextFiles } from './context-files.ts'
import { prepareContextSpaces } from './context-spaces.ts'
import { prepareCreateRun } from './create-run.ts'
import { openDatabase } from './open-database.ts'
import { prepareFamily } from './family.ts'
import { prepareDeliveries } from './deliveries.ts'
import { createOutbox } from './outbox.ts'
import { prepareReadLog } from './read-events.ts'
import { read } from './describe-failure.ts'
import { prepareReads } from './reads.ts'
import { prepareAppendAndResume, prepareResolveApproval } from './resolve-approval.ts'
import { prepareAgents } from './save-agents.ts'
import { prepareRecordCommand } from './record-command.ts'
import { prepareStorageCare } from './storage-care.ts'
import { createTaskChanges } from './task-changes.ts'
import { prepareTasks } from './tasks.ts'
import { prepareTools } from './tools.ts'
import { prepareWebhooks } from './webhooks.ts'
import { prepareRecords } from './write-record.ts'

interface SqliteOptions {
  readonly path: string
  readonly observeCommit?: ObserveCommit
}

/**
 * Opens the store at `path` (a file, or `:memory:` for tests). This process owns the file until it closes it or dies.
 * Throws `StoreInUseError` when another process owns it.
 */
export function createSqliteStore({ path, observeCommit = () => () => undefined }: SqliteOptions): Store {
  const db = openDatabase(path)
  db.function('fold', { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : text))
  const listeners = new Set<(committed: readonly Committed[]) => void>()
  const outbox = createOutbox(db)
  const taskChanges = createTaskChanges()
  const publish = (committed: readonly Committed[]) => {
    if (committed.length > 0) for (const listener of listeners) listener(committed)
    outbox.tell()
    taskChanges.tell()
  }
  const queue = new CommitQueue(db, publish, observeCommit)
  const readLog = prepareReadLog(db)
  const records = prepareRecords(db, outbox)
  const recordCommand = prepareRecordCommand(records, outbox)
  const agents = prepareAgents(db, records)
  const append = prepareAppendEvents(db, outbox, prepareFamily(db, readLog, records, agents))
  const end = prepareEndRun(db, readLog)
  const create = prepareCreateRun(db, append, records, end)
  const acquire = prepareAcquireRun(db, append, readLog)
  const cancel = prepareCancelRun(db, append, end, records)
  const appendAndResume = prepareAppendAndResume(db, append, readLog)
  const resolve = prepareResolveApproval(db, append, readLog, records)

  return {
    ...prepareReads(db),
    ...prepareChangedRuns(db),
    ...prepareStorageCare(db, queue, records),
    ...prepareApiKeys(db, queue, records),
    ...prepareTools(db, queue, records),
    ...prepareWebhooks(db, queue, records),
    ...prepareDeliveries(db, queue, records, outbox),
    ...prepareContextSpaces(db, queue, records),
    ...prepareContextFiles(db, queue),
    ...prepareContextEmbeddings(db, queue),
    ...prepareTasks(db, queue, records, taskChanges, create),
    createRun: (params) => queue.run((publish) => create(params, publish)),
    acquireRun: (params) => queue.run((publish) => acquire(params, publish)),
    appendEvents: (params) => queue.run((publish) => appendAndResume(params, publish)),
    cancelRun: (params) => queue.run((publish) => cancel(params, publish)),
    resolveApproval: (params) => queue.run((publish) => resolve(params, publish)),
    saveAgents: (params) => queue.run(() => agents.saveAgents(params)),
    archiveOtherAgents: (params) => queue.run(() => agents.archiveOtherAgents(params)),
    createAgent: (params) => queue.run(() => agents.createAgent(params)),
    changeAgent: (params) => queue.run(() => agents.changeAgent(params)),
    getAgent: ({ organizationId, agentId }) => read(() => agents.getAgent(organizationId, agentId)),
    getRevision: (params) => read(() => agents.getRevision(params)),
    getReply: (params) => read(() => records.getReply(params)),
    recordCommand: (params) => queue.run(() => recordCommand(params)),
    appendAudit: (audit) => queue.run(() => records.appendAudit(audit)),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      if (!db.isOpen) return
      queue.close()
      db.close()
    },
  }
}
