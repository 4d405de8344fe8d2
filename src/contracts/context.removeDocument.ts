// context.removeDocument: takes a document that was put into a context space out again.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { contextSpaceId } from './context-space.ts'
import { owners } from './emissions.ts'
import { CONTEXT_SPACE_NOT_FOUND, DOCUMENT_NOT_FOUND, SOURCE_NOT_FOUND } from './errors.ts'
import { Id } from './scalars.ts'

export const removeContextDocument = defineCommand({
  meta: {
    key: 'context.removeDocument',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['context', 'removeDocument'],
    description: 'Takes a document that was put into a context space out again.',
    goal: 'Let agents read it no more.',
    context: 'Runs that were given excerpts of it keep them. Documents of folders go when their files go.',
  },
  io: {
    inputName: 'RemoveContextDocumentInput',
    outputName: 'RemoveContextDocumentOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      ...contextSpaceId,
      /** Default: the only one that takes documents. */
      sourceId: Id.optional(),
      path: z.string().min(1).max(1000),
    }),
    output: z.strictObject({ contextSpaceId: Id, sourceId: Id, relativePath: z.string() }),
    errors: { CONTEXT_SPACE_NOT_FOUND, SOURCE_NOT_FOUND, DOCUMENT_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [], audit: ['context.document.removed'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'remove-document',
        input: { contextSpaceId: 'space-123', path: 'tea.md' },
        output: { contextSpaceId: 'space-123', sourceId: 'space-123-s1', relativePath: 'tea.md' },
      },
    ],
  },
  http: { method: 'DELETE', path: '/v1/context-spaces/{contextSpaceId}/documents' },
  cli: { positionals: ['contextSpaceId', 'path'] },
})
