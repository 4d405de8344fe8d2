// Deliveries to webhooks: due ones are taken under a lease, so that one whose worker dies is due again.
import type { DatabaseSync } from 'node:sqlite'
import type { DeliveryStatus } from '../../contracts/enums.ts'
import type { ChangeResult } from '../record.ts'
import type { DeliveryRow, TakenDelivery, WebhookVerbs } from '../webhook-verbs.ts'
import type { CommitQueue } from './commit-queue.ts'
import { read } from './describe-failure.ts'
import type { Outbox } from './outbox.ts'
import { preparePage } from './prepare-page.ts'
import type { SqlRow } from './rows.ts'
import type { Records } from './write-record.ts'

type Verbs = Pick<
  WebhookVerbs,
  'listDeliveries' | 'requeueDelivery' | 'takeDeliveries' | 'settleDelivery' | 'watchDeliveries'
>

/** One look at the index for each webhook: how much waits for one does not matter to the others. */
export const findDue = `
  SELECT deliveries.*, url, secret, previous_secret, previous_secret_until FROM webhooks JOIN deliveries ON deliveries.n IN (
    SELECT due.n FROM deliveries AS due WHERE due.webhook_id = webhooks.id AND due.status = 'pending'
      AND due.next_attempt_at <= :at ORDER BY due.next_attempt_at LIMIT :perWebhook)
  WHERE webhooks.id NOT IN (SELECT value FROM json_each(:busy))
  ORDER BY deliveries.next_attempt_at LIMIT :limit`

export function prepareDeliveries(db: DatabaseSync, queue: CommitQueue, records: Records, outbox: Outbox): Verbs {
  const page = preparePage(
    db,
    `FROM deliveries WHERE organization_id = :organizationId AND (:webhookId IS NULL OR webhook_id = :webhookId)
      AND (:status IS NULL OR status = :status)`,
    'ORDER BY n DESC',
  )
  const due = db.prepare(findDue)
  const lease = db.prepare('UPDATE deliveries SET next_attempt_at = ? WHERE n = ?')
  const findNext = db.prepare(
    "SELECT min(next_attempt_at) AS at FROM deliveries WHERE status = 'pending' AND next_attempt_at > ?",
  )
  const settle = db.prepare(`
    UPDATE deliveries SET status = :status, attempts = attempts + 1, next_attempt_at = :nextAttemptAt,
      last_attempt_at = :at, last_status_code = :statusCode, last_error = :error
    WHERE id = :deliveryId AND status = 'pending' AND attempts = :attempts`)
  const find = db.prepare('SELECT * FROM deliveries WHERE organization_id = ? AND id = ?')
  const requeue = db.prepare(`
    UPDATE deliveries SET status = 'pending', attempts = 0, next_attempt_at = ? WHERE id = ? RETURNING *`)

  const take = ({ leaseUntil, busy, ...which }: Parameters<Verbs['takeDeliveries']>[0]) => {
    const rows = due.all({ ...which, busy: JSON.stringify(busy) })
    for (const row of rows) lease.run(leaseUntil, Number(row['n']))
    const next = findNext.get(which.at)?.['at']
    return {
      deliveries: rows.map((row) => readTaken(row, which.at)),
      nextAt: typeof next === 'string' ? next : null,
    }
  }
  const again = (params: Parameters<Verbs['requeueDelivery']>[0]): ChangeResult<DeliveryRow, never> => {
    const { organizationId, deliveryId, at, createRecord } = params
    const known = find.get(organizationId, deliveryId)
    if (!known) return { outcome: 'missing' }
    if (!records.isFree(createRecord(readDelivery(known)))) return { outcome: 'replied' }
    const row = readDelivery(requeue.get(at, deliveryId) ?? known)
    outbox.touch()
    records.write(createRecord(row))
    return { outcome: 'changed', row }
  }
  return {
    listDeliveries: (params) => read(() => page({ ...params }, readDelivery)),
    requeueDelivery: (params) => queue.run(() => again(params)),
    takeDeliveries: (params) => queue.run(() => take(params)),
    settleDelivery: ({ attempt, audit, ...settled }) =>
      queue.run(() => {
        const { changes } = settle.run({ ...settled, ...attempt })
        if (changes !== 0 && audit) records.appendAudit(audit)
      }),
    watchDeliveries: (listener) => outbox.watch(listener),
  }
}

function readTaken(row: SqlRow, at: string): TakenDelivery {
  const text = (name: string) => String(row[name])
  const isBoth = row['previous_secret_until'] !== null && text('previous_secret_until') > at
  return {
    deliveryId: text('id'),
    webhookId: text('webhook_id'),
    organizationId: text('organization_id'),
    event: text('event'),
    resource: text('resource'),
    url: text('url'),
    secrets: [text('secret'), ...(isBoth ? [text('previous_secret')] : [])],
    body: text('body'),
    attempts: Number(row['attempts']),
  }
}

function readDelivery(row: SqlRow): DeliveryRow {
  const text = (name: string) => String(row[name])
  const textOrNull = (name: string) => (row[name] === null ? null : text(name))
  return {
    deliveryId: text('id'),
    webhookId: text('webhook_id'),
    event: text('event'),
    resource: text('resource'),
    status: text('status') as DeliveryStatus,
    attempts: Number(row['attempts']),
    createdAt: text('created_at'),
    nextAttemptAt: textOrNull('next_attempt_at'),
    lastAttemptAt: textOrNull('last_attempt_at'),
    lastStatusCode: row['last_status_code'] === null ? null : Number(row['last_status_code']),
    lastError: textOrNull('last_error'),
  }
}
