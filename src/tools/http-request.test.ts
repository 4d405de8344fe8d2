import { describe, expect, it } from 'vitest'
import { createEgress } from '../app/egress.ts'
import { ROOT } from '../app/credentials.ts'
import { createToolFetch, parseSecretHosts } from '../app/tool-fetch.ts'
import { callTool } from '../testing/call-tool.ts'
import { type EchoServer, startEchoServer } from '../testing/echo-server.ts'
import { httpRequest } from './http-request.ts'

const env = { ERRAND_SECRET_GITHUB: 'a-secret-of-github' }

interface Options {
  readonly tool?: Parameters<typeof httpRequest>[0]
  readonly secretHosts?: string
  readonly organizationId?: string
}

/** Calls the tool with HOST in its input for the server's host. */
async function request(server: EchoServer, input: object, options: Options = {}) {
  await using egress = createEgress({ allowed: [server.host] })
  const secretHosts = parseSecretHosts((options.secretHosts ?? '').replaceAll('HOST', server.host))
  const toolFetch = createToolFetch({ env, secretHosts }, egress)
  const filled: unknown = JSON.parse(JSON.stringify(input).replaceAll('HOST', server.host))
  return await callTool(httpRequest(options.tool), filled, {
    callId: 'call_1',
    fetch: (url, init) => toolFetch(options.organizationId ?? ROOT.organizationId, url, init),
  })
}
const failed = (message: RegExp, code = 'TOOL_EXECUTION_ERROR') => ({
  kind: 'failed',
  code,
  message: expect.stringMatching(message),
})
const github = { authorization: 'Bearer {{secret:GITHUB}}' }

describe('http_request', () => {
  it('sends method, headers and body, with the id of the call as Idempotency-Key', async () => {
    await using server = await startEchoServer()
    const input = {
      method: 'POST',
      url: 'http://HOST/orders?x=1',
      headers: { 'X-Shop': 'a' },
      body: { amount: 5, note: '{{x}}' },
    }
    expect(await request(server, input)).toMatchObject({
      kind: 'completed',
      output: { status: 200, body: { method: 'POST' } },
    })
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        url: '/orders?x=1',
        headers: { 'idempotency-key': 'call_1', 'x-shop': 'a', 'content-type': 'application/json' },
        body: '{"amount":5,"note":"{{x}}"}',
      },
    ])
  })

  it('sends text as it is, and gets text as it is', async () => {
    await using server = await startEchoServer()
    const input = { method: 'PUT', url: 'http://HOST/text', headers: { 'Content-Type': 'text/csv' }, body: 'a;b' }
    expect(await request(server, input)).toMatchObject({ output: { status: 200, body: 'plain words' } })
    expect(server.requests).toMatchObject([{ headers: { 'content-type': 'text/csv' }, body: 'a;b' }])
  })

  it('leaves it unknown whether a request happened that broke off, unless servers honour the key', async () => {
    await using server = await startEchoServer()
    const input = { method: 'POST', url: 'http://HOST/break', body: {} }
    expect(await request(server, input)).toMatchObject({ kind: 'unknown' })
    expect(await request(server, input, { tool: { effect: 'idempotent' } })).toMatchObject(failed(/failed/))
    expect(await request(server, { url: 'http://HOST:1/', method: 'POST' })).toMatchObject({ kind: 'failed' })
  })

  it.each([
    [{ url: 'http://HOST/status/500' }, failed(/GET http:\/\/[\d.:]+\/status\/500 answered 500: no luck/)],
    [{ url: 'http://HOST/large' }, failed(/larger than 1 MiB/, 'TOOL_OUTPUT_INVALID')],
    [{ url: 'http://HOST/to?http%3A%2F%2F10.0.0.1%2F' }, failed(/not a public address/)],
    [{ url: 'http://HOST/to?%2Fx', method: 'POST' }, failed(/sent the call elsewhere \(302\)/)],
    [{ url: 'http://10.0.0.1/' }, failed(/not a public address/)],
    [{ url: 'http://HOST/', body: {} }, failed(/a GET has no body/, 'TOOL_INPUT_INVALID')],
    [{ url: 'http://HOST/', headers: { Host: 'x' } }, failed(/Host is set by Errand/, 'TOOL_INPUT_INVALID')],
    [{ url: 'http://HOST/', headers: { 'a b': 'x' } }, failed(/headers/, 'TOOL_INPUT_INVALID')],
    [{ url: 'http://u:p@HOST/' }, failed(/user name or password/, 'TOOL_INPUT_INVALID')],
    [{ url: 'http://HOST/', method: 'TRACE' }, failed(/\/method/, 'TOOL_INPUT_INVALID')],
  ])('says what is wrong with %j', async (input, outcome) => {
    await using server = await startEchoServer()
    expect(await request(server, input)).toMatchObject(outcome)
  })

  it('asks no other hosts than those it is given', async () => {
    await using server = await startEchoServer()
    const tool = { hosts: ['api.example.com'] }
    expect(await request(server, { url: 'http://HOST/' }, { tool })).toMatchObject(
      failed(/not one of the hosts/, 'TOOL_INPUT_INVALID'),
    )
    expect(server.requests).toEqual([])
  })
})

describe('a secret that a model names', () => {
  it('goes to the host that the operator named for it', async () => {
    await using server = await startEchoServer()
    const options = { secretHosts: 'OTHER=x.example, GITHUB=HOST' }
    expect(await request(server, { url: 'http://HOST/', headers: github }, options)).toMatchObject({
      kind: 'completed',
    })
    expect(server.requests).toMatchObject([{ headers: { authorization: 'Bearer a-secret-of-github' } }])
  })

  it.each([
    [
      'to a host that is not named for it',
      { secretHosts: 'GITHUB=api.github.com,OTHER=HOST' },
      /GITHUB does not go to [\d.:]+; .*ERRAND_SECRET_HOSTS=GITHUB=/,
    ],
    ['for another tenant', { secretHosts: 'GITHUB=HOST', organizationId: 'other' }, /does not go to/],
  ])('does not go out %s', async (_when, options, message) => {
    await using server = await startEchoServer()
    expect(await request(server, { url: 'http://HOST/', headers: github }, options)).toMatchObject(failed(message))
    expect(server.requests).toEqual([])
  })

  it('does not go along with a redirect to another server, and only over https to one that is not on this machine', async () => {
    await using server = await startEchoServer()
    await using other = await startEchoServer()
    const url = `http://HOST/to?${encodeURIComponent(`http://${other.host}/`)}`
    await request(server, { url, headers: github }, { secretHosts: `GITHUB=HOST,GITHUB=${other.host}` })
    expect(JSON.stringify(other.requests)).not.toContain('a-secret')
    const plain = await request(
      server,
      { url: 'http://api.github.com/', headers: github },
      { secretHosts: 'GITHUB=api.github.com' },
    )
    expect(plain).toMatchObject(failed(/over https only/))
  })

  it('must be set, and its setting well written', async () => {
    await using server = await startEchoServer()
    const missing = { url: 'http://HOST/', headers: { a: '{{secret:NOTHING}}' } }
    expect(await request(server, missing, { secretHosts: 'NOTHING=HOST' })).toMatchObject(
      failed(/set ERRAND_SECRET_NOTHING/),
    )
    for (const text of ['GITHUB', 'GITHUB=https://x', '=x'])
      expect(() => parseSecretHosts(text)).toThrow(/it takes NAME=host/)
  })
})
