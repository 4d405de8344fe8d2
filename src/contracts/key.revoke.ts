// key.revoke: ends an API key at once, its open streams included.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { notFound } from './errors.ts'
import { DateTime, Id } from './scalars.ts'

export const revokeKey = defineCommand({
  isIdempotent: true,
  meta: {
    key: 'key.revoke',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['key', 'revoke'],
    description: 'Ends an API key for good; its open streams end too.',
    goal: 'Take access back at once.',
    context: 'Runs that were started with the key go on. Revoking a revoked key changes nothing.',
  },
  io: {
    inputName: 'RevokeKeyInput',
    outputName: 'RevokeKeyOutput',
    input: z.strictObject({ organizationId: Id.optional(), keyId: Id }),
    output: z.strictObject({ keyId: Id, revokedAt: DateTime }),
    errors: {
      KEY_NOT_FOUND: notFound('KEY_NOT_FOUND', 'The specified key does not exist', 'Key id is unknown in the tenant'),
    },
  },
  policy: { auth: 'user', scopes: ['admin'], mayNameTenant: true },
  sideEffects: { emits: [], audit: ['key.revoke'] },
  acceptance: {
    scenarios: [
      {
        key: 'key-not-found',
        given: ['The tenant has no such key'],
        when: ['The key is revoked'],
        then: ['KEY_NOT_FOUND is returned'],
        expects: { error: 'KEY_NOT_FOUND' },
        play: { input: { keyId: 'nowhere' } },
      },
    ],
    examples: [
      {
        key: 'revoke-basic',
        input: { keyId: 'key-123' },
        output: { keyId: 'key-123', revokedAt: '2026-01-05T09:00:00.000Z' },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/keys/{keyId}/revoke' },
  cli: { positionals: ['keyId'] },
})
