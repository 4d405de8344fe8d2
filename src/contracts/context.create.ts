// context.create: makes a context space.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { NewContextSource } from './context-space.ts'
import { owners } from './emissions.ts'
import { CONTEXT_SPACE_EXISTS, PATH_DENIED, SOURCE_KIND_UNSUPPORTED } from './errors.ts'
import { Id, Name } from './scalars.ts'

export const createContextSpace = defineCommand({
  meta: {
    key: 'context.create',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['context', 'create'],
    description: 'Makes a context space.',
    goal: 'Let agents read documents and skills before they answer.',
    context: 'Nothing is read yet: context.sync reads the sources. Local paths are relative to ERRAND_CONTEXT_ROOTS.',
  },
  io: {
    inputName: 'CreateContextSpaceInput',
    outputName: 'CreateContextSpaceOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      /** Unique in the tenant, whatever the letter case. */
      name: Name,
      description: z.string().max(1000).optional(),
      sources: z.array(NewContextSource).max(50).optional(),
      skillSources: z.array(NewContextSource).max(50).optional(),
    }),
    output: z.strictObject({ id: Id, name: Name }),
    errors: { CONTEXT_SPACE_EXISTS, SOURCE_KIND_UNSUPPORTED, PATH_DENIED },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [], audit: ['context.created'] },
  acceptance: {
    scenarios: [
      {
        key: 'context-path-denied',
        given: ['The folder is outside of the roots that the operator named'],
        when: ['A user makes a context space of it'],
        then: ['PATH_DENIED is returned'],
        expects: { error: 'PATH_DENIED' },
        play: {
          input: { name: 'Etc', sources: [{ name: 'Etc', kind: 'local_file_system', path: '/etc' }] },
        },
      },
    ],
    examples: [
      {
        key: 'create-handbook',
        input: { name: 'Handbook', sources: [{ name: 'Docs', kind: 'local_file_system', path: 'docs' }] },
        output: { id: 'space-123', name: 'Handbook' },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/context-spaces' },
})
