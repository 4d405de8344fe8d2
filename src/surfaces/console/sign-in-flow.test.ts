// Signing in at a real identity provider (oidc-provider): what people do, and what others try.
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createTestApp, TOKEN } from '../../testing/create-test-app.ts'
import { postJson } from '../../testing/post-json.ts'
import {
  BASE,
  CALLBACK,
  createOidcSettings,
  goAndLogIn,
  own,
  readFault,
  readStatus,
  signIn,
  startSignIn,
} from '../../testing/start-sign-in.ts'
import { createTestBrowser } from '../../testing/test-browser.ts'

const HOST = '127.0.0.1:7717'
const HOUR_MS = 3_600_000

describe('signing in at an identity provider', () => {
  it.each([
    ['with a secret', 'the secret of the console', true],
    ['as a public client', null, true],
    ['with claims that have to be asked for', 'the secret of the console', false],
  ])(
    'opens a session with the rights of the claims, at the page one came for: %s',
    async (_title, clientSecret, areInIdToken) => {
      await using stage = await startSignIn({ clientSecret, areInIdToken }, { clientSecret })
      const { browser, test } = stage
      expect(await readStatus(browser)).toBe(401)
      const landed = await signIn(browser, 'ada', '/errand/runs/run_1?tab=logs')
      expect(landed.pathname + landed.search).toBe('/errand/runs/run_1?tab=logs')
      expect(await readStatus(browser)).toBe(200)
      expect(await readStatus(browser, '/v1/keys')).toBe(403)
      expect(await readFault(browser)).toBe(null)
      expect(test.errors).toEqual([])
    },
  )

  it('acts as the person, in the tenant of the claims', async () => {
    await using stage = await startSignIn({
      claims: () => ({ org_id: 'acme', scope: ['errand:admin', 'errand:read'] }),
    })
    await signIn(stage.browser, 'ada')
    const { response } = await stage.browser.open('/v1/keys', {
      ...postJson({ name: 'mine', scopes: ['read'] }, { ...own, origin: BASE }),
    })
    expect(await response?.json()).toMatchObject({ key: { organizationId: 'acme' } })
  })

  it('leaves a row in the audit, as every session does', async () => {
    await using stage = await startSignIn()
    await signIn(stage.browser, 'ada')
    await stage.browser.open('/errand/session', postJson({ token: TOKEN }, { ...own, origin: BASE }))
    const { items } = await stage.test.client.audit.list({ action: 'session.opened' })
    expect(items).toMatchObject([
      { actor: 'root', credentialId: 'root', resource: 'console', outcome: 'done', data: { by: 'token' } },
      {
        actor: 'ada',
        credentialId: 'jwt:ada',
        resource: 'console',
        outcome: 'done',
        data: { by: 'identity provider' },
      },
    ])
  })

  it('is offered by the name of the provider, which is not asked before somebody wants to', async () => {
    const oidc = createOidcSettings('https://login.example.com/realms/one')
    await using test = await createTestApp({ oidc })
    const { response } = await createTestBrowser(test, BASE).open('/errand/session')
    expect(await response?.json()).toEqual({ provider: 'login.example.com', fault: null })
    await using without = await createTestApp()
    const none = await createTestBrowser(without, BASE).open('/errand/session')
    expect(await none.response?.json()).toEqual({ provider: null, fault: null })
  })

  it('ends after a working day, and with the root token', async () => {
    await using stage = await startSignIn()
    const { browser, test } = stage
    await signIn(browser, 'ada')
    await test.clock.advance(8 * HOUR_MS - 1000)
    expect(await readStatus(browser)).toBe(200)
    const session = browser.cookie(HOST, 'errand-7717') ?? ''
    const principal = (await test.app.pipeline.access.authenticate(TOKEN)).principal
    await using renewed = await createTestApp({
      oidc: createOidcSettings(stage.provider.issuer),
      credentials: principal ? [{ token: 'another-root-token', principal }] : [],
      overrides: { clock: test.clock },
    })
    const elsewhere = createTestBrowser(renewed, BASE)
    elsewhere.setCookie(HOST, 'errand-7717', session)
    expect(await readStatus(elsewhere)).toBe(401)
    await test.clock.advance(1000)
    expect(await readStatus(browser)).toBe(401)
  })

  it('asks who it is after signing out, though the provider remembers', async () => {
    await using stage = await startSignIn()
    const { browser } = stage
    await signIn(browser, 'ada')
    const out = await browser.open('/errand/session', { method: 'DELETE', headers: { ...own, origin: BASE } })
    expect(out.response?.status).toBe(200)
    expect(await readStatus(browser)).toBe(401)
    const asked = await browser.open('/errand/sign-in', {}, CALLBACK)
    expect(await asked.response?.text()).toContain('name="password"')
    await signIn(browser, 'grace')
    expect(await readStatus(browser)).toBe(200)
  })

  it('does not ask again within a day at the provider, unless one signed out', async () => {
    await using stage = await startSignIn()
    await signIn(stage.browser, 'ada')
    await stage.test.clock.advance(9 * HOUR_MS)
    expect(await readStatus(stage.browser)).toBe(401)
    expect((await stage.browser.open('/errand/sign-in')).address.pathname).toBe('/errand/')
    expect(await readStatus(stage.browser)).toBe(200)
  })

  it('goes back to no other place than a page of the console', async () => {
    await using stage = await startSignIn()
    const { browser } = stage
    const foreign = [
      'https://evil.example/errand/',
      '//evil.example/errand/',
      '/\\evil.example/errand/',
      '/errand/..//evil.example',
      '/errand/%2e%2e//evil.example',
      '/errandx/',
      '/v1/runs',
      'javascript:alert(1)',
      '/errand/sign-in',
      '/errand/callback?x',
      `/errand/${'x'.repeat(3000)}`,
      '',
    ]
    for (const returnTo of foreign) {
      const landed = await signIn(browser, 'ada', returnTo)
      expect([returnTo, landed.href]).toEqual([returnTo, `${BASE}/errand/`])
    }
  })

  it('leads back over TLS to the host that was asked for, behind a proxy as well', async () => {
    await using stage = await startSignIn({}, {}, { hostNames: ['errand.example'] })
    const answer = await stage.test.app.http.fetch(new Request('http://errand.example/errand/sign-in'))
    const address = new URL(answer.headers.get('location') ?? '')
    expect(address.searchParams.get('redirect_uri')).toBe('https://errand.example/errand/callback')
    const cookie = /^__Host-errand-0-sign-in=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/
    expect(answer.headers.get('set-cookie')).toMatch(cookie)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const foreign = await stage.test.app.http.fetch(new Request('http://evil.example/errand/sign-in'))
    expect(foreign.status).toBe(421)
  })

  it('begins with no page of another site', async () => {
    await using stage = await startSignIn()
    const headers = { 'sec-fetch-site': 'cross-site', accept: 'text/html' }
    const { address } = await stage.browser.open('/errand/sign-in?return=/errand/inbox', { headers })
    expect(address.href).toBe(`${BASE}/errand/inbox`)
    expect(stage.browser.cookie(HOST, 'errand-7717-sign-in')).toBe(undefined)
  })
})

describe('a sign-in is refused, in words,', () => {
  it('when the person breaks it off at the provider', async () => {
    await using stage = await startSignIn()
    const { browser, host, test } = stage
    const login = await browser.open('/errand/sign-in?return=/errand/inbox')
    const cancel = /href="([^"]+\/abort)"/.exec((await login.response?.text()) ?? '')?.[1] ?? ''
    const back = await browser.open(new URL(cancel, login.address).href)
    expect(back.address.href).toBe(`${BASE}/errand/inbox`)
    expect(await readFault(browser)).toBe(
      `${host} did not let you in: “End-User aborted interaction”. Sign in again, or as somebody else.`,
    )
    expect(await readStatus(browser)).toBe(401)
    expect(test.errors).toEqual([])
    await signIn(browser, 'ada')
    expect(await readFault(browser)).toBe(null)
  })

  it.each([
    ['without a tenant', { scope: 'errand:read' }, /its claim "org_id" is missing/],
    [
      'without rights',
      { org_id: 'default', scope: 'openid' },
      /no rights here: its claim "scope" has none of errand:read/,
    ],
  ])('when the provider leaves the person %s', async (_title, said, fault) => {
    await using stage = await startSignIn({ claims: () => said })
    await signIn(stage.browser, 'ada')
    expect(await readFault(stage.browser)).toMatch(fault)
    expect(await readStatus(stage.browser)).toBe(401)
    const asked = await stage.browser.open('/errand/sign-in', {}, CALLBACK)
    expect(await asked.response?.text()).toContain('name="password"') // somebody else may try
  })

  it('when the address of the callback is used again, here or by somebody who saw it', async () => {
    await using stage = await startSignIn()
    const { browser, test } = stage
    const address = await goAndLogIn(browser, 'ada')
    const attempt = browser.cookie(HOST, 'errand-7717-sign-in') ?? ''
    const thief = createTestBrowser(test, BASE)
    await thief.open(address)
    expect(await readFault(thief)).toMatch(/not begun in this browser/)
    await browser.open(address)
    expect(await readStatus(browser)).toBe(200)
    await browser.open(address)
    expect(await readFault(browser)).toMatch(/not begun in this browser/)
    thief.setCookie(HOST, 'errand-7717-sign-in', attempt) // even with what this browser alone has
    await thief.open(address)
    expect(await readFault(thief)).toBe('This sign-in was used before, or took too long. Sign in again.')
    expect(await readStatus(thief)).toBe(401)
  })

  it('when the code or the state is of another browser', async () => {
    await using stage = await startSignIn()
    const { browser, test } = stage
    const attacker = createTestBrowser(test, BASE)
    const planted = new URL(await goAndLogIn(attacker, 'mallory'))
    await goAndLogIn(browser, 'ada')
    await browser.open(planted.href)
    expect(await readFault(browser)).toMatch(/not begun in this browser/)
    const again = new URL(await goAndLogIn(browser, 'ada'))
    again.searchParams.set('code', planted.searchParams.get('code') ?? '')
    await browser.open(again.href) // the verifier is not that of this code
    expect(await readFault(browser)).toBe('This sign-in was used before, or took too long. Sign in again.')
    expect(await readStatus(browser)).toBe(401)
  })

  it('when the answer is of another issuer, or its state is given twice', async () => {
    await using stage = await startSignIn()
    const { browser, test } = stage
    for (const change of [{ iss: 'https://evil.example' }, { iss: null }, { state: 'twice' }]) {
      const address = new URL(await goAndLogIn(browser, 'ada'))
      if ('iss' in change) address.searchParams.delete('iss')
      for (const [name, value] of Object.entries(change)) if (value) address.searchParams.append(name, value)
      await browser.open(address.href)
      expect(await readFault(browser)).toMatch(/cannot be trusted/)
      expect(await readStatus(browser)).toBe(401)
    }
    expect(test.errors).toHaveLength(3)
  })

  it('when it takes longer than ten minutes', async () => {
    await using stage = await startSignIn()
    const address = await goAndLogIn(stage.browser, 'ada')
    await stage.test.clock.advance(600_000)
    await stage.browser.open(address)
    expect(await readFault(stage.browser)).toMatch(/took longer than ten minutes/)
  })

  it('when the secret of this server is wrong, which the log says without a secret', async () => {
    await using stage = await startSignIn({}, { clientSecret: 'another secret of it' })
    await signIn(stage.browser, 'ada')
    expect(await readFault(stage.browser)).toBe(
      `${stage.host} refuses this server. Tell whoever runs it to check ERRAND_OIDC_CLIENT_ID and its secret.`,
    )
    expect(stage.test.errors.map(String)).toEqual([expect.stringMatching(/^Error: signing in at localhost:\d+: /)])
    expect(inspect(stage.test.errors, { depth: 9, showHidden: true })).not.toContain('another secret')
  })

  it('while something else answers where the provider should be', async () => {
    await using stage = await startSignIn()
    const oidc = createOidcSettings(`${stage.provider.issuer}/nowhere`)
    await using test = await createTestApp({ oidc })
    const browser = createTestBrowser(test, BASE)
    await browser.open('/errand/sign-in')
    expect(await readFault(browser)).toMatch(/does not answer as it should/)
  })

  it('while the provider does not answer, which keeps nothing else from working', async () => {
    await using stage = await startSignIn()
    const { browser, test, host } = stage
    await stage.provider[Symbol.asyncDispose]()
    const { address } = await browser.open('/errand/sign-in?return=/errand/inbox')
    expect(address.href).toBe(`${BASE}/errand/inbox`)
    const away = `${host} does not answer as it should. Try again in a moment, or enter a token or key.`
    expect(await readFault(browser)).toBe(away)
    await browser.open('/errand/session', postJson({ token: TOKEN }, { ...own, origin: BASE }))
    expect(await readFault(browser)).toBe(null)
    expect(await readStatus(browser)).toBe(200)
    expect(test.errors).toHaveLength(1)
  })
})
