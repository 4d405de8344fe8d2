// What an append to one run does to others, in the same transaction: a call of an agent makes a run, the end of a run
// ends the runs below it and tells the run above it. So a child is made exactly once, and none outlives its parent.
import type { DatabaseSync } from 'node:sqlite'
import { isTerminal, type NewRunEvent } from '../../contracts/run-event.ts'
import { createChild, describeOrphan, refuseChild, settleCall } from '../../core/child-run.ts'
import { foldEvents, type RunState } from '../../core/run-state.ts'
import type { AppendEvents, SettleFamily } from './append-events.ts'
import { prepareEndRun } from './cancel-run.ts'
import type { Publish } from './commit-queue.ts'
import { prepareInsertRun } from './create-run.ts'
import type { ReadLog } from './read-events.ts'
import { prepareResume } from './resolve-approval.ts'
import type { prepareAgents } from './save-agents.ts'
import type { Records } from './write-record.ts'

type Agents = ReturnType<typeof prepareAgents>
type Started = Extract<NewRunEvent, { type: 'tool.started' }>

export function prepareFamily(db: DatabaseSync, readLog: ReadLog, records: Records, agents: Agents): SettleFamily {
  const start = prepareStartChild(db, readLog, records, agents)
  const endChildren = prepareEndChildren(db, readLog, records)
  const tellParent = prepareTellParent(db, readLog)
  return ({ runId, epoch, events }, append, publish) => {
    for (const event of events) {
      if (event.type === 'tool.started' && event.data.child) start({ runId, epoch, event }, append, publish)
    }
    const last = events.at(-1)
    if (!last || !isTerminal(last)) return
    endChildren(runId, last, append, publish)
    tellParent(runId, last, append, publish)
  }
}

function prepareStartChild(db: DatabaseSync, readLog: ReadLog, records: Records, agents: Agents) {
  const insert = prepareInsertRun(db)
  const find = (organizationId: string, agentId: string) => {
    const agent = agents.getAgent(organizationId, agentId)
    if (agent?.status !== 'active') return null
    const revisionId = agent.publishedRevisionId ?? agent.latestRevisionId
    const definition = agents.getRevision({ organizationId, agentId, revisionId })
    return definition && { agent, revisionId, definition }
  }
  return (
    { runId, epoch, event }: { runId: string; epoch: number; event: Started },
    append: AppendEvents,
    publish: Publish,
  ): void => {
    const { callId, input, child } = event.data
    const parent = foldEvents(readLog(runId))
    const call = parent.openCalls.get(event.spanId ?? '')
    if (!child || !call) return // refused before it started
    const { organizationId, userId: actor = 'errand' } = parent.created
    const found = find(organizationId, child.agentId)
    if (!found) {
      append({ runId, epoch, events: [refuseChild(parent, call, child, event.at)] }, publish)
      return
    }
    const created = createChild(parent, { callId, spanId: call.spanId, input, runId: child.runId }, found)
    insert({ id: child.runId, queuedAt: event.at, created }, append, publish)
    const data = { parentRunId: runId }
    records.appendAudit({ organizationId, actor, action: 'run.started', resource: child.runId, at: event.at, data })
  }
}

function prepareEndChildren(db: DatabaseSync, readLog: ReadLog, records: Records) {
  const listOpen = db.prepare(
    'SELECT id, organization_id FROM runs WHERE parent_run_id = ? AND is_ended = 0 ORDER BY n',
  )
  const end = prepareEndRun(db, readLog)
  return (runId: string, last: NewRunEvent, append: AppendEvents, publish: Publish): void => {
    const why = describeOrphan(runId, last)
    for (const row of why ? listOpen.all(runId) : []) {
      if (!why) return
      const child = String(row['id'])
      end({ runId: child, ...why, at: last.at }, append, publish)
      const audit = {
        actor: why.by,
        action: 'run.cancelled',
        resource: child,
        at: last.at,
        data: { parentRunId: runId },
      }
      records.appendAudit({ organizationId: String(row['organization_id']), ...audit })
    }
  }
}

function prepareTellParent(db: DatabaseSync, readLog: ReadLog) {
  const findParent = db.prepare(`
    SELECT parent.id, parent.epoch FROM runs AS child JOIN runs AS parent ON parent.id = child.parent_run_id
    WHERE child.id = ? AND parent.is_ended = 0`)
  const resume = prepareResume(db, readLog)
  const fold = (runId: string): RunState => foldEvents(readLog(runId))
  return (runId: string, last: NewRunEvent, append: AppendEvents, publish: Publish): void => {
    const row = findParent.get(runId)
    if (!row) return
    const parent = { runId: String(row['id']), epoch: Number(row['epoch']) }
    append({ ...parent, events: settleCall(fold(parent.runId), fold(runId), last) }, publish)
    resume({ ...parent, at: last.at }, append, publish)
  }
}
