import { describe, expect, it } from 'vitest'
import { listenTcp } from '../../app/listen.ts'
import { createTestApp, type TestApp } from '../../testing/create-test-app.ts'
import { postJson } from '../../testing/post-json.ts'
import { sendRaw } from '../../testing/raw-request.ts'
import { readProblem, readRefusal } from '../../testing/read-problem.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'

const agents = [createScriptedAgent([{ text: 'Hello!' }])]
const MIB = 1024 * 1024
const valid = { agentId: 'scripted', input: { message: 'Hello' } }

/** JSON of exactly this many bytes that is a valid input. */
function bodyOf(bytes: number): string {
  const empty = JSON.stringify({ ...valid, input: { message: '' } })
  return JSON.stringify({ ...valid, input: { message: 'x'.repeat(bytes - empty.length) } })
}

async function post(test: TestApp, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers }, duplex: 'half' }
  return test.send('/v1/runs', init)
}

async function countRuns(test: TestApp): Promise<number> {
  return (await test.client.call('agent.run.list', {})).total
}

describe('body size', () => {
  it('takes a body of exactly 1 MiB, with and without Content-Length', async () => {
    await using test = await createTestApp({ agents })
    const body = bodyOf(MIB)
    expect((await post(test, body, { 'content-length': String(MIB) })).status).toBe(200)
    expect((await post(test, new Blob([body]).stream())).status).toBe(200)
  })

  it('refuses one byte more with 413, with and without Content-Length', async () => {
    await using test = await createTestApp({ agents })
    const body = bodyOf(MIB + 1)
    const declared = await post(test, body, { 'content-length': String(MIB + 1) })
    expect(await readRefusal(declared)).toBe('413 PAYLOAD_TOO_LARGE')
    expect(await readRefusal(await post(test, new Blob([body]).stream()))).toBe('413 PAYLOAD_TOO_LARGE')
    expect(await readRefusal(await post(test, body))).toBe('413 PAYLOAD_TOO_LARGE')
    expect(await countRuns(test)).toBe(0)
  })

  it('reads no more of an endless body than the limit', async () => {
    await using test = await createTestApp({ agents })
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(body) {
        sent += 65_536
        body.enqueue(new Uint8Array(65_536))
      },
    })
    expect(await readRefusal(await post(test, endless))).toBe('413 PAYLOAD_TOO_LARGE')
    expect(sent).toBeLessThan(2 * MIB)
  })

  it('answers 413 on a real connection too, with and without Content-Length', async () => {
    await using test = await createTestApp({ agents })
    await using listener = await listenTcp(test.app.http, { host: '127.0.0.1', port: 0 })
    const head = (extra: string) =>
      `POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer test-token-of-root\r\n` +
      `Content-Type: application/json\r\nConnection: close\r\n${extra}\r\n\r\n`
    const large = bodyOf(3 * MIB)
    const declared = await sendRaw(listener.address, [head(`Content-Length: ${large.length}`), large])
    expect(declared).toMatch(/^HTTP\/1\.1 413 [^]*"code":"PAYLOAD_TOO_LARGE"/)
    const chunk = `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`
    const chunked = await sendRaw(listener.address, [head('Transfer-Encoding: chunked'), chunk])
    expect(chunked).toMatch(/^HTTP\/1\.1 413 [^]*"code":"PAYLOAD_TOO_LARGE"/)
    expect(await countRuns(test)).toBe(0)
    expect(test.errors).toEqual([])
  })

  it('a client that goes away in the middle of its body leaves no error behind', async () => {
    await using test = await createTestApp({ agents })
    const torn = new ReadableStream<Uint8Array>({
      start: (body) => body.enqueue(new TextEncoder().encode('{"agentId":')),
      pull: (body) => body.error(new Error('connection reset')),
    })
    expect((await post(test, torn)).status).toBe(400)
    expect(test.errors).toEqual([])
  })
})

describe('body format', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON ;charset=UTF-8'])(
    'takes a body of type %s',
    async (type) => {
      await using test = await createTestApp({ agents })
      expect((await post(test, JSON.stringify(valid), { 'content-type': type })).status).toBe(200)
    },
  )

  it.each(['', 'text/plain', 'application/jsonp', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'refuses a body of type "%s" with 415',
    async (type) => {
      await using test = await createTestApp({ agents })
      const answer = await post(test, JSON.stringify(valid), { 'content-type': type })
      expect(await readRefusal(answer)).toBe('415 UNSUPPORTED_MEDIA_TYPE')
    },
  )

  it.each([
    ['an open object', '{"agentId":'],
    ['nothing but space', ' '],
    ['a comment', '{} // x'],
    ['NaN', 'NaN'],
    ['a lone quote', '"'],
    ['500,000 open brackets', '['.repeat(500_000)],
  ])('case 6: a body of %s is 400 JSON_INVALID', async (_name, body) => {
    await using test = await createTestApp({ agents })
    expect(await readRefusal(await post(test, body))).toBe('400 JSON_INVALID')
  })

  it('case 6: an input parameter that is not JSON is 400 JSON_INVALID', async () => {
    await using test = await createTestApp({ agents })
    for (const path of ['/v1/runs', '/v1/runs/x', '/v1/agents', '/agent/run/getEvents/v1.0.0']) {
      expect(await readRefusal(await test.send(`${path}?input=%7B`))).toBe('400 JSON_INVALID')
    }
  })

  it('bytes that are not UTF-8 are 400 JSON_INVALID', async () => {
    await using test = await createTestApp({ agents })
    const bytes = new Uint8Array(
      Buffer.concat([Buffer.from('{"agentId":"'), Buffer.from([0xff, 0xc0]), Buffer.from('"}')]),
    )
    expect(await readRefusal(await post(test, bytes))).toBe('400 JSON_INVALID')
  })

  it.each(['[]', '"text"', '5', 'null', 'true'])(
    'the body %s is INPUT_INVALID: an input is an object',
    async (body) => {
      await using test = await createTestApp({ agents })
      expect(await readRefusal(await post(test, body))).toBe('422 INPUT_INVALID ')
    },
  )

  it('no body at all is an empty input', async () => {
    await using test = await createTestApp({ agents })
    const answer = await test.send('/v1/runs', { method: 'POST' })
    expect(await readRefusal(answer)).toBe('422 INPUT_INVALID /agentId /input')
  })
})

describe('body values', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })
  const withMetadata = (metadata: unknown) => JSON.stringify({ ...valid, metadata })

  it('takes 64 levels of nesting and refuses 65', async () => {
    await using test = await createTestApp({ agents })
    expect((await post(test, withMetadata(nested(63)))).status).toBe(200)
    const problem = await readProblem(await post(test, withMetadata(nested(64))))
    expect(problem).toMatchObject({ status: 422, code: 'INPUT_INVALID', issues: [{ code: 'too_deep' }] })
  })

  it('refuses half a MiB of nesting without harm', async () => {
    await using test = await createTestApp({ agents })
    const deep = `{"metadata":{"a":${'['.repeat(250_000)}${']'.repeat(250_000)}}}`
    expect((await readProblem(await post(test, deep))).code).toBe('INPUT_INVALID')
    expect(test.errors).toEqual([])
  })

  it.each([
    ['NUL in a value', '{"a":{"b":"x\\u0000y"}}', '/metadata/a/b'],
    ['NUL in a key', '{"x\\u0000":1}', '/metadata/x\0'],
    ['a lone high surrogate', '{"a":["\\ud800"]}', '/metadata/a/0'],
    ['a lone low surrogate in a key', '{"\\udc00":1}', '/metadata/\ufffd'],
    ['__proto__', '{"a":{"__proto__":{"admin":true}}}', '/metadata/a/__proto__'],
    ['constructor', '{"constructor":{"prototype":1}}', '/metadata/constructor /metadata/constructor/prototype'],
    ['prototype', '{"prototype":1}', '/metadata/prototype'],
  ])('refuses %s in a free object', async (_name, metadata, pointers) => {
    await using test = await createTestApp({ agents })
    const body = `{"agentId":"scripted","input":{"message":"x"},"metadata":${metadata}}`
    expect(await readRefusal(await post(test, body))).toBe(`422 INPUT_INVALID ${pointers}`)
    expect(await countRuns(test)).toBe(0)
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })

  it('refuses __proto__ and unknown keys at declared levels too', async () => {
    await using test = await createTestApp({ agents })
    const own = await post(test, '{"__proto__":{},"agentId":"scripted","input":{"message":"x"}}')
    expect(await readRefusal(own)).toBe('422 INPUT_INVALID /__proto__')
    const unknown = await test.send('/v1/runs', postJson({ ...valid, agent: 1, 'a/b~c': 2 }))
    expect(await readRefusal(unknown)).toBe('422 INPUT_INVALID /agent /a~1b~0c')
  })

  it('takes well-formed text of every plane, and keys that only look dangerous', async () => {
    await using test = await createTestApp({ agents })
    const metadata = { emoji: '👩‍🚀', toString: 'x', hasOwnProperty: 1, '': 'empty', valueOf: { a: [] } }
    const { runId } = (await (await post(test, withMetadata(metadata))).json()) as { runId: string }
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ metadata })
  })

  it('refuses null for what is optional', async () => {
    await using test = await createTestApp({ agents })
    const answer = await test.send('/v1/runs', postJson({ ...valid, sessionId: null, metadata: null }))
    expect(await readRefusal(answer)).toBe('422 INPUT_INVALID /sessionId /metadata')
  })

  it('answers a body full of faults with a bounded problem', async () => {
    await using test = await createTestApp({ agents })
    const keys = Array.from({ length: 80_000 }, (_, index) => `"k${index}":1`)
    const answer = await post(test, `{${keys.join(',')}}`)
    expect((await answer.clone().text()).length).toBeLessThan(64 * 1024)
    expect((await readProblem(answer)).code).toBe('INPUT_INVALID')
  })
})

describe('query parameters', () => {
  it('turns texts into what the schema says', async () => {
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', valid)
    await test.whenEnded(runId)
    const ask = async (query: string) => (await test.send(`/v1/runs/${runId}${query}`)).json()
    expect(await ask('?includeSteps=true&includeLogs=false')).toHaveProperty('steps')
    expect(await ask('?includeSteps=true&includeLogs=false')).not.toHaveProperty('logs')
    const events = await test.send(`/v1/runs/${runId}/events?types=run.created&types=run.completed&limit=1`)
    expect(await events.json()).toMatchObject({ items: [{ type: 'run.created' }], hasMore: true })
    const one = await test.send(`/v1/runs/${runId}/events?types=run.completed`)
    expect(await one.json()).toMatchObject({ items: [{ type: 'run.completed' }], hasMore: false })
  })

  it.each([
    ['/v1/runs/x?includeSteps=yes', '/includeSteps'],
    ['/v1/runs/x?includeSteps=TRUE', '/includeSteps'],
    ['/v1/runs?limit=2&limit=3', '/limit'],
    ['/v1/runs?limit=', '/limit'],
    ['/v1/runs?limit=1e2', '/limit'],
    ['/v1/runs?limit=0x10', '/limit'],
    ['/v1/runs?limit=%202', '/limit'],
    ['/v1/runs?limit=1.5', '/limit'],
    [`/v1/runs?limit=${'9'.repeat(400)}`, '/limit'],
    ['/v1/runs?unknown=1', '/unknown'],
    ['/v1/runs?__proto__=1', '/__proto__'],
    ['/v1/runs?agentId=%00', '/agentId'],
    ['/v1/runs?startDate=2026-01-05', '/startDate'],
    ['/v1/runs?startDate=2026-01-05T09:00:00%2B01:00', '/startDate'],
    ['/v1/runs?endDate=2026-02-30T00:00:00Z', '/endDate'],
    ['/v1/runs?status=Done', '/status'],
    [`/v1/runs?agentId=${'x'.repeat(201)}`, '/agentId'],
    ['/v1/runs/%00', '/runId'],
    ['/v1/runs?input=%5B%5D', ''],
  ])('refuses %s at %s', async (path, pointer) => {
    await using test = await createTestApp({ agents })
    expect(await readRefusal(await test.send(path))).toBe(`422 INPUT_INVALID ${pointer}`)
  })

  it('case 24: flat parameters and one input parameter are the same call', async () => {
    await using test = await createTestApp({ agents })
    for (let index = 0; index < 4; index += 1) await test.client.call('agent.run.execute', valid)
    const flat = await test.send('/v1/runs?limit=2&offset=1')
    const whole = await test.send(`/v1/runs?input=${encodeURIComponent('{"limit":2,"offset":1}')}`)
    const page = (await flat.json()) as { items: unknown[] }
    expect(page).toMatchObject({ total: 4, hasMore: true })
    expect(page.items).toHaveLength(2)
    expect(await whole.json()).toEqual(page)
    for (const [query, pointer] of [
      ['limit=0', '/limit'],
      ['limit=501', '/limit'],
      ['limit=x', '/limit'],
      ['offset=-1', '/offset'],
    ]) {
      expect(await readRefusal(await test.send(`/v1/runs?${query}`))).toBe(`422 INPUT_INVALID ${pointer}`)
    }
  })

  it('takes the path parameter from the path, whatever the query or the body says', async () => {
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', valid)
    expect(await (await test.send(`/v1/runs/${runId}?runId=other`)).json()).toMatchObject({ id: runId })
    expect(await readRefusal(await test.send('/v1/runs/a%2Fb%20c%25'))).toBe('404 RUN_NOT_FOUND')
    expect(await readRefusal(await test.send('/v1/runs/%E0%A4'))).toBe('404 RUN_NOT_FOUND')
  })
})
