// How a run reads its context spaces: from the index in the store, never from the disk.
import type { RunEventData } from '../contracts/run-event.ts'
import { fuseRanks } from '../core/fuse-ranks.ts'
import { type Candidate, rankDocuments, renderResult, selectDocuments } from '../core/rank-chunks.ts'
import { listTerms } from '../core/search-terms.ts'
import type { RunContext } from '../runtime/ports.ts'
import type { ContextSpaceRow } from '../store/context-verbs.ts'
import type { Store } from '../store/store.ts'

/** What of context spaces is not in the store. */
export interface ReadSpaces {
  /** Resolves when no sync of these spaces is under way. */
  whenSynced(organizationId: string, contextSpaceIds: readonly string[]): Promise<void>
  /** Pieces that are near a query in meaning, nearest first. Never rejects. */
  findNear(search: {
    organizationId: string
    contextSpaceIds: readonly string[]
    query: string
  }): Promise<readonly Candidate[]>
}

export interface ContextParams {
  readonly organizationId: string
  readonly contextSpaceIds: readonly string[]
  /** The one of them that is searched; null: all. */
  readonly searchedSpaceId: string | null
  readonly store: Store
  readonly spaces: ReadSpaces
  /** Tries until the store answers; null when the run is let go of. */
  readonly ask: <T>(perform: () => Promise<T>) => Promise<T | null>
}

export function createRunContext({
  organizationId,
  contextSpaceIds,
  searchedSpaceId,
  store,
  spaces: outside,
  ask,
}: ContextParams): RunContext {
  const readSpaces = async (): Promise<ContextSpaceRow[] | null> => {
    const rows = await ask(() =>
      Promise.all(contextSpaceIds.map((contextSpaceId) => store.getContextSpace({ organizationId, contextSpaceId }))),
    )
    return rows && rows.filter((row) => row !== null)
  }
  return {
    async describe() {
      const spaces = await readSpaces()
      // What was never read is waited for: an empty answer would be a wrong one.
      const unread = (spaces ?? []).filter((space) => space.lastSyncedAt === null || space.origin === 'code')
      await outside.whenSynced(
        organizationId,
        unread.map(({ id }) => id),
      )
      const rows = unread.length > 0 ? await readSpaces() : spaces
      return rows && describeSpaces(rows)
    },
    async search(query) {
      const spaces = (await readSpaces())?.filter(({ id }) => searchedSpaceId === null || id === searchedSpaceId)
      if (!spaces) return null
      const terms = [...new Set(listTerms(query))]
      const ids = spaces.map(({ id }) => id)
      const found = await ask(() => store.findChunks({ organizationId, contextSpaceIds: ids, terms }))
      if (!found) return null
      const near = await outside.findNear({ organizationId, contextSpaceIds: ids, query })
      const ranked = fuseRanks(rankDocuments(query, found.candidates, found), near)
      const sources = spaces.flatMap((space) => space.sources)
      const names = new Map(sources.map(({ id, name }) => [id, name]))
      const results = selectDocuments(ranked).map((document) => renderResult(document, query, names))
      const summary = {
        attachedSourceCount: sources.length,
        searchedDocumentCount: found.documentCount,
        candidateCount: ranked.length,
        selectedCount: results.length,
      }
      return { query, summary, results }
    },
    async readFile(sourceId, path, maxCharacters) {
      const spaces = await readSpaces()
      const space = spaces?.find(({ skillSources }) => skillSources.some(({ id }) => id === sourceId))
      if (!space) return null
      if (space.problems.some((problem) => problem.path === path && problem.code === 'PATH_DENIED')) return 'denied'
      return ask(() => store.getDocument({ organizationId, contextSpaceId: space.id, sourceId, path, maxCharacters }))
    },
  }
}

function describeSpaces(spaces: readonly ContextSpaceRow[]): RunEventData<'context.provided'> {
  const withText = <T extends object>(value: T, description: string | null | undefined) => ({
    ...value,
    ...(typeof description === 'string' && { description }),
  })
  return {
    contextSpaces: spaces.map(({ id, name, description }) => withText({ id, name }, description)),
    skills: spaces.flatMap(({ skills }) =>
      skills.map(({ skillId, contentType: _type, isPreviewSupported: _is, ...skill }) => ({ id: skillId, ...skill })),
    ),
    sources: spaces.flatMap(({ sources }) =>
      sources.map(({ id, name, kind, description }) => withText({ id, name, kind }, description)),
    ),
  }
}
