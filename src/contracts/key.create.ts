// key.create: makes an API key. Its secret is in this one answer and nowhere else; the store holds a hash.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Scope } from './enums.ts'
import { ApiKey, Plugin } from './key.ts'
import { DateTime, Hierarchy, Id, Name } from './scalars.ts'

export const createKey = defineCommand({
  meta: {
    key: 'key.create',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['key', 'create'],
    description: 'Makes an API key and shows its secret, once.',
    goal: 'Give a program or a person a credential with few rights that can be taken back.',
    context: 'The root token may name another tenant in organizationId: that is how a tenant comes to be.',
  },
  io: {
    inputName: 'CreateKeyInput',
    outputName: 'CreateKeyOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      name: Name,
      /** No more than the caller has. */
      scopes: z.array(Scope).min(1).max(3),
      expiresAt: DateTime.optional(),
      /** Default: the id of the key. */
      userId: Id.optional(),
      hierarchy: Hierarchy.optional(),
      plugin: Plugin.optional(),
    }),
    output: z.strictObject({ key: ApiKey, secret: z.string() }),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['admin'], mayNameTenant: true },
  isShownOnce: true,
  sideEffects: { emits: [], audit: ['key.create'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'create-basic',
        input: { name: 'Nightly report', scopes: ['read', 'run'], expiresAt: '2026-07-01T00:00:00.000Z' },
        output: {
          key: {
            keyId: 'key-123',
            organizationId: 'default',
            userId: 'key-123',
            name: 'Nightly report',
            scopes: ['read', 'run'],
            createdAt: '2026-01-05T09:00:00.000Z',
            createdBy: 'root',
            expiresAt: '2026-07-01T00:00:00.000Z',
          },
          secret: 'errand_key_…',
        },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/keys' },
})
