import { describe, expect, it } from 'vitest'
import { listenTcp } from '../../app/listen.ts'
import { createSqliteStore } from '../../store/sqlite/sqlite-store.ts'
import type { Store } from '../../store/store.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { postJson } from '../../testing/post-json.ts'
import { collectFrames } from '../../testing/read-frames.ts'
import { readRefusal } from '../../testing/read-problem.ts'
import { createWaitingAgent } from '../../testing/waiting-agent.ts'

const stream = { headers: { accept: 'text/event-stream' } }
const input = { agentId: 'scripted', input: { message: 'Hello' } }

describe('the number of streams', () => {
  it('is bounded: one more is 429 TOO_MANY_STREAMS with Retry-After, and starts no run', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents, overrides: { http: { maxStreams: 2 } } })
    const { runId } = await test.client.call('agent.run.execute', input)
    await gate.started()
    const path = `/v1/runs/${runId}/events`
    const open = [await test.send(path, stream), await test.send(path, stream)]
    expect(open.map((answer) => answer.status)).toEqual([200, 200])
    expect(await readRefusal(await test.send(path, stream))).toBe('429 TOO_MANY_STREAMS')
    expect(await readRefusal(await test.send('/v1/runs', postJson({ ...input, stream: true })))).toBe(
      '429 TOO_MANY_STREAMS',
    )
    expect(await test.client.call('agent.run.list', {})).toMatchObject({ total: 1 })
    expect((await test.send(path)).status).toBe(200)
    await open[0]?.body?.cancel()
    const again = await test.send(path, stream)
    expect(again.status).toBe(200)
    gate.release('go')
    expect((await collectFrames(again)).at(-1)?.event).toBe('run.completed')
    expect((await collectFrames(await test.send(path, stream))).at(-1)?.event).toBe('run.completed')
  })

  it('holds for requests that arrive together', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents, overrides: { http: { maxStreams: 2 } } })
    const { runId } = await test.client.call('agent.run.execute', input)
    await gate.started()
    const asked = Array.from({ length: 6 }, () => test.send(`/v1/runs/${runId}/events`, stream))
    const statuses = (await Promise.all(asked)).map((answer) => answer.status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(2)
    expect(statuses.filter((status) => status === 429)).toHaveLength(4)
  })

  it('counts no stream for an answer that is none', async () => {
    await using test = await createTestApp({ agents: [], overrides: { http: { maxStreams: 1 } } })
    for (let index = 0; index < 3; index += 1) {
      expect(await readRefusal(await test.send('/v1/runs/unknown/events', stream))).toBe('404 RUN_NOT_FOUND')
      const answer = await test.send('/v1/runs', postJson({ ...input, stream: true }))
      expect(await readRefusal(answer)).toBe('404 AGENT_NOT_FOUND')
    }
  })

  it('is not touched by HEAD, which opens none', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents, overrides: { http: { maxStreams: 1 } } })
    const { runId } = await test.client.call('agent.run.execute', input)
    await gate.started()
    for (let index = 0; index < 3; index += 1) {
      const head = await test.send(`/v1/runs/${runId}/events`, { ...stream, method: 'HEAD' })
      expect([head.status, head.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    }
    expect((await test.send(`/v1/runs/${runId}/events`, stream)).status).toBe(200)
  })
})

describe('a stream', () => {
  it('sends only the types that were asked for, to the end', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', input)
    await gate.started()
    const path = `/v1/runs/${runId}/events?types=run.created&types=run.completed`
    const answer = await test.send(path, stream)
    gate.release('go')
    expect((await collectFrames(answer)).map((frame) => frame.event)).toEqual(['run.created', 'run.completed'])
  })

  it('carries heartbeats between events on a real connection', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents, overrides: { http: { heartbeatMs: 10 } } })
    await using listener = await listenTcp(test.app.http, { host: '127.0.0.1', port: 0 })
    const { runId } = await test.client.call('agent.run.execute', input)
    await gate.started()
    const headers = { ...stream.headers, authorization: 'Bearer test-token-of-root' }
    const answer = await fetch(`${listener.address}/v1/runs/${runId}/events`, { headers })
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (text.split(': keep-alive\n\n').length < 4) text += (await reader?.read())?.value ?? ''
    gate.release('go')
    for (let part = await reader?.read(); !part?.done; part = await reader?.read()) text += part?.value ?? ''
    expect(text).toMatch(/event: run\.completed\ndata: .*\n\n$/)
  })

  it('ends on shutdown, and goes on where it ended when the data is opened again', async () => {
    const { gate, agents } = createWaitingAgent()
    const clean = createSqliteStore({ path: ':memory:' })
    const store: Store = { ...clean, [Symbol.asyncDispose]: async () => undefined }
    const first = await createTestApp({ agents, overrides: { store } })
    const { runId } = await first.client.call('agent.run.execute', input)
    await gate.started()
    const before = first.send(`/v1/runs/${runId}/events`, stream).then(collectFrames)
    await first.clock.advance(0)
    await first[Symbol.asyncDispose]()
    const head = (await before).at(-1)?.id ?? 0
    expect(head).toBeGreaterThan(0)
    expect((await before).some((frame) => frame.event === 'run.completed')).toBe(false)

    await using second = await createTestApp({ agents, overrides: { store } })
    const headers = { ...stream.headers, 'last-event-id': String(head) }
    const after = second.send(`/v1/runs/${runId}/events`, { headers }).then(collectFrames)
    gate.release('go')
    const ids = [...(await before), ...(await after)].map((frame) => frame.id)
    expect(ids).toEqual(ids.map((_id, index) => index + 1))
    expect((await after).at(-1)?.event).toBe('run.completed')
    await clean[Symbol.asyncDispose]()
  })
})
