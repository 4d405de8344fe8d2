// Searches context spaces, as runs do.
import { searchContext } from '../contracts/context.search.ts'
import { fuseRanks } from '../core/fuse-ranks.ts'
import { rankDocuments, renderResult } from '../core/rank-chunks.ts'
import { listTerms } from '../core/search-terms.ts'
import type { ContextSpaceRow } from '../store/context-verbs.ts'
import { type CallDeps, implement } from './operation.ts'
import { requireSpace } from './require-space.ts'

export const search = implement(searchContext, {
  async run({ query, contextSpaceIds, agentId, limit }, deps, fail) {
    const { store, principal } = deps
    const { organizationId } = principal
    const agent = agentId === undefined ? null : await store.getAgent({ organizationId, agentId })
    if (agentId !== undefined && !agent) fail('AGENT_NOT_FOUND')
    const ids = contextSpaceIds ?? (agent ? (agent.definition.contextSpaceIds ?? []) : null)
    const chosen = ids
      ? await Promise.all(ids.map((id) => requireSpace(id, deps, fail)))
      : await listAll(deps, organizationId)
    const terms = [...new Set(listTerms(query))]
    const searched = { organizationId, contextSpaceIds: chosen.map(({ id }) => id) }
    const [found, near] = await Promise.all([
      store.findChunks({ ...searched, terms }),
      deps.spaces.findNear({ ...searched, query }),
    ])
    const ranked = fuseRanks(rankDocuments(query, found.candidates, found), near)
    const sources = chosen.flatMap((space) => space.sources)
    const names = new Map(sources.map(({ id, name }) => [id, name]))
    const items = ranked.slice(0, limit).map((document) => ({
      contextSpaceId: document.candidate.contextSpaceId,
      ...renderResult(document, query, names),
    }))
    const summary = {
      attachedSourceCount: sources.length,
      searchedDocumentCount: found.documentCount,
      candidateCount: ranked.length,
      selectedCount: items.length,
    }
    return { items, summary }
  },
})

async function listAll({ store }: CallDeps, organizationId: string): Promise<ContextSpaceRow[]> {
  return (await store.listContextSpaces({ organizationId, search: null, limit: 500, offset: 0 })).items
}
