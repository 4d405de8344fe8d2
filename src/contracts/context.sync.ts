// context.sync: reads what changed in the sources of a context space.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { ContextProblem, contextSpaceId } from './context-space.ts'
import { owners } from './emissions.ts'
import { CONTEXT_SPACE_NOT_FOUND } from './errors.ts'
import { Count, DateTime, Id } from './scalars.ts'

export const syncContextSpace = defineCommand({
  meta: {
    key: 'context.sync',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['context', 'sync'],
    description: 'Reads what changed in the sources of a context space.',
    goal: 'Let agents answer from the present state of documents.',
    context:
      'Unchanged files are not read again (skipped). What cannot be read becomes a problem; the rest is kept. Calls at the same time share one sync.',
  },
  isIdempotent: true,
  io: {
    inputName: 'SyncContextSpaceInput',
    outputName: 'SyncContextSpaceOutput',
    input: z.strictObject({ organizationId: Id.optional(), ...contextSpaceId, sourceId: Id.optional() }),
    output: z.strictObject({
      contextSpaceId: Id,
      documentCount: Count,
      added: Count,
      changed: Count,
      removed: Count,
      /** Files that have not changed since they were read. */
      skipped: Count,
      problems: z.array(ContextProblem),
      syncedAt: DateTime,
    }),
    errors: { CONTEXT_SPACE_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [], audit: ['context.synced'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'sync-handbook',
        input: { contextSpaceId: 'space-123' },
        output: {
          contextSpaceId: 'space-123',
          documentCount: 12,
          added: 0,
          changed: 1,
          removed: 0,
          skipped: 11,
          problems: [],
          syncedAt: '2026-01-05T09:00:00.000Z',
        },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/context-spaces/{contextSpaceId}/sync' },
  cli: { positionals: ['contextSpaceId'] },
})
