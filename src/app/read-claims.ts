// From the claims of an identity provider to who somebody is here, and what they may do.
import { Scope } from '../contracts/enums.ts'
import { Id } from '../contracts/scalars.ts'
import type { Principal } from '../operations/operation.ts'
import type { ClaimNames } from './config.ts'

/** Who somebody is and what they may do; or which claim does not say it. */
export type ReadClaims = { readonly principal: Principal } | { readonly principal: null; readonly claim: string }

/** Of the scopes only `errand:read`, `errand:run` and `errand:admin` count. `untilMs`: when it is over. */
export function readClaims(claims: Readonly<Record<string, unknown>>, names: ClaimNames, untilMs: number): ReadClaims {
  const organizationId = Id.safeParse(claims[names.organizationClaim])
  if (!organizationId.success) return { principal: null, claim: names.organizationClaim }
  const userId = Id.safeParse(claims[names.userClaim])
  if (!userId.success) return { principal: null, claim: names.userClaim }
  const given = claims[names.scopesClaim]
  const words = typeof given === 'string' ? given.split(' ') : Array.isArray(given) ? given : []
  const principal = {
    organizationId: organizationId.data,
    userId: userId.data,
    scopes: Scope.options.filter((scope) => words.includes(`errand:${scope}`)),
    credentialId: `jwt:${userId.data}`,
    expiresAt: new Date(untilMs).toISOString(),
    hierarchy: null,
    plugin: null,
    isOperator: false,
  }
  return { principal }
}
