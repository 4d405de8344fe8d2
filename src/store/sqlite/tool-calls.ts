// Tool calls that have ended, kept from the events that are appended, and what is counted of them.
import type { DatabaseSync } from 'node:sqlite'
import type { NewRunEvent } from '../../contracts/run-event.ts'
import type { ToolCalls } from '../../core/tool-metrics.ts'
import type { Store } from '../store.ts'
import type { SqlRow } from './rows.ts'

/** Writes the row of a call with the event that ends it. Called for every event, in the transaction that appends it. */
export type ProjectToolCall = (runId: string, seq: number, event: NewRunEvent) => void

export function prepareProjectToolCall(db: DatabaseSync): ProjectToolCall {
  const insert = db.prepare(`
    INSERT INTO tool_calls (organization_id, at, run_id, seq, agent_id, tool_id, tool_name, outcome, duration_ms)
    SELECT organization_id, :at, :runId, :seq, agent_id, started.data ->> '$.toolId', started.data ->> '$.toolName', :outcome,
      coalesce(:durationMs, CAST(round(1000 * max(0, unixepoch(:at, 'subsec') - unixepoch(started.at, 'subsec'))) AS INTEGER))
    FROM runs, (
      SELECT at, data FROM events WHERE run_id = :runId AND seq < :seq AND type = 'tool.started' AND span_id = :spanId
      ORDER BY seq DESC LIMIT 1
    ) AS started
    WHERE id = :runId`)
  return (runId, seq, { type, at, spanId = null, data }) => {
    if (type === 'tool.completed')
      insert.run({ runId, seq, at, spanId, outcome: 'completed', durationMs: data.durationMs })
    else if (type === 'tool.failed') {
      const outcome = data.code === 'CANCELLED' ? 'cancelled' : 'failed'
      insert.run({ runId, seq, at, spanId, outcome, durationMs: null })
    } else if (type === 'tool.unknown') insert.run({ runId, seq, at, spanId, outcome: 'unknown', durationMs: null })
  }
}

const count = (outcome: string) => `sum(outcome = '${outcome}') AS ${outcome}`

export function prepareMeasureTools(db: DatabaseSync) {
  const measure = db.prepare(`
    SELECT tool_id AS toolId, tool_name AS toolName, agent_id AS agentId,
      ${['completed', 'failed', 'unknown', 'cancelled'].map(count).join(', ')},
      json_group_array(duration_ms) FILTER (WHERE outcome IN ('completed', 'failed')) AS durations,
      max(CASE outcome WHEN 'failed' THEN json_array(at, seq, run_id) END) AS lastError
    FROM tool_calls
    WHERE organization_id = :organizationId AND at >= :startDate AND at < :endDate
      AND (:agentId IS NULL OR agent_id = :agentId) AND (:toolId IS NULL OR tool_id = :toolId)
    GROUP BY tool_id, tool_name, agent_id`)
  const findEvent = db.prepare(`
    SELECT data ->> '$.code' AS code, data ->> '$.message' AS message FROM events WHERE run_id = ? AND seq = ?`)
  const readError = (text: SqlRow[string] | undefined): ToolCalls['lastError'] => {
    if (typeof text !== 'string') return null
    const [at, seq, runId] = JSON.parse(text) as [string, number, string]
    const { code, message } = findEvent.get(runId, seq) ?? {}
    return { at, runId, seq, code: String(code), message: String(message) }
  }
  return (params: Parameters<Store['measureTools']>[0]): ToolCalls[] =>
    measure.all({ ...params }).map(({ durations, lastError, ...row }) => {
      const durationsMs = JSON.parse(String(durations)) as number[]
      return { ...row, durationsMs, lastError: readError(lastError) } as unknown as ToolCalls
    })
}
