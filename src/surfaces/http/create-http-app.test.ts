import { describe, expect, it } from 'vitest'
import { createRequest } from '../../client/create-request.ts'
import { operations } from '../../operations/index.ts'
import type { Operation } from '../../operations/operation.ts'
import { listNames } from '../../spec/names.ts'
import { createTestApp, TOKEN } from '../../testing/create-test-app.ts'
import { createOidcSettings } from '../../testing/start-sign-in.ts'
import { postJson } from '../../testing/post-json.ts'
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

/** All that anybody may read without a credential. A path that is added here gives something away. */
const publicPaths = ['/', '/livez', '/readyz', '/healthz', '/openapi.json']

describe('routes', () => {
  it('need a credential, at every path but those of the written list, whatever is sent', async () => {
    await using test = await createTestApp({ oidc: createOidcSettings('http://127.0.0.1:9') })
    const { paths } = test.app.http
    expect(paths.length).toBeGreaterThan(contracts.length)
    const open = new Set<string>()
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const body = method === 'GET' ? null : '{"broken'
        const url = `http://localhost${path.replaceAll(/:\w+/g, 'x')}`
        const { status } = await test.app.http.fetch(new Request(url, { method, body }))
        if (status !== 401 && status !== 405) open.add(path)
      }
    }
    const doors = ['/errand/session', '/errand/sign-in', '/errand/callback'] // where one gets a session
    expect([...open]).toEqual([...publicPaths, ...doors])
  })

  it('are never kept by a cache nor taken for another type, whoever asks and whatever becomes of it', async () => {
    await using test = await createTestApp()
    const careless = new Set<string>()
    for (const path of [...test.app.http.paths, '/nowhere']) {
      for (const authorization of [`Bearer ${TOKEN}`, 'Bearer wrong']) {
        for (const accept of ['application/json', 'text/event-stream']) {
          const answer = await test.send(path.replaceAll(/:\w+/g, 'x'), { headers: { authorization, accept } })
          await answer.body?.cancel()
          const isKept = !/no-store|no-cache/.test(answer.headers.get('cache-control') ?? '')
          if (isKept || answer.headers.get('x-content-type-options') !== 'nosniff') careless.add(path)
        }
      }
    }
    expect([...careless]).toEqual([])
  })

  it.each(contracts.map((contract) => [contract.meta.key, contract] as const))(
    'case 24: %s refuses other methods with 405 and Allow, at its route and at its contract path',
    async (_key, contract) => {
      await using test = await createTestApp()
      const allowed = new Set(contracts.flatMap(({ http }) => (http.path === contract.http.path ? [http.method] : [])))
      const route = contract.http.path.replaceAll(/\{\w+\}/g, 'x')
      for (const path of [route, listNames(contract).path]) {
        for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
          if (path === route && allowed.has(method as 'PUT')) continue
          const answer = await test.send(path, { method })
          const allow = answer.headers.get('allow')?.split(', ') ?? []
          expect(await readRefusal(answer)).toBe('405 METHOD_NOT_ALLOWED')
          expect(allow).toContain(path === route ? contract.http.method : contract.kind === 'query' ? 'GET' : 'POST')
          expect(allow.includes('HEAD')).toBe(allow.includes('GET'))
          if (path === route) expect(new Set(allow.filter((name) => name !== 'HEAD'))).toEqual(allowed)
        }
      }
    },
  )

  it.each(publicPaths)(
    'case 24: %s answers GET and HEAD without a credential, and 405 with Allow to the rest',
    async (path) => {
      await using test = await createTestApp()
      const ask = async (method: string) =>
        test.app.http.fetch(new Request(`http://localhost${path}`, { method, headers: { authorization: 'none' } }))
      expect((await ask('GET')).status).toBe(200)
      const head = await ask('HEAD')
      expect([head.status, await head.text()]).toEqual([200, ''])
      const refused = await ask('PUT')
      expect(refused.headers.get('allow')).toBe('GET, HEAD')
      expect(await readRefusal(refused)).toBe('405 METHOD_NOT_ALLOWED')
    },
  )

  it.each(['/nowhere', '/v1', '/v1/', '/v2/runs', '/v1/runs/', '/agent/run/list', '/agent/run/list/v2.0.0', '//'])(
    'case 24: the unknown path %s is 404 NOT_FOUND',
    async (path) => {
      await using test = await createTestApp()
      expect(await readRefusal(await test.send(path))).toBe('404 NOT_FOUND')
    },
  )

  it('serves every operation at its contract path as well, with the same answer', async () => {
    for (const contract of contracts) {
      await using test = await createTestApp()
      await using other = await createTestApp()
      const input = contract.acceptance.examples[0]?.input
      const { path } = listNames(contract)
      const answer =
        contract.kind === 'query'
          ? await test.send(`${path}?input=${encodeURIComponent(JSON.stringify(input))}`)
          : await test.send(path, postJson(input))
      const { token } = { token: 'test-token-of-root' }
      const expected = await other.app.http.fetch(requestOf(contract, {}, token))
      const strip = async (response: Response) => {
        const text = (await response.text()).replaceAll(/\b[a-z]+_[0-9a-z]{16,}/g, '<id>')
        if (response.headers.get('content-type') === 'application/x-ndjson') return { status: response.status, text }
        const { instance: _path, ...rest } = JSON.parse(text) as Record<string, unknown>
        // What is shown once differs each time.
        return { status: response.status, ...(contract.isShownOnce ? { fields: Object.keys(rest) } : rest) }
      }
      expect(await strip(answer)).toEqual(await strip(expected))
    }
  })

  it('answers HEAD with the headers of GET and without a body', async () => {
    await using test = await createTestApp()
    const [get, head] = [await test.send('/v1/runs'), await test.send('/v1/runs', { method: 'HEAD' })]
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
    const missing = await test.send('/v1/runs/unknown', { method: 'HEAD' })
    expect([missing.status, await missing.text()]).toEqual([404, ''])
  })

  it('is live while it stops, but not ready, and refuses operations with a problem that can be retried', async () => {
    const test = await createTestApp()
    expect((await test.send('/readyz')).status).toBe(200)
    await test.app.stop({ graceMs: 0 })
    expect((await test.send('/livez')).status).toBe(200)
    expect((await test.send('/readyz')).status).toBe(503)
    expect((await test.send('/healthz')).status).toBe(503)
    for (const contract of contracts) {
      const answer = await test.app.http.fetch(requestOf(contract, {}, 'test-token-of-root'))
      expect(await readRefusal(answer)).toBe('503 SHUTTING_DOWN')
    }
    expect(test.errors).toEqual([])
  })

  it('is not ready while the store does not answer, and says nothing of why', async () => {
    await using test = await createTestApp()
    await test.app.store[Symbol.asyncDispose]()
    const answer = await test.send('/readyz')
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({ status: 'unavailable', reason: 'the store does not answer' })
  })
})

describe('faults', () => {
  const secret = 'postgres://user:hunter2@db'
  const broken = (fault: () => never): Operation[] =>
    operations.map((operation) => ({ ...operation, run: () => Promise.try(fault) }))

  it('case 7: an undeclared error is 500 INTERNAL_ERROR with a trace id, and its message stays inside', async () => {
    const overrides = {
      operations: broken(() => {
        throw new Error(secret)
      }),
    }
    await using test = await createTestApp({ overrides })
    for (const contract of contracts) {
      const answer = await test.app.http.fetch(requestOf(contract, {}, 'test-token-of-root'))
      const text = await answer.clone().text()
      const problem = await readProblem(answer)
      expect(problem).toMatchObject({ status: 500, code: 'INTERNAL_ERROR', retryable: false })
      expect(problem.detail).toContain(problem.traceId)
      expect(text + JSON.stringify([...answer.headers])).not.toContain('hunter2')
    }
    expect(test.errors).toHaveLength(contracts.length)
    expect(test.errors[0]).toMatchObject({ message: secret })
  })

  it('case 7: an output that breaks its own contract is 500 INTERNAL_ERROR and is not sent', async () => {
    const wrong = operations.map((operation) => ({ ...operation, run: async () => ({ leak: secret }) }))
    await using test = await createTestApp({ overrides: { operations: wrong } })
    const answer = await test.send('/v1/runs/run-1')
    const text = await answer.clone().text()
    expect(await readRefusal(answer)).toBe('500 INTERNAL_ERROR')
    expect(text).not.toContain('hunter2')
  })

  it('a store that does not answer is 503 STORE_UNAVAILABLE with Retry-After', async () => {
    const { StoreUnavailableError } = await import('../../store/store-error.ts')
    const overrides = {
      operations: broken(() => {
        throw new StoreUnavailableError(secret)
      }),
    }
    await using test = await createTestApp({ overrides })
    const answer = await test.send('/v1/runs')
    const text = await answer.clone().text()
    expect(await readRefusal(answer)).toBe('503 STORE_UNAVAILABLE')
    expect(text).not.toContain('hunter2')
  })
})
