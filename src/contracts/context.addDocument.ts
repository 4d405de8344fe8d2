// context.addDocument: puts a document into a context space.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { contextSpaceId, SourceDocument } from './context-space.ts'
import { owners } from './emissions.ts'
import { CONTEXT_SPACE_NOT_FOUND, DOCUMENT_UNREADABLE, PATH_DENIED, SOURCE_NOT_FOUND } from './errors.ts'
import { Id } from './scalars.ts'

export const addContextDocument = defineCommand({
  meta: {
    key: 'context.addDocument',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['context', 'addDocument'],
    description: 'Puts a document into a context space.',
    goal: 'Let agents read a document that lies in no folder of the server.',
    context:
      'The space needs a source of kind uploaded_documents. A document of the same path is replaced. Searched at once; a request has at most 1 MiB.',
  },
  isIdempotent: true,
  io: {
    inputName: 'AddContextDocumentInput',
    outputName: 'AddContextDocumentOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      ...contextSpaceId,
      /** Default: the only one that takes documents. */
      sourceId: Id.optional(),
      /** Under which name it is listed, e.g. `reports/2026.pdf`; it ends in .md, .txt, .json, .html or .pdf. */
      path: z.string().min(1).max(1000),
      /** Its text, or contentBase64. */
      content: z.string().optional(),
      /** Its bytes. */
      contentBase64: z.base64().optional(),
    }),
    output: SourceDocument.extend({ contextSpaceId: Id }),
    errors: { CONTEXT_SPACE_NOT_FOUND, SOURCE_NOT_FOUND, PATH_DENIED, DOCUMENT_UNREADABLE },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [], audit: ['context.document.added'] },
  acceptance: {
    scenarios: [
      {
        key: 'add-document-no-source',
        given: ['A context space of folders alone'],
        when: ['A caller puts a document into it'],
        then: ['SOURCE_NOT_FOUND is returned'],
        expects: { error: 'SOURCE_NOT_FOUND' },
        play: {
          situation: 'a synced context space',
          input: { contextSpaceId: '{contextSpaceId}', path: 'tea.md', content: 'Warm the pot.' },
        },
      },
    ],
    examples: [
      {
        key: 'add-document',
        input: { contextSpaceId: 'space-123', path: 'tea.md', content: 'Warm the pot.' },
        output: {
          contextSpaceId: 'space-123',
          sourceId: 'space-123-s1',
          relativePath: 'tea.md',
          fileName: 'tea.md',
          contentType: 'text/markdown',
          sizeBytes: 13,
          isPreviewSupported: true,
        },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/context-spaces/{contextSpaceId}/documents' },
  cli: { positionals: ['contextSpaceId', 'path'] },
})
