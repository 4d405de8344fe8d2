// Bearer tokens of an identity provider (JWT, OpenID Connect): signature, issuer, audience and time; then claims to rights.
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Authentication } from '../operations/access.ts'
import type { Clock } from '../runtime/ports.ts'
import type { JwtSettings } from './config.ts'
import { keepFound } from './keep-found.ts'
import { readClaims } from './read-claims.ts'

export interface JwtDeps {
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}

/** Signatures that only the issuer can make: never HMAC, never none. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']
/** How far the clocks of issuer and server may be apart. */
const TOLERANCE_S = 30
const TIMEOUT_MS = 5000

/** Verifies tokens of the issuer. Never rejects: why a token is not taken is its answer. */
export function createJwtVerifier(settings: JwtSettings, deps: JwtDeps): (token: string) => Promise<Authentication> {
  const { issuer, audience } = settings
  const findKeys = createKeyFinder(settings, deps.clock)
  return async (token) => {
    const currentDate = new Date(deps.clock.now())
    const claims = { issuer, audience, currentDate, clockTolerance: TOLERANCE_S, requiredClaims: ['exp'] }
    try {
      const { payload } = await jwtVerify(token, await findKeys(), { ...claims, algorithms: ALGORITHMS })
      const read = readClaims(payload, settings, (Number(payload.exp) + TOLERANCE_S) * 1000)
      return read.principal ? read : { principal: null, detail: `The token has no usable claim "${read.claim}".` }
    } catch (error) {
      return { principal: null, detail: describeRefusal(error, deps) }
    }
  }
}

/** What its bearer may know. What is wrong with the issuer is told to the operator alone. */
function describeRefusal(error: unknown, { onError }: JwtDeps): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.'
  if (error instanceof errors.JWTClaimValidationFailed) return `This server does not take the token's "${error.claim}".`
  if (error instanceof errors.JWKSNoMatchingKey)
    return 'The token is signed with a key that its issuer does not publish.'
  const isOfToken = [
    errors.JWSInvalid,
    errors.JWTInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JOSEAlgNotAllowed,
  ]
  if (isOfToken.some((kind) => error instanceof kind)) return 'The token is not valid.'
  onError(error)
  return 'The keys of the token issuer cannot be read right now.'
}

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() })

/** Finds the key set, through the issuer's discovery document unless it is configured. jose caches the keys. */
function createKeyFinder({ issuer, jwksUrl }: JwtSettings, clock: Clock): () => Promise<JWTVerifyGetKey> {
  const open = (url: string) => createRemoteJWKSet(new URL(url), { timeoutDuration: TIMEOUT_MS })
  const discover = async () => {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!response.ok) throw new Error(`${url} answered ${response.status}`)
    const found = Discovery.parse(await response.json())
    if (found.issuer !== issuer) throw new Error(`${url} is of the issuer "${found.issuer}", not "${issuer}"`)
    return open(found.jwks_uri)
  }
  return keepFound(async () => (jwksUrl === null ? discover() : open(jwksUrl)), clock)
}
