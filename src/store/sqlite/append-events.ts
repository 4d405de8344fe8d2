// The one way events get into a log: a fenced update of the run's row, then the rows of the events.
import type { DatabaseSync } from 'node:sqlite'
import { runStarted } from '../../contracts/emissions.ts'
import { isTerminal, type RunEvent } from '../../contracts/run-event.ts'
import { listEmissions } from '../../core/list-emissions.ts'
import { foldRowChange } from '../../core/row-change.ts'
import { renderSummary } from '../../core/run-row.ts'
import type { AppendParams, AppendResult } from '../store.ts'
import { prepareProjectApproval } from './approvals.ts'
import type { Publish } from './commit-queue.ts'
import { readEvent, readRunRow } from './rows.ts'
import type { Outbox } from './outbox.ts'
import { prepareProjectToolCall } from './tool-calls.ts'

/** What comes from outside of the run's owner has no `after`. */
export type AppendEvents = (params: AppendParams, publish: Publish) => AppendResult

const FENCE = 'id = :runId AND epoch = :epoch AND is_ended = 0 AND (:after IS NULL OR owner_head = :after)'
const OWNER_HEAD = 'owner_head = CASE WHEN :after IS NULL THEN owner_head ELSE head + :count END'

/** What an append does to the runs above and below, in the same transaction. Called for every append. */
export type SettleFamily = (appended: Parameters<AppendEvents>[0], append: AppendEvents, publish: Publish) => void

export function prepareAppendEvents(db: DatabaseSync, outbox: Outbox, settleFamily: SettleFamily): AppendEvents {
  const advance = db.prepare(`
    UPDATE runs SET head = head + :count, ${OWNER_HEAD}, updated_at = :at,
      status = COALESCE(:status, status), is_ended = :isEnded,
      owner = CASE WHEN :isEnded OR :isPaused = 1 THEN NULL ELSE owner END,
      is_paused = COALESCE(:isPaused, is_paused),
      started_at = COALESCE(:startedAt, started_at), completed_at = :completedAt,
      attempt = COALESCE(:attempt, attempt),
      prompt_tokens = prompt_tokens + :promptTokens, completion_tokens = completion_tokens + :completionTokens,
      total_tokens = total_tokens + :totalTokens, iterations = iterations + :iterations,
      cost_usd = CASE WHEN :costUsd IS NULL THEN cost_usd ELSE COALESCE(cost_usd, 0) + :costUsd END,
      error_code = :errorCode, error_message = :errorMessage, output = :output, sources = :sources
    WHERE ${FENCE} RETURNING head, organization_id`)
  const moveHead = db.prepare(
    `UPDATE runs SET head = head + :count, ${OWNER_HEAD}, updated_at = :at WHERE ${FENCE} RETURNING head, organization_id`,
  )
  const insert = db.prepare(`
    INSERT INTO events (run_id, seq, type, at, span_id, parent_span_id, attempt, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
  const projectApproval = prepareProjectApproval(db)
  const projectToolCall = prepareProjectToolCall(db)
  const getRun = db.prepare('SELECT * FROM runs WHERE id = ?')

  const explainFence = prepareExplainFence(db)

  const append: AppendEvents = ({ runId, epoch, after = null, events }, publish) => {
    const last = events.at(-1)
    if (!last) return { outcome: 'appended', events: [] }
    if (events.slice(0, -1).some(isTerminal)) throw new Error(`run ${runId}: events after its terminal event`)
    const { isEnded, ...change } = foldRowChange(events)
    const count = events.length
    const hasChange = isEnded || Object.values(change).some(Boolean)
    const fenced = { count, at: last.at, runId, epoch, after }
    const row = hasChange ? advance.get({ ...change, isEnded: isEnded ? 1 : 0, ...fenced }) : moveHead.get(fenced)
    if (!row) return explainFence({ runId, epoch, after, events })
    const isFork = events[0]?.type === 'run.created' // what else it begins with was done by the original
    let size = 0
    let seq = Number(row['head']) - count
    const written = events.map((event): RunEvent => {
      seq += 1
      const { type, at, spanId = null, parentSpanId = null, attempt = null, data } = event
      const text = JSON.stringify(data)
      size += text.length
      insert.run(runId, seq, type, at, spanId, parentSpanId, attempt, text)
      projectApproval(runId, event)
      if (!isFork) projectToolCall(runId, seq, event)
      return { v: 1, runId, seq, ...event }
    })
    for (const key of listEmissions(events)) {
      const run = readRunRow(getRun.get(runId) ?? {})
      const { organizationId } = run.created
      outbox.emit({ organizationId, key, resource: runId, at: last.at, payload: renderSummary(run) })
      if (key !== runStarted.key) outbox.sendRun(run, key, last.at)
    }
    publish({ organizationId: String(row['organization_id']), runId, events: written, size })
    settleFamily({ runId, epoch, events }, append, publish)
    return { outcome: 'appended', events: written }
  }
  return append
}

type Fenced = Omit<AppendParams, 'after'> & { readonly after: number | null }

/** Why a batch did not pass the fence: it is refused, or it is in the log already and answered as the first time. */
function prepareExplainFence(db: DatabaseSync) {
  const findRun = db.prepare('SELECT epoch, is_ended, owner_head FROM runs WHERE id = ?')
  const list = db.prepare('SELECT * FROM events WHERE run_id = ? AND seq > ? AND seq <= ? ORDER BY seq')
  return ({ runId, epoch, after, events }: Fenced): AppendResult => {
    const row = findRun.get(runId)
    if (!row) return { outcome: 'refused', reason: 'missing' }
    const ownerHead = Number(row['owner_head'])
    if (after !== null && row['epoch'] === epoch && ownerHead > after) {
      const written = list.all(runId, ownerHead - events.length, ownerHead).map(readEvent)
      if (written.map(({ type }) => type).join() === events.map(({ type }) => type).join()) {
        return { outcome: 'appended', events: written }
      }
    }
    return { outcome: 'refused', reason: row['is_ended'] === 1 ? 'ended' : 'stale' }
  }
}
