// The verbs of the Store port about API keys. A secret never comes here, only its hash.
import type { Scope } from '../contracts/enums.ts'
import type { Plugin } from '../contracts/key.ts'
import type { CommandRecord, Page, PageParams } from './record.ts'

export interface KeyRow {
  readonly keyId: string
  readonly organizationId: string
  readonly userId: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly hierarchy: string | null
  readonly plugin: Plugin | null
  readonly createdAt: string
  /** userId of who made it. */
  readonly createdBy: string
  /** ISO-8601 UTC; null: never. */
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  readonly lastUsedAt: string | null
}

export type NewKey = Omit<KeyRow, 'revokedAt' | 'lastUsedAt'> & {
  /** SHA-256 of the secret, in hex. */
  readonly hash: string
}

export type RevokeKeyResult =
  /** `at` is the moment of the first revocation. */
  { readonly outcome: 'revoked'; readonly at: string } | { readonly outcome: 'missing' | 'replied' }

/** **Contract:** as of the whole Store. */
export interface KeyVerbs {
  createKey(params: { key: NewKey; record: CommandRecord }): Promise<{ readonly outcome: 'created' | 'replied' }>

  /** Newest first, revoked and expired ones too. */
  listKeys(params: { organizationId: string } & PageParams): Promise<Page<KeyRow>>

  /** Over all tenants, revoked and expired ones too. */
  getKey(which: { readonly hash: string } | { readonly keyId: string }): Promise<KeyRow | null>

  revokeKey(params: {
    organizationId: string
    keyId: string
    at: string
    createRecord: (revokedAt: string) => CommandRecord
  }): Promise<RevokeKeyResult>

  /** Notes that the key was used. */
  touchKey(params: { keyId: string; at: string }): Promise<void>

  /** Calls `listener` with the id of each key that is revoked, after the commit. Returns the way to stop. */
  watchKeys(listener: (keyId: string) => void): () => void
}
