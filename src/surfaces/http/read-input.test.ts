import { describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../testing/create-test-app.ts'
import { postJson } from '../../testing/post-json.ts'
import { readProblem, readRefusal } from '../../testing/read-problem.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'

const agents = [createScriptedAgent([{ text: 'Hello!' }])]
const valid = { agentId: 'scripted', input: { message: 'Hello' } }

async function post(test: TestApp, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers }, duplex: 'half' }
  return test.send('/v1/runs', init)
}

async function countRuns(test: TestApp): Promise<number> {
  return (await test.client.call('agent.run.list', {})).total
}

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
