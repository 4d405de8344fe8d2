import { describe, expect, it } from 'vitest'
import { listenTcp } from '../../app/listen.ts'
import { operations } from '../../operations/index.ts'
import { type ChatFrame, openChat, postChat, readChat, summarize } from '../../testing/chat-client.ts'
import { createTestApp, TOKEN } from '../../testing/create-test-app.ts'
import { createGatedTool } from '../../testing/gated-tool.ts'
import { listTraces } from '../../testing/list-traces.ts'
import { postJson } from '../../testing/post-json.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'
import { defineTool } from '../../runtime/define-tool.ts'

const hello = { message: 'Hello' }
const agents = [createScriptedAgent([{ text: 'Hello, Ada!' }])]

const look = defineTool({
  name: 'look',
  description: 'Looks something up.',
  input: { type: 'object', properties: { q: { type: 'string' } }, required: ['q'] },
  execute: ({ q }: { q: string }) => {
    if (q === 'bad') throw new Error('nothing there')
    return { found: q }
  },
})
const lookUp = (q: string) => [
  { text: 'Let me look. ', toolCalls: [{ name: 'look', input: { q } }] },
  { text: 'It is there.' },
]

/** An agent that waits in a tool until the test releases it. */
function createGatedAgent() {
  const gate = createGatedTool({ isAbortable: true })
  const script = [{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }]
  return { gate, agents: [createScriptedAgent(script, { tools: [gate.tool] })] }
}

function deltasOf(frames: readonly ChatFrame[]): string {
  return frames.flatMap(({ event }) => (event['type'] === 'assistant_delta' ? [event['content']] : [])).join('')
}

describe('a chat as a stream', () => {
  it('case 1: has the headers of an event stream, deltas, completed and [DONE], each event with fourteen keys', async () => {
    await using test = await createTestApp({ agents })
    const chat = await openChat(test, 'scripted', hello)
    expect([chat.response.status, chat.response.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ])
    expect(chat.response.headers.get('cache-control')).toBe('no-cache')
    expect(chat.response.headers.get('connection')).toBe('keep-alive')
    expect(chat.response.headers.get('x-accel-buffering')).toBe('no')
    const frames = await chat.rest()
    expect(deltasOf(frames)).toBe('Hello, Ada!')
    expect(frames.at(-1)?.event).toMatchObject({ type: 'completed', content: null })
    expect(new Set(frames.map(({ event }) => event['type']))).toEqual(new Set(['assistant_delta', 'completed']))
  })

  it('case 4: shows a tool call as started and completed under one id, then more text', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent(lookUp('key'), { tools: [look] })] })
    const frames = await (await openChat(test, 'scripted', hello)).rest()
    const calls = frames.filter(({ event }) => event['toolCallId'] !== null)
    const [started, completed] = calls.map(({ event }) => event)
    expect(started).toMatchObject({ type: 'tool_call_started', toolName: 'look', content: 'look', outputJson: null })
    expect(JSON.parse(String(started?.['argumentsJson']))).toEqual({ q: 'key' })
    const outputJson = '{"found":"key"}'
    expect(completed).toMatchObject({ type: 'tool_call_completed', toolName: 'look', outputJson, content: outputJson })
    expect(completed?.['toolCallId']).toBe(started?.['toolCallId'])
    const after = frames.slice(frames.indexOf(calls[1] as ChatFrame) + 1)
    expect([deltasOf(after), after.at(-1)?.event['type']]).toEqual(['It is there.', 'completed'])
  })

  it('case 5: shows a tool that throws as failed, and the run goes on', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent(lookUp('bad'), { tools: [look] })] })
    const frames = await (await openChat(test, 'scripted', hello)).rest()
    const failed = frames.find(({ event }) => event['type'] === 'tool_call_failed')?.event
    expect(failed).toMatchObject({ toolName: 'look', errorCode: 'ToolExecutionFailed', errorMessage: 'nothing there' })
    expect(failed?.['content']).toBe('nothing there')
    expect(frames.at(-1)?.event['type']).toBe('completed')
  })

  it('case 6: ends with failed and [DONE] when the provider fails in the middle of the text', async () => {
    const script = [{ text: 'Half of it', error: { message: 'overloaded', isRetryable: false } }]
    await using test = await createTestApp({ agents: [createScriptedAgent(script)] })
    const frames = await (await openChat(test, 'scripted', hello)).rest()
    expect(deltasOf(frames)).toBe('Half of it')
    expect(frames.at(-1)?.event).toMatchObject({ type: 'failed', errorCode: 'ProviderRequestFailed' })
  })

  it('case 6: ends with failed and [DONE] when code of the server throws, and tells nothing of it', async () => {
    const broken = operations.map((operation) => ({
      ...operation,
      run: () => Promise.reject(new Error('postgres://user:hunter2@db')),
    }))
    await using test = await createTestApp({ agents, overrides: { operations: broken } })
    const chat = await openChat(test, 'scripted', hello)
    const frames = await chat.rest()
    expect(frames.map(({ event }) => event)).toMatchObject([{ type: 'failed', errorCode: 'AgentExecutionFailed' }])
    expect(JSON.stringify(frames)).not.toContain('hunter2')
    expect([chat.runId, test.errors.length]).toEqual([null, 1])
  })

  it('case 6: ends with failed and [DONE] when the log cannot be read on', async () => {
    const { gate, agents: gated } = createGatedAgent()
    const stream = async function* () {
      yield []
      throw new Error('hunter2')
    }
    const failing = operations.map((operation) =>
      operation.contract.meta.key === 'agent.run.execute' ? { ...operation, stream } : operation,
    )
    await using test = await createTestApp({ agents: gated, overrides: { operations: failing } })
    const chat = await openChat(test, 'scripted', hello)
    const frames = await chat.rest()
    expect(frames.map(({ event }) => event)).toMatchObject([{ type: 'failed', errorCode: 'AgentExecutionFailed' }])
    expect(test.errors).toHaveLength(1)
    await gate.started()
    gate.release(null)
    await test.whenEnded(chat.runId ?? '')
    expect(await test.client.call('agent.run.get', { runId: chat.runId ?? '' })).toMatchObject({ status: 'done' })
  })

  it('case 8: of an unknown agent is one failed event without a run, in any letter case a known one is found', async () => {
    await using test = await createTestApp({ agents })
    const chat = await openChat(test, 'Nobody', hello)
    expect([chat.response.status, chat.runId]).toEqual([200, null])
    const frames = await chat.rest()
    const errorMessage = "Agent 'Nobody' was not found."
    expect(frames.map(({ event }) => event)).toMatchObject([
      { type: 'failed', errorCode: 'AgentNotFound', errorMessage, content: errorMessage },
    ])
    expect(summarize(await (await openChat(test, 'ScripTed', hello)).rest()).at(-1)).toBe('completed')
  })

  it('case 9: of an agent that is paused is one failed event', async () => {
    await using test = await createTestApp({ agents })
    await test.client.call('agent.update', { agentId: 'scripted', status: 'paused' })
    const frames = await (await openChat(test, 'scripted', hello)).rest()
    expect(frames.map(({ event }) => event)).toMatchObject([{ type: 'failed', errorCode: 'AgentNotActive' }])
  })

  it('case 12: names the limit that ended the run', async () => {
    const gate = createGatedTool({ isAbortable: true })
    const turn = { toolCalls: [{ name: 'gate' }] }
    const options = { tools: [gate.tool], maxIterations: 1, timeoutMs: 60_000 }
    await using test = await createTestApp({ agents: [createScriptedAgent([turn, turn], options)] })
    const late = await openChat(test, 'scripted', hello)
    await gate.started()
    await test.clock.advance(60_000)
    expect((await late.rest()).at(-1)?.event['errorCode']).toBe('RunTimeout')
    const long = await openChat(test, 'scripted', hello)
    await gate.started()
    gate.release(1)
    expect((await long.rest()).at(-1)?.event['errorCode']).toBe('RunMaxIterations')
  })

  it('case 14: carries the numbers of the log, rising, of a run whose origin is chat', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent(lookUp('key'), { tools: [look] })] })
    const chat = await openChat(test, 'scripted', hello)
    const ids = (await chat.rest()).flatMap(({ id }) => id ?? [])
    const runId = chat.runId ?? ''
    const { items } = await test.client.call('agent.run.getEvents', { runId, limit: 500 })
    const seqs = items.map(({ seq }) => seq)
    expect(ids.length).toBeGreaterThan(3)
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    expect(seqs).toEqual(expect.arrayContaining(ids))
    expect(ids.at(-1)).toBe(seqs.at(-1))
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ origin: { kind: 'chat' } })
  })

  it.each([
    ['cancel', {}, 'cancelled'],
    ['continue', { onDisconnect: 'continue' }, 'done'],
  ])('case 15: a client that leaves: %s', async (_name, how, status) => {
    const { gate, agents: gated } = createGatedAgent()
    await using test = await createTestApp({ agents: gated })
    await using listener = await listenTcp(test.app.http, { host: '127.0.0.1', port: 0 })
    const init = postJson({ ...hello, ...how }, { authorization: `Bearer ${TOKEN}` })
    const chat = readChat(await fetch(`${listener.address}/errand/api/agents/scripted/chat`, init))
    await gate.started()
    await chat.leave()
    if (status === 'done') gate.release(1)
    await test.whenEnded(chat.runId ?? '')
    expect(await test.client.call('agent.run.get', { runId: chat.runId ?? '' })).toMatchObject({ status })
    expect(test.errors).toEqual([])
  })

  it('case 15: a server that stops cancels nothing, and says that the run goes on', async () => {
    const { agents: gated } = createGatedAgent()
    const test = await createTestApp({ agents: gated })
    const chat = await openChat(test, 'scripted', hello)
    await chat.next()
    const stopped = test[Symbol.asyncDispose]()
    const frames = await chat.rest()
    await stopped
    expect(frames.at(-1)?.event).toMatchObject({ type: 'failed', errorCode: 'StreamInterrupted' })
    expect(test.errors).toEqual([])
  })

  it('case 16: sends comments while the model is silent, and a reader of data lines sees no difference', async () => {
    const { gate, agents: gated } = createGatedAgent()
    await using test = await createTestApp({ agents: gated, overrides: { http: { heartbeatMs: 5 } } })
    const chat = await openChat(test, 'scripted', hello)
    await gate.started()
    const reading = chat.rest()
    while (chat.comments.length < 2) await new Promise(setImmediate)
    gate.release(1)
    expect(summarize(await reading)).toEqual([
      'tool_call_started: gate',
      'tool_call_completed: 1',
      'assistant_delta: Done.',
      'completed',
    ])
    expect(new Set(chat.comments)).toEqual(new Set([': keep-alive']))
  })

  it('case 17: keeps text as it is, whatever it holds', async () => {
    const text = 'a\n\nb\r\n\r\ndata: [DONE]\n\nid: 7\n: no\u2028\u2029\u0085end 👩‍🚀'
    await using test = await createTestApp({ agents: [createScriptedAgent([{ text }])] })
    const chat = await openChat(test, 'scripted', hello)
    expect(deltasOf(await chat.rest())).toBe(text)
    const raw = await (await postChat(test, 'scripted', hello)).text()
    expect(raw).not.toMatch(/[\u0085\u2028\u2029]/)
  })

  it('case 18: closes a call that is open when the run is cancelled as RunCancelled', async () => {
    const { gate, agents: gated } = createGatedAgent()
    await using test = await createTestApp({ agents: gated })
    const chat = await openChat(test, 'scripted', hello)
    await gate.started()
    await test.client.call('agent.run.cancel', { runId: chat.runId ?? '' })
    const frames = await chat.rest()
    expect(frames.slice(-2).map(({ event }) => [event['type'], event['errorCode']])).toEqual([
      ['tool_call_failed', 'RunCancelled'],
      ['failed', 'RunCancelled'],
    ])
  })

  it('case 33: its deltas are the message of Result mode and the stored text', async () => {
    await using test = await createTestApp({ agents })
    const chat = await openChat(test, 'scripted', hello)
    const text = deltasOf(await chat.rest())
    const result = (await (await postChat(test, 'scripted', { ...hello, responseMode: 'result' })).json()) as object
    const { events } = await listTraces(test.app.store, chat.runId ?? '')
    expect(result).toMatchObject({ message: text })
    expect(events.find(({ type }) => type === 'message.completed')?.data).toMatchObject({ content: text })
  })

  it('case 33: its delta is the JSON of a json result, without the answers that did not fit', async () => {
    const script = [
      { text: 'One moment.', toolCalls: [{ name: 'none' }] },
      { text: '{}' },
      { text: '{ "result": "a" }' },
    ]
    const resultSchema = { type: 'object', properties: { result: { type: 'string' } }, required: ['result'] }
    const agent = createScriptedAgent(script, { resultType: 'json', resultSchema })
    await using test = await createTestApp({ agents: [agent] })
    const text = deltasOf(await (await openChat(test, 'scripted', hello)).rest())
    expect(text).toBe('One moment.{"result":"a"}')
    const result = (await (await postChat(test, 'scripted', { ...hello, responseMode: 'result' })).json()) as object
    expect(result).toMatchObject({ message: '{"result":"a"}', steps: [{}, { content: '{"result":"a"}' }] })
  })
})
