// What the pipeline asks about credentials: whose a token is, and when it ends.
import type { Principal } from './operation.ts'

export type Authentication =
  | { readonly principal: Principal }
  /** `detail` says what is wrong with the token as far as its bearer may know. */
  | { readonly principal: null; readonly detail: string }

export interface Access {
  /** Whose a bearer token is; null: none was given. Rejects with `StoreUnavailableError` when that cannot be found out. */
  authenticate(token: string | null): Promise<Authentication>
  /** Who acts with the credential that something was started with, and the rights it has now; null when it has ended. */
  resolve(creator: { organizationId: string; credentialId: string | null }): Promise<Principal | null>
  /** Calls `onEnd` once when the credential is revoked or expires, at once when it has been. Returns the way to stop. */
  watch(principal: Principal, onEnd: () => void): () => void
}
