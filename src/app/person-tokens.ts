// What people who signed in at an identity provider act with: this server's own word on who they are, under its seal. It is
// kept in their session and goes nowhere else.
import type { Authentication } from '../operations/access.ts'
import type { Principal } from '../operations/operation.ts'
import { createSeal, type SealDeps } from '../surfaces/console/create-seal.ts'

export interface PersonTokens {
  /** A token of what the claims say; it is over when the principal is. */
  create(principal: Principal): string
  /** null: it is no token of a person. */
  authenticate(token: string): Authentication | null
}

const PREFIX = 'errand_person_'
const OVER = 'The session is over; sign in again.'

export function createPersonTokens(deps: SealDeps): PersonTokens {
  const seal = createSeal(deps)
  return {
    create: (principal) => PREFIX + seal.close(principal, Date.parse(principal.expiresAt ?? '')),
    authenticate(token) {
      if (!token.startsWith(PREFIX)) return null
      const principal = seal.open(token.slice(PREFIX.length)) as Principal | null
      return principal ? { principal } : { principal: null, detail: OVER }
    },
  }
}
