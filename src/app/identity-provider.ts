// Signing in with OpenID Connect: the code flow with PKCE, state and nonce, as openid-client does it. Nothing is loaded and
// nobody is asked before the first sign-in, so the server starts while the provider is away.
import type * as OpenId from 'openid-client'
import type { Clock } from '../runtime/ports.ts'
import type { FinishParams, IdentityProvider, StartParams } from '../surfaces/console/identity-provider.ts'
import type { OidcSettings } from './config.ts'
import { describeSignInFault } from './describe-sign-in-fault.ts'
import { keepFound } from './keep-found.ts'
import type { PersonTokens } from './person-tokens.ts'
import { readClaims } from './read-claims.ts'

export interface IdentityProviderDeps {
  readonly clock: Clock
  readonly persons: PersonTokens
  readonly onError: (error: unknown) => void
}

type Claims = Readonly<Record<string, unknown>>

/**
 * How long somebody is signed in: a working day. Then the provider decides anew, mostly without asking, so there is no
 * refresh token to be kept.
 */
const LASTS_MS = 8 * 3_600_000
/** How far the clocks of provider and server may be apart. */
const TOLERANCE_S = 30
const TIMEOUT_S = 5

export function createIdentityProvider(settings: OidcSettings, deps: IdentityProviderDeps): IdentityProvider {
  const { host } = new URL(settings.issuer)
  const connect = keepFound(() => discover(settings), deps.clock)
  const refuse = (error: unknown) => {
    const { fault, note } = describeSignInFault(error, host)
    if (note !== null) deps.onError(new Error(`signing in at ${host}: ${note}`))
    return { ok: false, fault } as const
  }
  return {
    host,
    async start(params) {
      try {
        return { ok: true, ...(await renderAddress(await connect(), settings, params)) }
      } catch (error) {
        return refuse(error)
      }
    },
    async finish(params) {
      try {
        const claims = await exchange(await connect(), settings, params)
        const read = readClaims(claims, settings, deps.clock.now() + LASTS_MS)
        if (!read.principal) return { ok: false, fault: describeMissing(read.claim, host) }
        if (read.principal.scopes.length === 0) return { ok: false, fault: describeNoRights(settings, host) }
        return { ok: true, token: deps.persons.create(read.principal) }
      } catch (error) {
        return refuse(error)
      }
    },
  }
}

interface Connected {
  readonly openId: typeof OpenId
  readonly configuration: OpenId.Configuration
}

/** Asks the provider where its doors are. Rejects when it does not answer, or is another one. */
export async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Connected> {
  const openId = await import('openid-client')
  const proof = clientSecret === null ? openId.None() : openId.ClientSecretBasic(clientSecret)
  const isInsecure = new URL(issuer).protocol === 'http:' // on loopback alone, says the config
  const configuration = await openId.discovery(
    new URL(issuer),
    clientId,
    { [openId.clockTolerance]: TOLERANCE_S },
    proof,
    { timeout: TIMEOUT_S, execute: isInsecure ? [openId.allowInsecureRequests] : [] },
  )
  openId.enableNonRepudiationChecks(configuration) // the signature of ID tokens counts, not only who sent them
  return { openId, configuration }
}

async function renderAddress({ openId, configuration }: Connected, settings: OidcSettings, params: StartParams) {
  const verifier = openId.randomPKCECodeVerifier()
  const checks = { state: openId.randomState(), nonce: openId.randomNonce(), verifier }
  const address = openId.buildAuthorizationUrl(configuration, {
    redirect_uri: params.redirectUri,
    scope: settings.scopes.join(' '),
    state: checks.state,
    nonce: checks.nonce,
    code_challenge: await openId.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(params.asksAnew && { prompt: 'login' }),
  })
  return { address: address.href, checks }
}

/** The claims of whoever comes with this code. What the ID token leaves out, the provider is asked for. */
async function exchange(connected: Connected, settings: OidcSettings, params: FinishParams): Promise<Claims> {
  const { openId, configuration } = connected
  const { state, nonce, verifier } = params.checks
  const tokens = await openId.authorizationCodeGrant(configuration, params.address, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
  })
  const claims = tokens.claims()
  if (!claims) throw new Error('the provider gave no ID token')
  const names = [settings.organizationClaim, settings.userClaim, settings.scopesClaim]
  const isWhole = names.every((name) => name in claims)
  if (isWhole || configuration.serverMetadata().userinfo_endpoint === undefined) return claims
  return { ...(await openId.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims }
}

function describeMissing(claim: string, host: string): string {
  return `${host} let you in, but does not say who you are here: its claim "${claim}" is missing. Tell whoever manages ${host}.`
}

function describeNoRights({ scopesClaim }: OidcSettings, host: string): string {
  const rights = 'errand:read, errand:run and errand:admin'
  return `${host} let you in, but gives you no rights here: its claim "${scopesClaim}" has none of ${rights}. Ask whoever manages ${host}, or sign in as somebody else.`
}
