import { describe, expect, it } from 'vitest'
import { listenTcp } from '../../app/listen.ts'
import { createTestApp, type TestApp } from '../../testing/create-test-app.ts'
import { sendRaw } from '../../testing/raw-request.ts'
import { readRefusal } from '../../testing/read-problem.ts'
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
