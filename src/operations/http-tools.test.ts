import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestAppOptions } from '../testing/create-test-app.ts'
import { type EchoServer, startEchoServer } from '../testing/echo-server.ts'
import { lookTool } from '../testing/stored-agent.ts'

const SECRET = 'hush "quoted" key'
let server: EchoServer

beforeAll(async () => {
  server = await startEchoServer()
})
afterAll(() => server[Symbol.asyncDispose]())

/** Tests a tool with this request against the server, which the operator allows. */
async function call(
  config: object,
  testInput: Record<string, unknown> = {},
  more: object = {},
  options: TestAppOptions = {},
) {
  await using test = await createTestApp({
    egressAllowed: [server.host],
    env: { ERRAND_SECRET_KEY: SECRET },
    ...options,
  })
  const text = JSON.stringify(config).replaceAll('HOST', `http://${server.host}`)
  const implementationConfig = JSON.parse(text) as Record<string, unknown>
  const base = { ...lookTool, implementationType: 'http' as const, parametersSchema: { type: 'object' } }
  await test.client.call('agent.tool.create', { ...base, implementationConfig, ...more })
  return await test.client.call('agent.tool.test', { toolId: 'look', testInput })
}

describe('an HTTP tool', () => {
  it('fills its URL, query, headers and body from the input, each in its own way', async () => {
    const config = {
      method: 'POST',
      url: 'HOST/v1/{{city}}?q={{q}}',
      query: { lang: '{{lang}}' },
      headers: { 'X-City': 'in {{city}}' },
      body: { city: '{{city}}', days: '{{days}}', note: 'for {{days}} days', left: '{{none}}', list: ['{{flag}}'] },
    }
    const { output } = await call(config, { city: 'São Paulo/?', q: 'a&b', lang: 'pt br', days: 3, flag: true })
    expect(output).toMatchObject({ method: 'POST', url: '/v1/S%C3%A3o%20Paulo%2F%3F?q=a%26b&lang=pt+br' })
    const request = server.requests.at(-1)
    expect(JSON.parse(request?.body ?? '')).toEqual({
      city: 'São Paulo/?',
      days: 3,
      note: 'for 3 days',
      list: [true],
    })
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', 'x-city': 'in São Paulo/?' })
  })

  it('sends the call id as idempotency key, and the whole input when it has no body of its own', async () => {
    await call({ method: 'PUT', url: 'HOST/x' }, { a: 1 })
    expect(server.requests.at(-1)?.headers['idempotency-key']).toMatch(/^call_/)
    expect(server.requests.at(-1)?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
    expect(server.requests.at(-1)?.body).toBe('{"a":1}')
    await call({ url: 'HOST/x' }, { a: 1 })
    expect(server.requests.at(-1)).toMatchObject({ method: 'GET', body: '' })
  })

  it.each([['..'], ['.'], ['%2e%2e']])('does not leave its path for the value %j', async (id) => {
    const answer = await call({ url: 'HOST/users/{{id}}/name' }, { id })
    if (id === '%2e%2e') expect(answer.output).toMatchObject({ url: '/users/%252e%252e/name' })
    else expect(answer).toMatchObject({ success: false, error: expect.stringContaining('another path') })
  })

  it('puts a secret into a header and shows it nowhere, even when the server does', async () => {
    const config = { url: 'HOST/x', headers: { Authorization: 'Bearer {{secret:KEY}}' } }
    const { output } = await call(config, { city: '{{secret:KEY}}' })
    expect(server.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${SECRET}`)
    expect(output).toMatchObject({ authorization: 'Bearer [secret]' })
    await call({ url: 'HOST/x', headers: { 'X-A': '{{city}}' } }, { city: '{{secret:KEY}}' })
    expect(server.requests.at(-1)?.headers['x-a']).toBe('{{secret:KEY}}')
  })

  it('that lacks its secret cannot be called', async () => {
    const config = { url: 'HOST/x', headers: { Authorization: '{{secret:KEY}}' } }
    const refused = call(config, {}, {}, { env: {} })
    await expect(refused).rejects.toMatchObject({
      problem: { code: 'TOOL_EXECUTION_ERROR', detail: expect.stringContaining('ERRAND_SECRET_KEY') },
    })
  })

  it.each([
    ['HOST/status/404', 'answered 404: no luck'],
    ['HOST/status/503', 'answered 503'],
    ['HOST/large', 'larger than 1 MiB'],
    ['HOST/break', 'it may have happened'],
  ])('%s is a failure: %s', async (url, error) => {
    expect(await call({ url })).toMatchObject({ success: false, error: expect.stringContaining(error) })
  })

  it('that breaks off is a plain failure when a repeat is harmless', async () => {
    const { error } = await call({ url: 'HOST/break' }, {}, { effect: 'pure' })
    expect(error).toMatch(/failed/)
    expect(error).not.toMatch(/may have happened/)
  })

  it('answers text as text, and has its output checked against its schema', async () => {
    expect(await call({ url: 'HOST/text' })).toMatchObject({ success: true, output: { value: 'plain words' } })
    const outputSchema = { type: 'object', required: ['celsius'] }
    expect(await call({ url: 'HOST/x' }, {}, { outputSchema })).toMatchObject({
      success: false,
      error: expect.stringContaining('celsius'),
    })
  })

  it('follows a redirect of a GET, without its headers to another server, and never to an address inside', async () => {
    const to = (url: string) => ({
      url: `HOST/to?${encodeURIComponent(url)}`,
      headers: { Authorization: '{{secret:KEY}}' },
    })
    const same = await call(to('/x'))
    expect(same.output).toMatchObject({ url: '/x', authorization: '[secret]' })
    const port = server.host.split(':')[1] ?? ''
    const allowBoth = { egressAllowed: [server.host, `localhost:${port}`] }
    const other = await call(to(`http://localhost:${port}/x`), {}, {}, allowBoth)
    expect(other.output).toMatchObject({ url: '/x', authorization: null })
    const inside = await call(to(`http://localhost:${port}/x`))
    expect(inside).toMatchObject({ success: false, error: expect.stringContaining('not a public address') })
    const posted = await call({ ...to('/x'), method: 'POST' })
    expect(posted).toMatchObject({ success: false, error: expect.stringContaining('sent the call elsewhere') })
    const loop = await call({ url: 'HOST/to?%2Fto%3F%2Fto%3F%2Fto%3F%2Fto%3F%2Fto%3F%2Fto%3F%2Fx' })
    expect(loop.success).toBe(false)
  })

  it('reaches no address inside that the operator did not allow', async () => {
    const before = server.requests.length
    const answer = await call({ url: 'HOST/x' }, {}, {}, { egressAllowed: [] })
    expect(answer).toMatchObject({ success: false, error: expect.stringContaining('ERRAND_EGRESS_ALLOW') })
    expect(server.requests).toHaveLength(before)
  })
})
