// context.list: lists context spaces, newest first.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { ContextSpaceSummary } from './context-space.ts'
import { owners } from './emissions.ts'
import { Id, pageInput, pageOutput } from './scalars.ts'

export const listContextSpaces = defineQuery({
  meta: {
    key: 'context.list',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['context', 'list'],
    description: 'Lists context spaces, newest first.',
    goal: 'Find a context space.',
    context: 'Used by agent forms and by scripts.',
  },
  io: {
    inputName: 'ListContextSpacesInput',
    outputName: 'ListContextSpacesOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      /** Case-insensitive substring of name or description. */
      search: z.string().max(200).optional(),
      ...pageInput(),
    }),
    output: z.strictObject(pageOutput(ContextSpaceSummary)),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'list-spaces',
        input: { limit: 1 },
        output: {
          items: [{ id: 'space-123', name: 'Handbook', sourceCount: 1, documentCount: 12, skillCount: 0 }],
          total: 1,
          hasMore: false,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/context-spaces' },
})
