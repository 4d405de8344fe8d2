// Agents and their immutable revisions.
import type { DatabaseSync } from 'node:sqlite'
import type { AgentDefinition } from '../../contracts/agent-definition.ts'
import type { AgentRow } from '../../core/agent-row.ts'
import { renderRevisionId } from '../../core/revise-agent.ts'
import type { ChangeResult, CreateResult } from '../record.ts'
import type { AgentChange, AgentDraft, Store } from '../store.ts'
import { readAgentRow } from './rows.ts'
import { prepareSetAgentWebhook } from './webhooks.ts'
import type { Records } from './write-record.ts'

/** The address of an agent's webhook, as a column of its row. */
export const WEBHOOK_URL = `(
  SELECT url FROM webhooks WHERE webhooks.organization_id = agents.organization_id AND agent_id = agents.id) AS webhook_url`

export function prepareAgents(db: DatabaseSync, records: Records) {
  const find = db.prepare(`
    SELECT agents.*, ${WEBHOOK_URL}, revisions.number, revisions.definition FROM agents
    JOIN revisions ON revisions.organization_id = agents.organization_id AND revisions.id = latest_revision_id
    WHERE agents.organization_id = ? AND agents.id = ?`)
  const findRevision = db.prepare(
    'SELECT definition FROM revisions WHERE organization_id = ? AND agent_id = ? AND id = ?',
  )
  const findSlug = db.prepare('SELECT 1 FROM agents WHERE organization_id = ? AND (slug = ? OR id = ?)')
  const write = prepareWriteAgent(db)
  const setWebhook = prepareSetAgentWebhook(db)
  const archive = db.prepare(`
    UPDATE agents SET status = 'archived', updated_at = :at WHERE organization_id = :organizationId AND origin = 'code'
      AND status <> 'archived' AND id NOT IN (SELECT value FROM json_each(:keepIds))`)

  const getAgent = (organizationId: string, agentId: string): AgentRow | null => {
    const row = find.get(organizationId, agentId)
    return row ? readAgentRow(row) : null
  }
  return {
    getAgent,
    getRevision({ organizationId, agentId, revisionId }: Parameters<Store['getRevision']>[0]): AgentDefinition | null {
      const row = findRevision.get(organizationId, agentId, revisionId)
      return row ? (JSON.parse(String(row['definition'])) as AgentDefinition) : null
    },
    saveAgents({ organizationId, drafts, at }: Parameters<Store['saveAgents']>[0]) {
      const known = drafts.map((draft) => getAgent(organizationId, draft.id))
      const taken = known.find((row) => row?.origin === 'api')
      if (taken) return { outcome: 'id-taken', agentId: taken.id } as const
      drafts.forEach((draft, index) => saveDraft(write, known[index] ?? null, draft, organizationId, at))
      return { outcome: 'saved' } as const
    },
    archiveOtherAgents({ organizationId, keepIds, at }: Parameters<Store['archiveOtherAgents']>[0]): void {
      archive.run({ organizationId, at, keepIds: JSON.stringify(keepIds) })
    },
    createAgent({ agent, webhook, record }: Parameters<Store['createAgent']>[0]): CreateResult {
      if (!records.isFree(record)) return { outcome: 'replied' }
      if (findSlug.get(agent.organizationId, agent.slug, agent.id)) return { outcome: 'slug-taken' }
      write(agent, null, record.audit.actor)
      if (webhook) setWebhook(agent.id, webhook, record)
      records.write(record)
      return { outcome: 'created' }
    },
    changeAgent<Refusal extends string>(params: AgentChange<Refusal>): ChangeResult<AgentRow, Refusal> {
      const known = getAgent(params.organizationId, params.agentId)
      if (!known) return { outcome: 'missing' }
      const row = params.change(known)
      if (typeof row === 'string') return { outcome: 'refused', reason: row }
      const record = params.createRecord(row)
      if (!records.isFree(record)) return { outcome: 'replied' }
      write(row, known, record.audit.actor)
      if (params.webhook) setWebhook(row.id, params.webhook, record)
      records.write(record)
      return { outcome: 'changed', row }
    },
  }
}

type WriteAgent = (agent: AgentRow, known: AgentRow | null, by: string | null) => void

/** Writes the agent's row, and its latest revision when it has none yet. */
function prepareWriteAgent(db: DatabaseSync): WriteAgent {
  const insertRevision = db.prepare(`
    INSERT INTO revisions (organization_id, agent_id, number, id, created_at, created_by, definition)
    VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const upsert = db.prepare(`
    INSERT INTO agents (id, organization_id, name, slug, description, status, tags, origin, latest_revision_id,
      published_revision_id, last_published_at, created_at, updated_at)
    VALUES (:id, :organizationId, :name, :slug, :description, :status, :tags, :origin, :latestRevisionId,
      :publishedRevisionId, :lastPublishedAt, :createdAt, :updatedAt)
    ON CONFLICT (organization_id, id) DO UPDATE SET name = :name, slug = :slug, description = :description,
      status = :status, tags = :tags, origin = :origin, latest_revision_id = :latestRevisionId,
      published_revision_id = :publishedRevisionId, last_published_at = :lastPublishedAt, updated_at = :updatedAt`)
  return (agent, known, by) => {
    const { revisionNumber, definition, tags, webhookUrl: _set, ...columns } = agent
    const { organizationId, id, latestRevisionId, updatedAt } = agent
    if (latestRevisionId !== known?.latestRevisionId) {
      const text = JSON.stringify(definition)
      insertRevision.run(organizationId, id, revisionNumber, latestRevisionId, updatedAt, by, text)
    }
    upsert.run({ ...columns, tags: JSON.stringify(tags) })
  }
}

/** Brings one agent of code up to date; an unchanged one is left as it is. */
function saveDraft(write: WriteAgent, known: AgentRow | null, draft: AgentDraft, organizationId: string, at: string) {
  const isSame = JSON.stringify(known?.definition) === JSON.stringify(draft.definition)
  const revisionNumber = (known?.revisionNumber ?? 0) + (isSame ? 0 : 1)
  const status = known && known.status !== 'archived' ? known.status : 'active'
  const facts = ({ name, slug, description, tags }: AgentRow | AgentDraft) =>
    JSON.stringify([name, slug, description, tags])
  if (known && isSame && known.status === status && facts(known) === facts(draft)) return
  const latestRevisionId = renderRevisionId(draft.id, revisionNumber)
  const unpublished = { publishedRevisionId: null, lastPublishedAt: null, webhookUrl: null, createdAt: at }
  write(
    { ...unpublished, ...known, ...draft, organizationId, status, revisionNumber, latestRevisionId, updatedAt: at },
    known,
    null,
  )
}
