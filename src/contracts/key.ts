// An API key as operations show it. Its secret is in no answer but that of `key.create`.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { Scope } from './enums.ts'
import { DateTime, Hierarchy, Id, Name } from './scalars.ts'

/** The plugin under which calls with a key are made. */
export const Plugin = z.strictObject({ owner: Name, repository: Name, version: Name })
export type Plugin = z.infer<typeof Plugin>

export const ApiKey = z.strictObject({
  keyId: Id,
  organizationId: Id,
  /** Who acts with the key: the owner of its runs, the actor of its audit rows. */
  userId: Id,
  name: Name,
  scopes: z.array(Scope).min(1),
  /** Every call with the key is made from this path or one below it; absent: from any. */
  hierarchy: Hierarchy.optional(),
  plugin: Plugin.optional(),
  createdAt: DateTime,
  /** userId of who made it. */
  createdBy: Id,
  expiresAt: DateTime.optional(),
  revokedAt: DateTime.optional(),
  /** To the hour; absent: never used. */
  lastUsedAt: DateTime.optional(),
})
export type ApiKey = z.infer<typeof ApiKey>

nameSchemas({ Plugin, ApiKey })
