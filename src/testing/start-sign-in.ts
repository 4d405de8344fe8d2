// Signing in at an identity provider, for tests: a provider, an app that sends people there, and a browser.
import type { OidcSettings } from '../app/config.ts'
import { createTestApp, type TestApp, type TestAppOptions } from './create-test-app.ts'
import {
  CLIENT_ID,
  type IdentityProviderServer,
  type StartOptions,
  startIdentityProvider,
} from './start-identity-provider.ts'
import { createTestBrowser, type TestBrowser } from './test-browser.ts'

export const BASE = 'http://127.0.0.1:7717'
export const CALLBACK = `${BASE}/errand/callback`
/** What a page of the console says of where it asks from. */
export const own = { 'sec-fetch-site': 'same-origin' }
export const claims = { org_id: 'default', scope: 'errand:read errand:run' }
const SECRET = 'the secret of the console'

export interface SignInStage extends AsyncDisposable {
  readonly provider: IdentityProviderServer
  readonly host: string
  readonly test: TestApp
  readonly browser: TestBrowser
}

export function createOidcSettings(issuer: string, change: Partial<OidcSettings> = {}): OidcSettings {
  const names = { organizationClaim: 'org_id', userClaim: 'sub', scopesClaim: 'scope' }
  return { issuer, clientId: CLIENT_ID, clientSecret: SECRET, scopes: ['openid'], ...names, ...change }
}

/** `options` are of the provider, `ours` of the app. */
export async function startSignIn(
  options: Partial<StartOptions> = {},
  ours: Partial<OidcSettings> = {},
  more: TestAppOptions = {},
): Promise<SignInStage> {
  const provider = await startIdentityProvider({
    listRedirectUris: () => [CALLBACK],
    clientSecret: SECRET,
    claims: () => claims,
    ...options,
  })
  const test = await createTestApp({ oidc: createOidcSettings(provider.issuer, ours), ...more })
  return {
    provider,
    test,
    host: new URL(provider.issuer).host,
    browser: createTestBrowser(test, BASE),
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]()
      await provider[Symbol.asyncDispose]()
    },
  }
}

/** Goes to the provider's login page, says who it is, and stops before the address it is sent back to. */
export async function goAndLogIn(browser: TestBrowser, name: string, returnTo = '/errand/runs'): Promise<string> {
  const login = await browser.open(`/errand/sign-in?return=${encodeURIComponent(returnTo)}`, {}, CALLBACK)
  if (!login.response) return login.address.href // the provider knew who it is
  const form = /<form[^>]+action="([^"]+)"/.exec(await login.response.text())?.[1] ?? ''
  const body = new URLSearchParams({ prompt: 'login', login: name, password: 'x' })
  const back = await browser.open(new URL(form, login.address).href, { method: 'POST', body }, CALLBACK)
  return back.address.href
}

/** Where one is in the end. */
export async function signIn(browser: TestBrowser, name: string, returnTo?: string): Promise<URL> {
  return (await browser.open(await goAndLogIn(browser, name, returnTo))).address
}

/** What the server says to a call with the session of this browser. */
export async function readStatus(browser: TestBrowser, path = '/v1/runs'): Promise<number> {
  return (await browser.open(path, { headers: own })).response?.status ?? 0
}

/** What the page for signing in would show. */
export async function readFault(browser: TestBrowser): Promise<string | null> {
  const { response } = await browser.open('/errand/session', { headers: own })
  const { fault } = JSON.parse((await response?.text()) ?? '') as { fault: string | null }
  return fault
}
