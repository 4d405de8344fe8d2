// context.get: shows a context space.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { ContextSpace, contextSpaceId, Skill } from './context-space.ts'
import { owners } from './emissions.ts'
import { CONTEXT_SPACE_NOT_FOUND } from './errors.ts'
import { Id } from './scalars.ts'

export const getContextSpace = defineQuery({
  meta: {
    key: 'context.get',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['context', 'get'],
    description: 'Shows a context space.',
    goal: 'See what an agent can read, and what could not be read.',
    context: 'Problems name the files that were left out.',
  },
  io: {
    inputName: 'GetContextSpaceInput',
    outputName: 'GetContextSpaceOutput',
    input: z.strictObject({ organizationId: Id.optional(), ...contextSpaceId, includeSkills: z.boolean().optional() }),
    output: ContextSpace.extend({ skills: z.array(Skill).optional() }),
    errors: { CONTEXT_SPACE_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'get-handbook',
        input: { contextSpaceId: 'space-123' },
        output: {
          id: 'space-123',
          organizationId: 'default',
          name: 'Handbook',
          sources: [{ id: 'space-123-s1', name: 'Docs', kind: 'local_file_system', path: 'docs' }],
          skillSources: [],
          documentCount: 12,
          skillCount: 0,
          agentIds: ['support'],
          lastSyncedAt: '2026-01-05T09:00:00.000Z',
          problems: [],
          createdAt: '2026-01-05T08:59:00.000Z',
          updatedAt: '2026-01-05T09:00:00.000Z',
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/context-spaces/{contextSpaceId}' },
  cli: { positionals: ['contextSpaceId'] },
})
