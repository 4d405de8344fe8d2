// Takes a run up: the epoch rises, so that the owner before can do no more, and what it left open is settled.
import type { DatabaseSync } from 'node:sqlite'
import type { AgentDefinition } from '../../contracts/agent-definition.ts'
import { getEffectiveDefinition } from '../../core/effective-definition.ts'
import { applyEvent, foldEvents } from '../../core/run-state.ts'
import { takeOver } from '../../core/take-over.ts'
import type { AcquireResult, Store } from '../store.ts'
import type { AppendEvents } from './append-events.ts'
import type { Publish } from './commit-queue.ts'
import { prepareListPastRuns } from './past-runs.ts'
import type { ReadLog } from './read-events.ts'
import { readRunRow, type SqlRow } from './rows.ts'

export function prepareAcquireRun(db: DatabaseSync, append: AppendEvents, readLog: ReadLog) {
  const getRun = db.prepare('SELECT * FROM runs WHERE id = ?')
  const take = db.prepare('UPDATE runs SET epoch = epoch + 1, owner = ?, owner_head = head WHERE id = ? RETURNING *')
  const findEarlier = db.prepare(
    'SELECT 1 FROM runs WHERE organization_id = ? AND session_id = ? AND is_ended = 0 AND n < ? LIMIT 1',
  )
  const listPastRuns = prepareListPastRuns(db)
  const getDefinition = db.prepare('SELECT definition FROM revisions WHERE organization_id = ? AND id = ?')

  return ({ runId, owner, at }: Parameters<Store['acquireRun']>[0], publish: Publish): AcquireResult => {
    const found = getRun.get(runId)
    if (!found) return { outcome: 'missing' }
    if (found['is_ended'] === 1) return { outcome: 'ended' }
    if (found['is_paused'] === 1) return { outcome: 'waiting' }
    const { organizationId, sessionId, revisionId } = readRunRow(found).created
    const n = Number(found['n'])
    if (sessionId !== undefined && findEarlier.get(organizationId, sessionId, n)) return { outcome: 'not-next' }
    const row = readRunRow(take.get(owner, runId) as SqlRow)
    const state = foldEvents(readLog(runId))
    const result = append({ runId, epoch: row.epoch, after: row.head, events: takeOver(state, at) }, publish)
    for (const event of result.outcome === 'appended' ? result.events : []) applyEvent(state, event)
    if (state.status === 'error') return { outcome: 'ended' }
    const revision = getDefinition.get(organizationId, revisionId)
    return {
      outcome: 'acquired',
      epoch: row.epoch,
      row,
      state,
      definition: getEffectiveDefinition(JSON.parse(String(revision?.['definition'])) as AgentDefinition, row.created),
      history: listPastRuns(found),
    }
  }
}
