// credential.get: whose the credential of the call is, and what it may do.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Scope } from './enums.ts'
import { Plugin } from './key.ts'
import { DateTime, Hierarchy, Id, Name } from './scalars.ts'

export const Credential = z.strictObject({
  organizationId: Id,
  /** Who acts with it: the owner of its runs, the actor of its audit rows. */
  userId: Id,
  /** The root token, an API key, or a token of an identity provider. */
  kind: z.enum(['root', 'key', 'token']),
  /** `root`, the id of the API key, or `jwt:` and the subject of the token. */
  credentialId: z.string(),
  /** What the API key is called. */
  name: Name.optional(),
  scopes: z.array(Scope),
  /** Every call with it is made from this path or one below it; absent: from any. */
  hierarchy: Hierarchy.optional(),
  plugin: Plugin.optional(),
  /** When it ends by itself; absent: never. */
  expiresAt: DateTime.optional(),
})
nameSchemas({ Credential })

export const getCredential = defineQuery({
  meta: {
    key: 'credential.get',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['credential', 'get'],
    description: 'Tells whose the credential of the call is, and what it may do.',
    goal: 'Know as whom one calls, and offer only what is allowed.',
    context: 'Used by the console. It tells what holds now, not what held at the sign-in.',
  },
  io: {
    inputName: 'GetCredentialInput',
    outputName: 'Credential',
    input: z.strictObject({ organizationId: Id.optional() }),
    output: Credential,
    errors: {},
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'of-a-key',
        input: {},
        output: {
          organizationId: 'default',
          userId: 'key-123',
          kind: 'key',
          credentialId: 'key-123',
          name: 'Nightly report',
          scopes: ['read', 'run'],
          expiresAt: '2026-07-01T00:00:00.000Z',
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/credential' },
})
