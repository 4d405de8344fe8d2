// key.list: the API keys of the tenant, newest first, revoked and expired ones too.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { ApiKey } from './key.ts'
import { Id, pageInput, pageOutput } from './scalars.ts'

export const listKeys = defineQuery({
  meta: {
    key: 'key.list',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['key', 'list'],
    description: 'Lists API keys, newest first, without their secrets.',
    goal: 'See who has access, and which keys are no longer used.',
    context: 'Revoked and expired keys stay in the list.',
  },
  io: {
    inputName: 'ListKeysInput',
    outputName: 'ListKeysOutput',
    input: z.strictObject({ organizationId: Id.optional(), ...pageInput() }),
    output: z.strictObject(pageOutput(ApiKey)),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['admin'], mayNameTenant: true },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'list-one',
        input: { limit: 1 },
        output: {
          items: [
            {
              keyId: 'key-123',
              organizationId: 'default',
              userId: 'key-123',
              name: 'Nightly report',
              scopes: ['read', 'run'],
              createdAt: '2026-01-05T09:00:00.000Z',
              createdBy: 'root',
              lastUsedAt: '2026-01-06T02:00:00.000Z',
            },
          ],
          total: 1,
          hasMore: false,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/keys' },
})
