// An identity provider that lies: which of its words are taken.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { CLIENT_ID } from '../testing/start-identity-provider.ts'
import { BASE, CALLBACK, claims, createOidcSettings, readFault, readStatus } from '../testing/start-sign-in.ts'
import { createTestBrowser } from '../testing/test-browser.ts'

/** A provider that says anything at all. */
async function startLiar() {
  let idToken = ''
  let userinfo: object = {}
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const server = createServer((request, response) => {
    const pages: Record<string, object> = {
      '/.well-known/openid-configuration': {
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/me`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256'],
      },
      '/keys': { keys: [jwk] },
      '/token': { access_token: 'a token for errands', token_type: 'Bearer', expires_in: 60, id_token: idToken },
      '/me': userinfo,
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(pages[request.url ?? '']))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const seconds = Math.floor(Date.now() / 1000)
  return {
    issuer,
    seconds,
    key: privateKey,
    say: (token: string, person: object = {}) => void ([idToken, userinfo] = [token, person]),
    write: (nonce: string, change: object) =>
      new SignJWT({
        iss: issuer,
        aud: CLIENT_ID,
        sub: 'ada',
        nonce,
        iat: seconds,
        exp: seconds + 60,
        ...claims,
        ...change,
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Liar = Awaited<ReturnType<typeof startLiar>>

/** Signs in with the ID token that is made for this nonce. */
async function signInWith(
  test: TestApp,
  liar: Liar,
  make: (nonce: string) => Promise<string> | string,
  person?: object,
) {
  const browser = createTestBrowser(test, BASE)
  const { address } = await browser.open('/errand/sign-in', {}, `${liar.issuer}/auth`)
  liar.say(await make(address.searchParams.get('nonce') ?? ''), person)
  await browser.open(`${CALLBACK}?code=x&state=${address.searchParams.get('state')}`)
  return { fault: await readFault(browser), status: await readStatus(browser), asked: address.searchParams }
}

describe('an ID token', () => {
  const header = { alg: 'RS256', kid: 'one' }

  it('is taken when all of it is right, and is asked for with PKCE, state and nonce', async () => {
    await using liar = await startLiar()
    await using test = await createTestApp({ oidc: createOidcSettings(liar.issuer, { scopes: ['openid', 'groups'] }) })
    const sign = (nonce: string) => liar.write(nonce, {}).setProtectedHeader(header).sign(liar.key)
    const { fault, status, asked } = await signInWith(test, liar, sign)
    expect([fault, status]).toEqual([null, 200])
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: CALLBACK,
      scope: 'openid groups',
      code_challenge_method: 'S256',
    })
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/)
    expect(test.errors).toEqual([])
  })

  it.each<[string, object, RegExp]>([
    ['of another nonce', { nonce: 'of an earlier sign-in' }, /cannot be trusted/],
    ['without a nonce', { nonce: undefined }, /cannot be trusted/],
    ['for another client', { aud: 'shop' }, /cannot be trusted/],
    ['for others as well, not saying for whom', { aud: [CLIENT_ID, 'shop'] }, /cannot be trusted/],
    ['of another issuer', { iss: 'https://evil.example' }, /cannot be trusted/],
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 60 }, /clocks .* differ/],
    ['that is not valid yet', { nbf: Math.floor(Date.now() / 1000) + 600 }, /clocks .* differ/],
    ['without a person', { sub: undefined }, /cannot be trusted/],
  ])('%s is refused', async (_title, change, expected) => {
    await using liar = await startLiar()
    await using test = await createTestApp({ oidc: createOidcSettings(liar.issuer) })
    const sign = (nonce: string) => liar.write(nonce, change).setProtectedHeader(header).sign(liar.key)
    const { fault, status } = await signInWith(test, liar, sign)
    expect(fault).toMatch(expected)
    expect(status).toBe(401)
    expect(test.errors).toHaveLength(1)
    expect(inspect(test.errors, { depth: 9, showHidden: true })).not.toContain('a token for errands')
  })

  it('that the provider did not sign is refused, though it came from its address', async () => {
    await using liar = await startLiar()
    await using test = await createTestApp({ oidc: createOidcSettings(liar.issuer) })
    const other = await generateKeyPair('RS256')
    const payload = (nonce: string) => ({ iss: liar.issuer, aud: CLIENT_ID, sub: 'ada', nonce, ...claims })
    const times = { iat: liar.seconds, exp: liar.seconds + 60 }
    const shared = new TextEncoder().encode('the secret of the console, made longer')
    const forged = [
      (nonce: string) => liar.write(nonce, {}).setProtectedHeader(header).sign(other.privateKey),
      (nonce: string) => new SignJWT({ ...payload(nonce), ...times }).setProtectedHeader({ alg: 'HS256' }).sign(shared),
      (nonce: string) => new UnsecuredJWT({ ...payload(nonce), ...times }).encode(),
      () => 'no token at all',
      () => '',
    ]
    for (const make of forged) {
      const { fault, status } = await signInWith(test, liar, make)
      expect(fault).toMatch(/cannot be trusted/)
      expect(status).toBe(401)
    }
  })

  it('is not completed by what the provider says of another person', async () => {
    await using liar = await startLiar()
    await using test = await createTestApp({ oidc: createOidcSettings(liar.issuer) })
    const thin = (nonce: string) =>
      liar.write(nonce, { org_id: undefined, scope: undefined }).setProtectedHeader(header).sign(liar.key)
    expect((await signInWith(test, liar, thin, { sub: 'ada', ...claims })).status).toBe(200)
    const { fault, status } = await signInWith(test, liar, thin, { sub: 'mallory', ...claims })
    expect(fault).toMatch(/cannot be trusted/)
    expect(status).toBe(401)
  })

  it('that never came is told to whoever runs the server in the words of the provider', async () => {
    await using liar = await startLiar()
    await using test = await createTestApp({ oidc: createOidcSettings(liar.issuer) })
    const browser = createTestBrowser(test, BASE)
    const { address } = await browser.open('/errand/sign-in', {}, `${liar.issuer}/auth`)
    const words = {
      error: 'invalid_scope',
      error_description: 'no groups',
      state: address.searchParams.get('state') ?? '',
    }
    await browser.open(`${CALLBACK}?${new URLSearchParams(words)}`)
    expect(await readFault(browser)).toMatch(/could not sign you in: “no groups”\. Try again/)
    expect(test.errors.map(String)).toEqual([expect.stringContaining('“invalid_scope” “no groups”')])
  })

  it('quotes the provider on one short line', async () => {
    await using liar = await startLiar()
    await using test = await createTestApp({ oidc: createOidcSettings(liar.issuer) })
    const browser = createTestBrowser(test, BASE)
    const { address } = await browser.open('/errand/sign-in', {}, `${liar.issuer}/auth`)
    const words = new URLSearchParams({
      error: 'access_denied',
      error_description: `no\n\u202eway ${'x'.repeat(3000)}`,
      state: address.searchParams.get('state') ?? '',
    })
    await browser.open(`${CALLBACK}?${words}`)
    const fault = await readFault(browser)
    expect(fault).toContain('“no way xxx')
    expect(fault?.length).toBeLessThan(400)
  })
})
