// context.previewDocument: shows the text of one document or skill.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { contextSpaceId } from './context-space.ts'
import { owners } from './emissions.ts'
import { CONTEXT_SPACE_NOT_FOUND, DOCUMENT_NOT_FOUND, PATH_DENIED, PREVIEW_UNSUPPORTED } from './errors.ts'
import { Count, Id } from './scalars.ts'

export const previewContextDocument = defineQuery({
  meta: {
    key: 'context.previewDocument',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['context', 'previewDocument'],
    description: 'Shows the text of one document or skill.',
    goal: 'Read what an agent read.',
    context: 'The text as it was synced, cut at 65,536 characters. Name a sourceId and a path, or a skillId.',
  },
  io: {
    inputName: 'PreviewContextDocumentInput',
    outputName: 'PreviewContextDocumentOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      ...contextSpaceId,
      sourceId: Id.optional(),
      /** Relative to the source. */
      path: z.string().min(1).max(1000).optional(),
      skillId: Id.optional(),
    }),
    output: z.strictObject({
      contextSpaceId: Id,
      sourceId: Id,
      sourceName: z.string(),
      relativePath: z.string(),
      fileName: z.string(),
      contentType: z.string(),
      content: z.string(),
      isTruncated: z.boolean(),
      sizeBytes: Count,
    }),
    errors: { CONTEXT_SPACE_NOT_FOUND, DOCUMENT_NOT_FOUND, PATH_DENIED, PREVIEW_UNSUPPORTED },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'preview-path-denied',
        given: ['A context space'],
        when: ['A caller asks for a file outside of its source'],
        then: ['PATH_DENIED is returned'],
        expects: { error: 'PATH_DENIED' },
        play: {
          situation: 'a synced context space',
          input: { contextSpaceId: '{contextSpaceId}', sourceId: '{sourceId}', path: '..%2fsecret.md' },
        },
      },
    ],
    examples: [
      {
        key: 'preview-document',
        input: { contextSpaceId: 'space-123', sourceId: 'space-123-s1', path: 'people/leave.md' },
        output: {
          contextSpaceId: 'space-123',
          sourceId: 'space-123-s1',
          sourceName: 'Docs',
          relativePath: 'people/leave.md',
          fileName: 'leave.md',
          contentType: 'text/markdown',
          content: '# Leave',
          isTruncated: false,
          sizeBytes: 7,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/context-spaces/{contextSpaceId}/preview' },
  cli: { positionals: ['contextSpaceId', 'sourceId', 'path'] },
})
