// context.search: searches the documents of context spaces.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { ContextSearchSummary, SourceSearchResult } from './context-space.ts'
import { owners } from './emissions.ts'
import { AGENT_NOT_FOUND, CONTEXT_SPACE_NOT_FOUND } from './errors.ts'
import { Id } from './scalars.ts'

export const searchContext = defineQuery({
  meta: {
    key: 'context.search',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['context', 'search'],
    description: 'Searches the documents of context spaces.',
    goal: 'Find where something is written.',
    context:
      'The same search that runs use, over what was synced last. Without spaces and agent it searches every space of the tenant.',
  },
  io: {
    inputName: 'SearchContextInput',
    outputName: 'SearchContextOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      query: z.string().min(1).max(10_000),
      contextSpaceIds: z.array(Id).min(1).max(50).optional(),
      /** Searches the spaces of this agent. */
      agentId: Id.optional(),
      limit: z.int().min(1).max(100).default(10),
    }),
    output: z.strictObject({
      items: z.array(SourceSearchResult.extend({ contextSpaceId: Id })),
      summary: ContextSearchSummary,
    }),
    errors: { CONTEXT_SPACE_NOT_FOUND, AGENT_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'search-handbook',
        input: { query: 'parental leave', contextSpaceIds: ['space-123'] },
        output: {
          items: [
            {
              contextSpaceId: 'space-123',
              sourceId: 'space-123-s1',
              sourceName: 'Docs',
              relativePath: 'people/leave.md',
              fileName: 'leave.md',
              snippet: 'Parental leave is 16 weeks, paid in full...',
              score: 14.2,
            },
          ],
          summary: { attachedSourceCount: 1, searchedDocumentCount: 12, candidateCount: 1, selectedCount: 1 },
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/context-search' },
  cli: { positionals: ['query'] },
})
