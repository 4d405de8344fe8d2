// Emissions, and the deliveries to webhooks that follow from them, in the transaction of what they tell of.
import type { DatabaseSync } from 'node:sqlite'
import { renderRunApiRun } from '../../core/run-api-run.ts'
import type { RunRow } from '../../core/run-row.ts'
import type { NewEmission } from '../record.ts'

export interface Outbox {
  emit(emission: NewEmission): void
  /** The run, as the run API shows it, for the webhook of its agent, if it has one. */
  sendRun(run: RunRow, event: string, at: string): void
  /** A delivery was made due otherwise. */
  touch(): void
  /** Tells the listeners, if a delivery has become due since the last time. Called after each commit. */
  tell(): void
  watch(listener: () => void): () => void
}

export function createOutbox(db: DatabaseSync): Outbox {
  const insert = db.prepare(
    'INSERT INTO emissions (organization_id, key, resource, at, payload) VALUES (?, ?, ?, ?, ?)',
  )
  const deliver = (which: string) =>
    db.prepare(`
      INSERT INTO deliveries (id, organization_id, webhook_id, event, resource, body, created_at, next_attempt_at)
      SELECT 'dlv_' || lower(hex(randomblob(16))), organization_id, id, :event, :resource, :body, :at, :at
      FROM webhooks WHERE organization_id = :organizationId AND ${which}`)
  const deliverEmission = deliver(
    "agent_id IS NULL AND EXISTS (SELECT 1 FROM json_each(events) WHERE value IN (:event, '*'))",
  )
  const deliverRun = deliver('agent_id = :agentId')
  const findHook = db.prepare('SELECT 1 FROM webhooks WHERE organization_id = ? AND agent_id = ?')
  const findSchema = db.prepare(`
    SELECT definition -> '$.inputSchema' AS schema FROM revisions WHERE organization_id = ? AND agent_id = ? AND id = ?`)
  const listeners = new Set<() => void>()
  let isTouched = false
  const note = ({ changes }: { changes: number | bigint }) => {
    if (changes !== 0) isTouched = true
  }
  return {
    emit({ organizationId, key: event, resource, at, payload }) {
      insert.run(organizationId, event, resource, at, JSON.stringify(payload))
      const body = JSON.stringify({ type: event, timestamp: at, data: payload })
      note(deliverEmission.run({ organizationId, event, resource, body, at }))
    },
    sendRun(run, event, at) {
      const { organizationId, agentId, revisionId } = run.created
      if (!findHook.get(organizationId, agentId)) return
      const schema = findSchema.get(organizationId, agentId, revisionId)?.['schema'] ?? null
      const body = JSON.stringify(renderRunApiRun(run, schema !== null))
      note(deliverRun.run({ organizationId, agentId, event, resource: run.id, body, at }))
    },
    touch: () => void (isTouched = true),
    tell() {
      if (!isTouched) return
      isTouched = false
      for (const listener of listeners) listener()
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
