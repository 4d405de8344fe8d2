// context.listDocuments: lists the documents or the skills of a context space.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { contextSpaceId, Skill, SourceDocument } from './context-space.ts'
import { owners } from './emissions.ts'
import { CONTEXT_SPACE_NOT_FOUND } from './errors.ts'
import { Id, pageInput, pageOutput } from './scalars.ts'

export const listContextDocuments = defineQuery({
  meta: {
    key: 'context.listDocuments',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['context', 'listDocuments'],
    description: 'Lists the documents or the skills of a context space.',
    goal: 'See what was read.',
    context: 'In order of source and path; what could not be read is among the problems of context.get.',
  },
  io: {
    inputName: 'ListContextDocumentsInput',
    outputName: 'ListContextDocumentsOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      ...contextSpaceId,
      sourceId: Id.optional(),
      type: z.enum(['source', 'skill']).default('source'),
      ...pageInput(),
    }),
    output: z.strictObject(pageOutput(z.union([SourceDocument, Skill]))),
    errors: { CONTEXT_SPACE_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'list-documents',
        input: { contextSpaceId: 'space-123', limit: 1 },
        output: {
          items: [
            {
              sourceId: 'space-123-s1',
              relativePath: 'people/leave.md',
              fileName: 'leave.md',
              contentType: 'text/markdown',
              sizeBytes: 2048,
              isPreviewSupported: true,
            },
          ],
          total: 12,
          hasMore: true,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/context-spaces/{contextSpaceId}/documents' },
  cli: { positionals: ['contextSpaceId'] },
})
