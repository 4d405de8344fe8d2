// Webhooks: where emissions and ended runs are sent. Their secrets leave only to sign.
import type { DatabaseSync } from 'node:sqlite'
import type { ChangeResult, CommandRecord } from '../record.ts'

import type { AgentWebhook, WebhookRow, WebhookVerbs } from '../webhook-verbs.ts'
import type { CommitQueue } from './commit-queue.ts'
import { read } from './describe-failure.ts'
import { preparePage } from './prepare-page.ts'
import type { SqlRow } from './rows.ts'
import type { Records } from './write-record.ts'

type Verbs = Pick<WebhookVerbs, 'createWebhook' | 'getWebhook' | 'listWebhooks' | 'changeWebhook' | 'deleteWebhook'>

const INSERT = `
  INSERT INTO webhooks (id, organization_id, url, events, description, agent_id, secret, created_at, created_by, updated_at)
  VALUES (:webhookId, :organizationId, :url, :events, :description, :agentId, :secret, :createdAt, :createdBy, :createdAt)`

export function prepareWebhooks(db: DatabaseSync, queue: CommitQueue, records: Records): Verbs {
  const insert = db.prepare(INSERT)
  const find = db.prepare('SELECT * FROM webhooks WHERE organization_id = ? AND id = ?')
  const page = preparePage(
    db,
    'FROM webhooks WHERE organization_id = :organizationId AND (:agentId IS NULL OR agent_id = :agentId)',
    'ORDER BY n DESC',
  )
  const update = db.prepare(`
    UPDATE webhooks SET url = coalesce(:url, url), events = coalesce(:events, events),
      description = coalesce(:description, description), updated_at = :at,
      previous_secret = CASE WHEN :secret IS NULL THEN previous_secret ELSE secret END,
      previous_secret_until = coalesce(:previousUntil, previous_secret_until), secret = coalesce(:secret, secret)
    WHERE organization_id = :organizationId AND id = :webhookId RETURNING *`)
  const remove = prepareRemoveWebhook(db)

  const create = ({ webhook, record }: Parameters<Verbs['createWebhook']>[0]) => {
    if (!records.isFree(record)) return { outcome: 'replied' } as const
    insert.run({ ...webhook, events: JSON.stringify(webhook.events), agentId: null })
    records.write(record)
    return { outcome: 'created' } as const
  }
  const change = (params: Parameters<Verbs['changeWebhook']>[0]): ChangeResult<WebhookRow, never> => {
    const { organizationId, webhookId, at, createRecord } = params
    const { url = null, events, description = null, secret } = params.change
    const known = find.get(organizationId, webhookId)
    if (!known) return { outcome: 'missing' }
    if (!records.isFree(createRecord(readWebhook(known)))) return { outcome: 'replied' }
    const next = { secret: secret?.next ?? null, previousUntil: secret?.previousUntil ?? null }
    const listed = events ? JSON.stringify(events) : null
    const changed = update.get({ organizationId, webhookId, at, url, events: listed, description, ...next })
    const row = readWebhook(changed ?? known)
    records.write(createRecord(row))
    return { outcome: 'changed', row }
  }
  const end = ({ organizationId, webhookId, record }: Parameters<Verbs['deleteWebhook']>[0]) => {
    if (!records.isFree(record)) return { outcome: 'replied' } as const
    if (!find.get(organizationId, webhookId)) return { outcome: 'missing' } as const
    remove(webhookId)
    records.write(record)
    return { outcome: 'deleted' } as const
  }
  return {
    createWebhook: (params) => queue.run(() => create(params)),
    getWebhook: ({ organizationId, webhookId }) =>
      read(() => {
        const row = find.get(organizationId, webhookId)
        return row ? readWebhook(row) : null
      }),
    listWebhooks: (params) => read(() => page({ ...params }, readWebhook)),
    changeWebhook: (params) => queue.run(() => change(params)),
    deleteWebhook: (params) => queue.run(() => end(params)),
  }
}

/** The one webhook that an agent's `webhookUrl` stands for. Part of the transaction that writes the agent. */
export function prepareSetAgentWebhook(db: DatabaseSync) {
  const insert = db.prepare(INSERT)
  const find = db.prepare('SELECT id FROM webhooks WHERE organization_id = ? AND agent_id = ?')
  const update = db.prepare('UPDATE webhooks SET url = ?, updated_at = ? WHERE id = ?')
  const remove = prepareRemoveWebhook(db)
  const events = JSON.stringify(['run.completed', 'run.failed', 'run.cancelled'])

  return (agentId: string, { url, ...fresh }: AgentWebhook, { audit }: CommandRecord): void => {
    const { organizationId, at: createdAt, actor: createdBy } = audit
    const webhookId = find.get(organizationId, agentId)?.['id']
    if (typeof webhookId === 'string') {
      if (url === '') remove(webhookId)
      else update.run(url, createdAt, webhookId)
    } else if (url !== '') {
      insert.run({ ...fresh, organizationId, url, events, description: null, agentId, createdAt, createdBy })
    }
  }
}

function prepareRemoveWebhook(db: DatabaseSync): (webhookId: string) => void {
  const removals = ['deliveries WHERE webhook_id', 'webhooks WHERE id'].map((rows) =>
    db.prepare(`DELETE FROM ${rows} = ?`),
  )
  return (webhookId) => {
    for (const removal of removals) removal.run(webhookId)
  }
}

function readWebhook(row: SqlRow): WebhookRow {
  const text = (name: string) => String(row[name])
  const textOrNull = (name: string) => (row[name] === null ? null : text(name))
  return {
    webhookId: text('id'),
    organizationId: text('organization_id'),
    url: text('url'),
    events: JSON.parse(text('events')) as string[],
    description: textOrNull('description'),
    agentId: textOrNull('agent_id'),
    createdAt: text('created_at'),
    createdBy: text('created_by'),
    updatedAt: text('updated_at'),
    previousSecretUntil: textOrNull('previous_secret_until'),
  }
}
