// A stored agent as it begins: one revision, not published. Its id is its slug, which never changes.
import type { AgentRow } from './agent-row.ts'
import { renderRevisionId } from './revise-agent.ts'

type Given = Pick<AgentRow, 'organizationId' | 'slug' | 'name' | 'description' | 'status' | 'tags' | 'definition'>

export function createAgentRow(given: Given, at: string): AgentRow {
  return {
    id: given.slug,
    ...given,
    origin: 'api',
    revisionNumber: 1,
    latestRevisionId: renderRevisionId(given.slug, 1),
    publishedRevisionId: null,
    lastPublishedAt: null,
    createdAt: at,
    updatedAt: at,
    webhookUrl: null,
  }
}
