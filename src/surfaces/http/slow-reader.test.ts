import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { listenTcp } from '../../app/listen.ts'
import { defineTool } from '../../runtime/define-tool.ts'
import { createSqliteStore } from '../../store/sqlite/sqlite-store.ts'
import type { Store } from '../../store/store.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { collectFrames } from '../../testing/read-frames.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'

const stream = { headers: { accept: 'text/event-stream' } }
const input = { agentId: 'scripted', input: { message: 'Hello' } }

describe('a reader that never reads', () => {
  /** A finished run whose log is about 40 MB, more than any socket holds. */
  const CALLS = 100
  const OUTPUT = 'x'.repeat(400_000)
  const tool = defineTool({
    name: 'flood',
    description: 'Says much.',
    input: { type: 'object' },
    execute: () => OUTPUT,
  })
  const script = [{ toolCalls: Array.from({ length: CALLS }, () => ({ name: 'flood' })) }, { text: 'Done.' }]
  const agents = [createScriptedAgent(script, { tools: [tool] })]

  it('is handed a bounded part of the log, is cut after slowReaderMs, and frees its place', async () => {
    const clean = createSqliteStore({ path: ':memory:' })
    let read = 0
    const store: Store = {
      ...clean,
      async readEvents(params) {
        const page = await clean.readEvents(params)
        read += JSON.stringify(page.events).length
        return page
      },
    }
    const http = { maxStreams: 1, slowReaderMs: 200 }
    await using test = await createTestApp({ agents, overrides: { store, http } })
    await using listener = await listenTcp(test.app.http, { host: '127.0.0.1', port: 0 })
    const { runId } = await test.client.call('agent.run.execute', input)
    await test.app.engine.whenIdle()

    read = 0
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(listener.address).port) })
    socket.pause()
    const head = ['Host: localhost', 'Authorization: Bearer test-token-of-root', 'Accept: text/event-stream']
    socket.write(`GET /v1/runs/${runId}/events HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`)
    while (read === 0) await new Promise(setImmediate)
    const path = `/v1/runs/${runId}/events?after=${CALLS * 2}`
    let freed = await test.send(path, stream)
    while (freed.status === 429) {
      await new Promise(setImmediate)
      freed = await test.send(path, stream)
    }
    expect(read).toBeLessThan(20_000_000)
    expect((await collectFrames(freed)).at(-1)?.event).toBe('run.completed')

    let received = ''
    socket.on('data', (chunk) => (received += chunk.toString('latin1')))
    socket.on('error', () => undefined) // cut by the server
    socket.resume()
    await once(socket, 'close')
    expect(received).toMatch(/^HTTP\/1\.1 200 /)
    expect(received).not.toContain('event: run.completed')
    expect(received.length).toBeLessThan(20_000_000)
    expect(test.errors).toEqual([])
  })
})
