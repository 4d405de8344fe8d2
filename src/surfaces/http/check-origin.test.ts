import { ROOT } from '../../app/credentials.ts'
import { describe, expect, it } from 'vitest'
import { listenTcp } from '../../app/listen.ts'
import { createRequest } from '../../client/create-request.ts'
import { operations } from '../../operations/index.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { postJson } from '../../testing/post-json.ts'
import { sendRaw } from '../../testing/raw-request.ts'
import { readProblem, readRefusal } from '../../testing/read-problem.ts'

const contracts = operations.map((operation) => operation.contract)

/** The first example of a contract as a request, with these headers besides. */
function requestOf(
  contract: (typeof contracts)[number],
  headers: Record<string, string> = {},
  token = 'wrong',
): Request {
  const input = contract.acceptance.examples[0]?.input
  return createRequest({ url: 'http://localhost', token, contract, input, headers })
}

describe('who is answered', () => {
  it.each(['http://localhost', 'http://localhost:7717', 'http://127.0.0.1:7717', 'http://[::1]:7717'])(
    'answers at the loopback address %s',
    async (base) => {
      await using test = await createTestApp()
      expect((await test.app.http.fetch(new Request(`${base}/livez`))).status).toBe(200)
    },
  )

  it.each(['http://evil.example', 'http://localhost.evil.example', 'http://127.0.0.2', 'http://localhost.'])(
    'refuses the foreign host of %s, on every path',
    async (base) => {
      await using test = await createTestApp()
      for (const path of ['/livez', '/openapi.json', '/v1/runs', '/nowhere']) {
        const answer = await test.app.http.fetch(new Request(base + path))
        expect(await readRefusal(answer)).toBe('421 MISDIRECTED_REQUEST')
      }
    },
  )

  it('answers to the host names it was given, and to no others', async () => {
    await using test = await createTestApp({ hostNames: ['errand.example'] })
    const ask = async (base: string) => (await test.app.http.fetch(new Request(`${base}/livez`))).status
    expect(await ask('https://errand.example')).toBe(200)
    expect(await ask('https://www.errand.example')).toBe(421)
  })

  it('refuses a foreign Host header on a real connection, whatever address was dialled', async () => {
    await using test = await createTestApp()
    await using listener = await listenTcp(test.app.http, { host: '127.0.0.1', port: 0 })
    const ask = (host: string) =>
      sendRaw(listener.address, [`GET /livez HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`])
    expect(await ask('localhost')).toMatch(/^HTTP\/1\.1 200 /)
    expect(await ask('rebound.example')).toMatch(/^HTTP\/1\.1 421 /)
    expect(await ask('localhost@evil.example')).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(await ask('local host')).toMatch(/^HTTP\/1\.1 421 /)
    expect(test.errors).toEqual([])
  })

  it.each(['https://evil.example', 'http://localhost:5173', 'null', 'file://', 'not an origin'])(
    'refuses a request from a page of the origin %s and does nothing',
    async (origin) => {
      await using test = await createTestApp()
      const answer = await test.send('/v1/runs', postJson({ agentId: 'x', input: { message: 'x' } }, { origin }))
      expect(await readRefusal(answer)).toBe('403 FORBIDDEN')
      expect(answer.headers.has('access-control-allow-origin')).toBe(false)
    },
  )

  it('answers a page of its own origin', async () => {
    await using test = await createTestApp()
    expect((await test.send('/v1/runs', { headers: { origin: 'http://localhost' } })).status).toBe(200)
  })

  it.each([undefined, 'Bearer', 'Bearer wrong', 'Basic cm9vdA==', 'Bearer test-token-of-root extra'])(
    'answers 401 before a byte of the body is read when Authorization is %s',
    async (authorization) => {
      await using test = await createTestApp()
      let pulled = 0
      const body = new ReadableStream({ pull: () => void (pulled += 1) }, { highWaterMark: 0 })
      const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) }
      const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit
      const answer = await test.app.http.fetch(new Request('http://localhost/v1/runs', init))
      expect(await readRefusal(answer)).toBe('401 UNAUTHENTICATED')
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect(pulled).toBe(0)
    },
  )

  it.each(contracts.map((contract) => [contract.meta.key, contract] as const))(
    'case 8: %s without a valid credential is UNAUTHENTICATED and changes nothing',
    async (_key, contract) => {
      await using test = await createTestApp()
      const problem = await readProblem(await test.app.http.fetch(requestOf(contract)))
      expect(problem).toMatchObject({ status: 401, code: 'UNAUTHENTICATED', operation: { key: contract.meta.key } })
      expect(await test.client.call('agent.run.list', {})).toMatchObject({ total: 0 })
    },
  )

  it.each(contracts.map((contract) => [contract.meta.key, contract] as const))(
    '%s with a credential that lacks its scope is FORBIDDEN, whatever the input',
    async (_key, contract) => {
      const token = 'test-token-without-rights'
      const principal = { ...ROOT, userId: 'guest', scopes: [], isOperator: false }
      await using test = await createTestApp({ credentials: [{ token, principal }] })
      expect(await readRefusal(await test.app.http.fetch(requestOf(contract, {}, token)))).toBe('403 FORBIDDEN')
      const { method } = contract.http
      const path = contract.http.path.replaceAll(/\{\w+\}/g, 'x')
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const broken = method === 'GET' ? { headers } : { method, headers, body: '{"agentId":' }
      const url = `http://localhost${path}${method === 'GET' ? '?input=%7B' : ''}`
      expect(await readRefusal(await test.app.http.fetch(new Request(url, broken)))).toBe('403 FORBIDDEN')
    },
  )
})
