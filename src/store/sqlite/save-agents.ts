// Agents and their immutable revisions.
import type { DatabaseSync } from 'node:sqlite'
import type { AgentDefinition } from '../../contracts/agent-definition.ts'
import type { AgentRow } from '../../core/agent-row.ts'
import type { AgentDraft, Store } from '../store.ts'
import { readAgentRow } from './rows.ts'

const joined = `SELECT agents.*, revisions.number, revisions.definition FROM agents
  JOIN revisions ON revisions.organization_id = agents.organization_id AND revisions.id = latest_revision_id`

export function prepareAgents(db: DatabaseSync) {
  const find = db.prepare(`${joined} WHERE agents.organization_id = ? AND agents.id = ?`)
  const findRevision = db.prepare(
    'SELECT definition FROM revisions WHERE organization_id = ? AND agent_id = ? AND id = ?',
  )
  const insertRevision = db.prepare(`
    INSERT INTO revisions (organization_id, agent_id, number, id, created_at, definition) VALUES (?, ?, ?, ?, ?, ?)`)
  const upsert = db.prepare(`
    INSERT INTO agents (id, organization_id, name, slug, description, status, tags, is_ad_hoc, latest_revision_id, created_at, updated_at)
    VALUES (:id, :organizationId, :name, :slug, :description, 'active', :tags, :isAdHoc, :revisionId, :at, :at)
    ON CONFLICT (organization_id, id) DO UPDATE SET name = :name, slug = :slug, description = :description,
      status = 'active', tags = :tags, latest_revision_id = :revisionId, updated_at = :at`)
  const archive = db.prepare(`
    UPDATE agents SET status = 'archived', updated_at = :at WHERE organization_id = :organizationId AND is_ad_hoc = 0
      AND status <> 'archived' AND id NOT IN (SELECT value FROM json_each(:keepIds))`)

  const getAgent = (organizationId: string, agentId: string): AgentRow | null => {
    const row = find.get(organizationId, agentId)
    return row ? readAgentRow(row) : null
  }

  const saveAgent = (organizationId: string, draft: AgentDraft, at: string): void => {
    const known = getAgent(organizationId, draft.id)
    if (known && isSame(known, draft)) return
    const definition = JSON.stringify(draft.definition)
    const isNew = JSON.stringify(known?.definition) !== definition
    const number = (known?.revisionNumber ?? 0) + (isNew ? 1 : 0)
    const revisionId = `${draft.id}-r${number}`
    if (isNew) insertRevision.run(organizationId, draft.id, number, revisionId, at, definition)
    const { id, name, slug, description, tags, isAdHoc } = draft
    const flags = { tags: JSON.stringify(tags), isAdHoc: isAdHoc ? 1 : 0 }
    upsert.run({ id, organizationId, name, slug, description, ...flags, revisionId, at })
  }

  return {
    getAgent,
    saveAgents({ organizationId, drafts, at }: Parameters<Store['saveAgents']>[0]): void {
      for (const draft of drafts) saveAgent(organizationId, draft, at)
    },
    archiveOtherAgents({ organizationId, keepIds, at }: Parameters<Store['archiveOtherAgents']>[0]): void {
      archive.run({ organizationId, at, keepIds: JSON.stringify(keepIds) })
    },
    getRevision({ organizationId, agentId, revisionId }: Parameters<Store['getRevision']>[0]): AgentDefinition | null {
      const row = findRevision.get(organizationId, agentId, revisionId)
      return row ? (JSON.parse(String(row['definition'])) as AgentDefinition) : null
    },
  }
}

function isSame(known: AgentRow, draft: AgentDraft): boolean {
  const pick = ({ name, slug, description, tags, definition }: AgentRow | AgentDraft) =>
    JSON.stringify([name, slug, description, tags, definition])
  return known.status === 'active' && pick(known) === pick(draft)
}
