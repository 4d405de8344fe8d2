// What an identity provider is for here: its tokens are taken, and people sign in at it.
import { randomBytes } from 'node:crypto'
import type { Authentication } from '../operations/access.ts'
import type { Clock } from '../runtime/ports.ts'
import type { IdentityProvider } from '../surfaces/console/identity-provider.ts'
import type { JwtSettings, OidcSettings } from './config.ts'
import type { Credential } from './credentials.ts'
import { createIdentityProvider } from './identity-provider.ts'
import { createJwtVerifier } from './jwt.ts'
import { createPersonTokens } from './person-tokens.ts'

export interface SignIn {
  /** What sessions are sealed with: the root token, so they end when it is replaced; without one they end with the process. */
  readonly secret: string
  /** Says whose a token is that is neither the root token nor a key; null: no others are taken. */
  readonly verify: ((token: string) => Promise<Authentication>) | null
  /** Where people sign in; null: nowhere. */
  readonly provider: IdentityProvider | null
}

export interface SignInSettings {
  readonly credentials: readonly Credential[]
  readonly jwt?: JwtSettings | null
  readonly oidc?: OidcSettings | null
}

export function createSignIn(
  { credentials, jwt = null, oidc = null }: SignInSettings,
  deps: { readonly clock: Clock; readonly onError: (error: unknown) => void },
): SignIn {
  const secret = credentials[0]?.token ?? randomBytes(32).toString('hex')
  const verifyJwt = jwt && createJwtVerifier(jwt, deps)
  if (!oidc) return { secret, verify: verifyJwt, provider: null }
  // Another issuer may mean other people by the same names.
  const purpose = `errand person of ${oidc.issuer} ${oidc.clientId}`
  const persons = createPersonTokens({ secret, purpose, nowMs: () => deps.clock.now() })
  return {
    secret,
    verify: async (token) => persons.authenticate(token) ?? verifyJwt?.(token) ?? UNKNOWN,
    provider: createIdentityProvider(oidc, { ...deps, persons }),
  }
}

const UNKNOWN: Authentication = { principal: null, detail: 'The token is not one of this server.' }
