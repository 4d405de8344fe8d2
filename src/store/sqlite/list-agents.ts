// Agents by name, lists of agents and of their revisions. A null filter selects everything.
import type { DatabaseSync } from 'node:sqlite'
import type { Store } from '../store.ts'
import { preparePage } from './prepare-page.ts'
import { readAgentRow, readRevisionRow } from './rows.ts'
import { WEBHOOK_URL } from './save-agents.ts'

export function prepareListAgents(db: DatabaseSync): Pick<Store, 'getAgentId' | 'listAgents' | 'listRevisions'> {
  const agents = preparePage(
    db,
    `FROM agents JOIN revisions USING (organization_id)
      WHERE organization_id = :organizationId AND revisions.id = latest_revision_id AND origin <> 'adhoc'
      AND (:status IS NULL OR status = :status)
      AND (:providers IS NULL OR (substr(definition ->> '$.model', 1, instr(definition ->> '$.model', '/') - 1)
        IN (SELECT value FROM json_each(:providers))) = :isIn)
      AND (:search IS NULL OR fold(name) LIKE :search ESCAPE '\\' OR slug LIKE :search ESCAPE '\\'
        OR fold(description) LIKE :search ESCAPE '\\')`,
    'ORDER BY created_at DESC, n DESC',
    `agents.*, ${WEBHOOK_URL}, revisions.number, revisions.definition`,
  )
  const revisions = preparePage(
    db,
    `FROM revisions JOIN agents ON agents.organization_id = revisions.organization_id AND agents.id = agent_id
      WHERE revisions.organization_id = :organizationId AND agent_id = :agentId`,
    'ORDER BY number DESC',
    'revisions.*, revisions.id IS published_revision_id AS is_published',
  )
  const byId = 'SELECT id FROM agents WHERE organization_id = :organizationId AND'
  const findId = db.prepare(`
    SELECT COALESCE((${byId} id = :name), (${byId} lower(id) = :folded ORDER BY id LIMIT 1), (${byId} slug = :folded)) AS id`)
  return {
    async getAgentId({ organizationId, name }) {
      const id = findId.get({ organizationId, name, folded: name.toLowerCase() })?.['id']
      return typeof id === 'string' ? id : null
    },
    listAgents: async ({ modelProvider, search, ...rest }) =>
      agents({ ...rest, ...selectProviders(modelProvider), search: toPattern(search) }, readAgentRow),
    listRevisions: async (params) => revisions({ ...params }, readRevisionRow),
  }
}

/** For LIKE: any text that holds these characters, none of which stands for another. */
export function toPattern(search: string | null): string | null {
  return search === null ? null : `%${search.toLowerCase().replaceAll(/[%_\\]/g, '\\$&')}%`
}

/** `custom` is every provider that the enum does not name. */
function selectProviders(provider: string | null): { providers: string | null; isIn: number } {
  if (provider === 'custom') return { providers: '["openai","anthropic","google","mistral"]', isIn: 0 }
  return { providers: provider && JSON.stringify([provider]), isIn: 1 }
}
