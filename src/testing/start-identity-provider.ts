// A real OpenID provider (oidc-provider) on loopback, with a login page of its own that takes any name and password.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'

export interface IdentityProviderServer extends AsyncDisposable {
  /** `http://localhost:PORT`: another site than 127.0.0.1. */
  readonly issuer: string
}

export interface StartOptions {
  /** Where it may send a browser back to. Asked at its first request: a server has its port only when it listens. */
  readonly listRedirectUris: () => string[]
  /** null: a public client. */
  readonly clientSecret: string | null
  /** What it says of whoever signs in, beside `sub`, which is the name that was entered. */
  readonly claims: (name: string) => Record<string, unknown>
  /** The claims are in the ID token; else one has to ask for them. Default true. */
  readonly areInIdToken?: boolean
}

export const CLIENT_ID = 'errand-console'

export async function startIdentityProvider(options: StartOptions): Promise<IdentityProviderServer> {
  let provider: Promise<Provider> | null = null
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    provider ??= createProvider(issuer, options)
    await (await provider).callback()(request, response)
  }
  const server = createServer((request, response) => void serve(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function createProvider(issuer: string, options: StartOptions): Promise<Provider> {
  const { clientSecret, claims, areInIdToken = true } = options
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const names = Object.keys(claims('anybody'))
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        ...(clientSecret === null ? { token_endpoint_auth_method: 'none' } : { client_secret: clientSecret }),
        redirect_uris: options.listRedirectUris(),
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a key of this test'] },
    claims: { openid: ['sub', ...names] },
    conformIdTokenClaims: !areInIdToken,
    ttl: { AuthorizationCode: 60, AccessToken: 600, IdToken: 600, Session: 600, Interaction: 600, Grant: 600 },
    findAccount: (_context: unknown, name: string) => ({
      accountId: name,
      claims: () => ({ sub: name, ...claims(name) }),
    }),
    /** Nobody is asked whether they consent. */
    async loadExistingGrant({ oidc }: { oidc: { session: { accountId: string } } }) {
      const grant = new provider.Grant({ clientId: CLIENT_ID, accountId: oidc.session.accountId })
      grant.addOIDCScope('openid')
      await grant.save()
      return grant
    },
  })
  return provider
}
