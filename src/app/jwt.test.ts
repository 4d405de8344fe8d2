import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { postJson } from '../testing/post-json.ts'
import { readFrames } from '../testing/read-frames.ts'
import { readProblem, readRefusal } from '../testing/read-problem.ts'
import { createWaitingAgent } from '../testing/waiting-agent.ts'
import { checkBind, type JwtSettings, readConfig } from './config.ts'

/** An identity provider on loopback: discovery, a key set that can change, and tokens. */
async function startIssuer() {
  const pages = new Map<string, unknown>()
  const asked: string[] = []
  const server = createServer(({ url = '' }, response) => {
    asked.push(url)
    const page = pages.get(url)
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(page ?? {}))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const publish = (change: object = {}) =>
    pages.set('/.well-known/openid-configuration', { issuer, jwks_uri: `${issuer}keys`, ...change })
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  publish()
  pages.set('/keys', { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] })
  const settings: JwtSettings = {
    issuer,
    audience: 'errand',
    jwksUrl: null,
    organizationClaim: 'org_id',
    userClaim: 'sub',
    scopesClaim: 'scope',
  }
  return {
    settings,
    asked,
    publish,
    unpublish: () => pages.delete('/.well-known/openid-configuration'),
    /** A token that is good for ten minutes of the test's clock, unless these claims say otherwise. */
    sign(test: TestApp, claims: JWTPayload = {}, key = privateKey, kid = 'one') {
      const seconds = Math.floor(test.clock.now() / 1000)
      const base = { iss: issuer, aud: 'errand', sub: 'ada', org_id: 'default', scope: 'openid errand:read errand:run' }
      const payload = { ...base, iat: seconds, exp: seconds + 600, ...claims }
      return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid }).sign(key)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const send = (test: TestApp, token: string, path = '/v1/runs', init: RequestInit = {}) =>
  test.send(path, { ...init, headers: { ...Object(init.headers), authorization: `Bearer ${token}` } })
const hello = postJson({ agentId: 'scripted', input: { message: 'Hello' } })

describe('a token of the identity provider', () => {
  it('says who calls, for which tenant and with which scopes', async () => {
    await using issuer = await startIssuer()
    const { agents } = createWaitingAgent()
    await using test = await createTestApp({ agents, jwt: issuer.settings })
    const token = await issuer.sign(test)
    const { runId } = (await (await send(test, token, '/v1/runs', hello)).json()) as { runId: string }
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ userId: 'ada' })
    expect(await readRefusal(await send(test, token, '/v1/keys'))).toBe('403 FORBIDDEN')
    const foreign = await issuer.sign(test, { org_id: 'other' })
    expect(await readRefusal(await send(test, foreign, `/v1/runs/${runId}`))).toBe('404 RUN_NOT_FOUND')
    const asList = await issuer.sign(test, { scope: ['errand:admin', 'run'] })
    expect((await send(test, asList, '/v1/keys')).status).toBe(200)
    expect(await readRefusal(await send(test, asList))).toBe('403 FORBIDDEN')
  })

  it('is told who it is, however long its subject is', async () => {
    await using issuer = await startIssuer()
    await using test = await createTestApp({ jwt: issuer.settings })
    const sub = 'a'.repeat(200)
    const answer = await send(test, await issuer.sign(test, { sub }), '/v1/credential')
    expect(await answer.json()).toMatchObject({ userId: sub, kind: 'token', credentialId: `jwt:${sub}` })
  })

  it('is never the operator, whatever its claims', async () => {
    await using issuer = await startIssuer()
    await using test = await createTestApp({ jwt: issuer.settings })
    const token = await issuer.sign(test, { sub: 'root', scope: 'errand:read errand:run errand:admin' })
    const make = postJson({ organizationId: 'acme', name: 'Mine', scopes: ['read'] })
    expect(await readRefusal(await send(test, token, '/v1/keys', make))).toBe('403 FORBIDDEN')
  })

  it.each([
    ['of another audience', { aud: 'shop' }, /"aud"/],
    ['of another issuer', { iss: 'https://evil.example/' }, /"iss"/],
    ['that has expired', { exp: 1_767_600_000 }, /expired/],
    ['that is not valid yet', { nbf: 1_900_000_000 }, /"nbf"/],
    ['without an end', { exp: undefined }, /"exp"/],
    ['without a tenant', { org_id: undefined }, /"org_id"/],
    ['without a user', { sub: '' }, /"sub"/],
  ])('%s is refused, and the detail says why', async (_title, claims, detail) => {
    await using issuer = await startIssuer()
    await using test = await createTestApp({ jwt: issuer.settings })
    const problem = await readProblem(await send(test, await issuer.sign(test, claims as JWTPayload)))
    expect(problem).toMatchObject({ status: 401, code: 'UNAUTHENTICATED', detail: expect.stringMatching(detail) })
    expect(test.errors).toEqual([])
  })

  it('signed with a key that is not the issuer’s, with a shared secret or not at all, is refused', async () => {
    await using issuer = await startIssuer()
    await using test = await createTestApp({ jwt: issuer.settings })
    const good = await issuer.sign(test)
    const other = await generateKeyPair('ES256')
    const [, payload] = good.split('.')
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    const shared = await new SignJWT({ sub: 'ada', org_id: 'default' })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(new TextEncoder().encode(JSON.stringify({ kid: 'one' }).padEnd(64)))
    const tokens = [
      await issuer.sign(test, {}, other.privateKey),
      await issuer.sign(test, {}, other.privateKey, 'two'),
      unsigned,
      shared,
      `${good.slice(0, -4)}AAAA`,
      'a.b.c',
      'no-token-at-all',
    ]
    for (const token of tokens) expect(await readRefusal(await send(test, token))).toBe('401 UNAUTHENTICATED')
    expect((await send(test, good)).status).toBe(200)
    expect(test.errors).toEqual([])
  })

  it('is checked with keys that are read once, and read again after the issuer was away', async () => {
    await using issuer = await startIssuer()
    await using test = await createTestApp({ jwt: issuer.settings })
    const token = await issuer.sign(test)
    issuer.unpublish()
    for (let times = 0; times < 3; times += 1) {
      const { detail } = await readProblem(await send(test, token))
      expect(detail).toBe('The keys of the token issuer cannot be read right now.')
    }
    expect(issuer.asked).toHaveLength(1)
    expect(String(test.errors[0])).toMatch(/openid-configuration answered 404/)
    issuer.publish()
    await test.clock.advance(5000)
    for (let times = 0; times < 3; times += 1) expect((await send(test, token)).status).toBe(200)
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/.well-known/openid-configuration', '/keys'])
  })

  it('is not taken when the discovery document is of another issuer', async () => {
    await using issuer = await startIssuer()
    issuer.publish({ issuer: 'https://evil.example/' })
    await using test = await createTestApp({ jwt: issuer.settings })
    expect(await readRefusal(await send(test, await issuer.sign(test)))).toBe('401 UNAUTHENTICATED')
  })

  it('ends its open streams when it expires', async () => {
    await using issuer = await startIssuer()
    const { agents } = createWaitingAgent()
    await using test = await createTestApp({ agents, jwt: issuer.settings })
    const token = await issuer.sign(test, { exp: Math.floor(test.clock.now() / 1000) + 60 })
    const { runId } = (await (await send(test, token, '/v1/runs', hello)).json()) as { runId: string }
    const headers = { accept: 'text/event-stream' }
    const frames = readFrames(await send(test, token, `/v1/runs/${runId}/events`, { headers }))
    while ((await frames.next()).value?.event !== 'tool.started');
    const next = frames.next()
    await test.clock.advance(90_000)
    expect(await next).toMatchObject({ done: true })
  })
})

describe('the settings of the identity provider', () => {
  const env = { ERRAND_JWT_ISSUER: 'https://login.example.com/', ERRAND_JWT_AUDIENCE: 'errand' }

  it('need issuer and audience, and a URL that nobody on the way can answer for', () => {
    expect(readConfig({}).jwt).toBeNull()
    expect(readConfig(env).jwt).toMatchObject({ issuer: 'https://login.example.com/', organizationClaim: 'org_id' })
    expect(() => readConfig({ ...env, ERRAND_JWT_AUDIENCE: '' })).toThrow(/set ERRAND_JWT_AUDIENCE too/)
    expect(() => readConfig({ ERRAND_JWT_AUDIENCE: 'errand' })).toThrow(/set ERRAND_JWT_ISSUER too/)
    expect(() => readConfig({ ...env, ERRAND_JWT_ISSUER: 'http://login.example.com' })).toThrow(/takes an https URL/)
    expect(() => readConfig({ ...env, ERRAND_JWKS_URL: 'login.example.com/keys' })).toThrow(/ERRAND_JWKS_URL/)
  })

  it('are enough to be reachable from other machines, with host names', () => {
    const open = { ERRAND_HOST: '0.0.0.0', ERRAND_HOST_NAMES: 'errand.example.com' }
    expect(() => checkBind(readConfig({ ...env, ...open }))).not.toThrow()
    expect(() => checkBind(readConfig(open))).toThrow(/ERRAND_TOKEN .* or an identity provider .ERRAND_JWT_ISSUER/)
    expect(() => checkBind(readConfig({ ...env, ERRAND_HOST: '0.0.0.0' }))).toThrow(/ERRAND_HOST_NAMES/)
  })

  it('of those who sign in are mostly those of tokens', () => {
    const client = { ERRAND_OIDC_CLIENT_ID: 'console' }
    expect(readConfig(env).oidc).toBeNull()
    expect(readConfig({ ...env, ...client, ERRAND_JWT_USER_CLAIM: 'email' }).oidc).toEqual({
      issuer: 'https://login.example.com/',
      clientId: 'console',
      clientSecret: null,
      scopes: ['openid'],
      organizationClaim: 'org_id',
      userClaim: 'email',
      scopesClaim: 'scope',
    })
    const own = { ERRAND_OIDC_ISSUER: 'https://people.example.com', ERRAND_OIDC_SCOPES_CLAIM: 'roles' }
    const secret = { ERRAND_OIDC_CLIENT_SECRET: 'of the console', ERRAND_OIDC_SCOPES: 'profile openid email' }
    expect(readConfig({ ...env, ...client, ...own, ...secret }).oidc).toMatchObject({
      issuer: 'https://people.example.com',
      clientSecret: 'of the console',
      scopes: ['openid', 'profile', 'email'],
      scopesClaim: 'roles',
    })
    expect(() => readConfig(client)).toThrow(/set ERRAND_OIDC_ISSUER too/)
    expect(() => readConfig(own)).toThrow(/set ERRAND_OIDC_CLIENT_ID too/)
    expect(() => readConfig({ ...client, ERRAND_OIDC_ISSUER: 'http://people.example.com' })).toThrow(
      /takes an https URL/,
    )
    const file = { ERRAND_OIDC_CLIENT_SECRET_FILE: 'no/such/file' }
    expect(() => readConfig({ ...env, ...client, ...file })).toThrow(
      /ERRAND_OIDC_CLIENT_SECRET_FILE cannot be read: ENOENT/,
    )
    const open = { ERRAND_HOST: '0.0.0.0', ERRAND_HOST_NAMES: 'errand.example.com' }
    expect(() => checkBind(readConfig({ ...client, ...own, ...open }))).not.toThrow()
  })
})
