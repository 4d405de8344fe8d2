// Revisions of an agent, as the run API shows them.
import { z } from 'zod'
import { diffRevisions } from '../../contracts/agent.diffRevisions.ts'
import { listRevisions } from '../../contracts/agent.listRevisions.ts'
import { Id } from '../../contracts/scalars.ts'
import type { AgentRow, RevisionRow } from '../../core/agent-row.ts'
import { diffSettings } from '../../core/revise-agent.ts'
import type { DialectRequest } from '../../operations/dialect-route.ts'
import { type ApiRoute, defineRead, nothing, show } from './api-route.ts'
import { createPageQuery, renderList } from './paging.ts'
import { renderConfig } from './render-agent.ts'

const REVISIONS = '/v0.1/agents/:agentId/revisions'
const PAGE = 500

export const revisionRoutes: readonly ApiRoute[] = [
  defineRead({ path: REVISIONS, contract: listRevisions }, createPageQuery(20), async (agent, { store }, page) => {
    const { items, total } = await store.listRevisions({ ...keyOf(agent), ...page })
    const shown = items.map(({ id, agentId, createdAt, isPublished }) => ({ id, agentId, createdAt, isPublished }))
    return renderList(shown, total)
  }),
  defineRead(
    { path: `${REVISIONS}/diff`, contract: diffRevisions },
    z.strictObject({ from: Id, to: Id }),
    async (agent, { store, refuse }, asked) => {
      const from = await store.getRevision({ ...keyOf(agent), revisionId: asked.from })
      const to = await store.getRevision({ ...keyOf(agent), revisionId: asked.to })
      if (!from || !to) return refuse('REVISION_NOT_FOUND')
      const configs = { from: renderConfig(from), to: renderConfig(to) }
      return show({ ...configs, diff: diffSettings(configs.from, configs.to) })
    },
  ),
  defineRead({ path: `${REVISIONS}/:revisionId`, contract: diffRevisions }, nothing, async (agent, request) => {
    const revisionId = request.params['revisionId'] ?? ''
    const definition = await request.store.getRevision({ ...keyOf(agent), revisionId })
    const row = definition && (await findRow(agent, revisionId, request))
    if (!row) return request.refuse('REVISION_NOT_FOUND')
    const { id, createdAt, isPublished } = row
    return show({ id, createdAt, isPublished, config: renderConfig(definition) })
  }),
]

function keyOf({ organizationId, id: agentId }: AgentRow) {
  return { organizationId, agentId }
}

async function findRow(agent: AgentRow, revisionId: string, { store }: DialectRequest): Promise<RevisionRow | null> {
  for (let offset = 0; ; offset += PAGE) {
    const { items } = await store.listRevisions({ ...keyOf(agent), limit: PAGE, offset })
    const row = items.find(({ id }) => id === revisionId)
    if (row || items.length < PAGE) return row ?? null
  }
}
