import { describe, expect, it } from 'vitest'
import { listenTcp } from '../../app/listen.ts'
import { ROOT } from '../../app/credentials.ts'
import { readConfig } from '../../app/config.ts'
import { defineAgent } from '../../runtime/define-agent.ts'
import { defineTool } from '../../runtime/define-tool.ts'
import { openChat, postChat } from '../../testing/chat-client.ts'
import { createTestApp, FOREIGN_TOKEN, type TestApp, TOKEN } from '../../testing/create-test-app.ts'
import { createFakeModel, say } from '../../testing/fake-model.ts'
import { createGatedTool } from '../../testing/gated-tool.ts'
import { listTraces } from '../../testing/list-traces.ts'
import { postJson } from '../../testing/post-json.ts'
import { readRefusal } from '../../testing/read-problem.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'
import type { ChatResult } from './chat-result.ts'
import { createResultFold } from './chat-result.ts'

const whole = { message: 'Hello', responseMode: 'Result' }
const agents = [createScriptedAgent([{ text: 'Hello, Ada!' }])]
const echo = defineTool({
  name: 'echo',
  description: 'Says it again.',
  input: { type: 'object', properties: { speed: { enum: ['fast', 'slow'] } }, required: ['speed'] },
  execute: (input) => input,
})
const callEcho = (speed: unknown) => [
  { text: 'One moment. ', toolCalls: [{ name: 'echo', input: { speed } }] },
  { text: 'Said.' },
]
const countRuns = async (test: TestApp) => (await test.client.call('agent.run.list', {})).total

async function askResult(
  test: TestApp,
  agentId = 'scripted',
): Promise<{ status: number; result: ChatResult; runId: string }> {
  const response = await postChat(test, agentId, whole)
  const result = (await response.json()) as ChatResult
  return { status: response.status, result, runId: response.headers.get('x-run-id') ?? '' }
}

describe('a chat as one answer', () => {
  it('case 11: has five keys, a step for the call and one for the text, and is the same when the log is read again', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent(callEcho('fast'), { tools: [echo] })] })
    const { status, result, runId } = await askResult(test)
    expect(status).toBe(200)
    expect(Object.keys(result)).toEqual(['isSuccess', 'message', 'errorCode', 'errorMessage', 'steps'])
    expect(result).toMatchObject({ isSuccess: true, message: 'Said.', errorCode: null, errorMessage: null })
    const none = { errorCode: null, errorMessage: null }
    const call = { toolCallId: expect.any(String), toolName: 'echo', argumentsJson: '{"speed":"fast"}' }
    const text = { toolCallId: null, toolName: null, argumentsJson: null, outputJson: null }
    const times = { startedAt: expect.any(String), completedAt: expect.any(String) }
    const outputJson = '{"speed":"fast"}'
    expect(result.steps).toEqual([
      { index: 1, kind: 'tool_call', content: outputJson, ...call, outputJson, ...none, status: 'completed', ...times },
      { index: 2, kind: 'final_answer', content: 'Said.', ...text, ...none, status: 'completed', ...times },
    ])
    const { events } = await listTraces(test.app.store, runId)
    const refold = (log: typeof events) => log.map(createResultFold()).at(-1)
    expect(refold(events)).toEqual(result)
    expect(refold(events.filter(({ type }) => type !== 'message.delta'))).toEqual(result) // as compaction leaves it
    expect(events.map(({ at }) => at)).toContain(result.steps[0]?.startedAt)
  })

  it('case 7: without a message is 400 in both modes and starts no run; a bad field is 422', async () => {
    await using test = await createTestApp({ agents })
    for (const body of [{ message: '  \n' }, {}, { message: '', responseMode: 'result' }, { responseMode: 'Stream' }]) {
      const response = await postChat(test, 'scripted', body)
      expect([response.status, await response.text()]).toEqual([
        400,
        '{"isSuccess":false,"message":null,"errorCode":"MessageRequired","errorMessage":"Message is required.","steps":[]}',
      ])
    }
    expect(await readRefusal(await postChat(test, 'scripted', { message: 5 }))).toBe('422 INPUT_INVALID /message')
    expect(await readRefusal(await postChat(test, 'scripted', { ...whole, x: 1 }))).toBe('422 INPUT_INVALID /x')
    expect(await readRefusal(await postChat(test, 'scripted', { ...whole, indexName: 'none' }))).toBe(
      '422 INPUT_INVALID /indexName',
    )
    const init = { method: 'POST', body: '{"message":', headers: { 'content-type': 'application/json' } }
    expect(await readRefusal(await test.send('/errand/api/agents/scripted/chat', init))).toBe('400 JSON_INVALID')
    expect(await countRuns(test)).toBe(0)
  })

  it('case 8: of an unknown agent is 404, of a known one in other letters an answer', async () => {
    await using test = await createTestApp({ agents })
    const { status, result } = await askResult(test, 'nobody')
    const errorMessage = "Agent 'nobody' was not found."
    expect([status, result]).toEqual([
      404,
      { isSuccess: false, message: null, errorCode: 'AgentNotFound', errorMessage, steps: [] },
    ])
    expect(await askResult(test, 'SCRIPTED')).toMatchObject({ status: 200 })
    expect((await askResult(test, 'x'.repeat(300))).status).toBe(404)
  })

  it('case 9: of a paused agent is 400 AgentNotActive', async () => {
    await using test = await createTestApp({ agents })
    await test.client.call('agent.update', { agentId: 'scripted', status: 'paused' })
    expect(await askResult(test)).toMatchObject({ status: 400, result: { errorCode: 'AgentNotActive', steps: [] } })
  })

  it('case 10: takes a mode in any letter case, and no other mode', async () => {
    await using test = await createTestApp({ agents })
    for (const responseMode of ['result', 'RESULT']) {
      const response = await postChat(test, 'scripted', { message: 'Hi', responseMode })
      expect(await response.json()).toMatchObject({ isSuccess: true })
    }
    expect(
      (await (await openChat(test, 'scripted', { message: 'Hi', responseMode: 'STREAM' })).rest()).at(-1)?.event,
    ).toMatchObject({ type: 'completed' })
    expect(await readRefusal(await postChat(test, 'scripted', { message: 'Hi', responseMode: 'Other' }))).toBe(
      '422 INPUT_INVALID /responseMode',
    )
  })

  it('case 12: ended by time, a cancel or the limit of turns is 504, 409 and 409, its error the last step', async () => {
    const gate = createGatedTool({ isAbortable: true })
    const turn = { text: 'Wait. ', toolCalls: [{ name: 'gate' }] }
    const options = { tools: [gate.tool], maxIterations: 1, timeoutMs: 60_000 }
    await using test = await createTestApp({ agents: [createScriptedAgent([turn, turn], options)] })
    const ask = async (end: (runId: string) => unknown) => {
      const asked = askResult(test)
      const { runId } = await gate.started()
      await end(runId)
      const { status, result } = await asked
      expect(result).toMatchObject({ isSuccess: false, message: null })
      expect(result.steps.at(-1)).toMatchObject({ kind: 'error', status: 'failed', errorCode: result.errorCode })
      expect(result.steps.map(({ index }) => index)).toEqual([1, 2])
      return `${status} ${result.errorCode}`
    }
    expect(await ask(() => test.clock.advance(60_000))).toBe('504 RunTimeout')
    expect(await ask((runId) => test.client.call('agent.run.cancel', { runId }))).toBe('409 RunCancelled')
    expect(await ask(() => gate.release(1))).toBe('409 RunMaxIterations')
  })

  it('keeps the text of an answer that broke off as a failed step before the error', async () => {
    const script = [{ text: 'Half of it', error: { message: 'overloaded', isRetryable: false } }]
    await using test = await createTestApp({ agents: [createScriptedAgent(script)] })
    const { status, result } = await askResult(test)
    expect(status).toBe(502)
    expect(result.steps.map(({ kind, status: end, content }) => [kind, end, content])).toMatchObject([
      ['final_answer', 'failed', 'Half of it'],
      ['error', 'failed', expect.any(String)],
    ])
  })

  it('is a success with an empty text when the model says nothing', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent([{ text: '' }])] })
    expect((await askResult(test)).result).toMatchObject({ isSuccess: true, message: '', steps: [{ content: '' }] })
  })

  it('case 13: stands below the path that is set, and nowhere else', async () => {
    await using test = await createTestApp({ agents, dashboardPath: '/dashboard' })
    expect((await postChat(test, 'scripted', whole, '/dashboard')).status).toBe(200)
    expect((await postChat(test, 'scripted', whole)).status).toBe(404)
    expect(readConfig({ ERRAND_DASHBOARD_PATH: '/a/b' }).dashboardPath).toBe('/a/b')
    for (const path of ['/', 'errand', '/errand/', '/:id', '/a//b', '/*']) {
      expect(() => readConfig({ ERRAND_DASHBOARD_PATH: path })).toThrow(
        /ERRAND_DASHBOARD_PATH is ".*"; it takes a path/,
      )
    }
  })

  it('case 15: a client that leaves before the answer ends the run as cancelled', async () => {
    const gate = createGatedTool({ isAbortable: true })
    await using test = await createTestApp({
      agents: [createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }], { tools: [gate.tool] })],
    })
    await using listener = await listenTcp(test.app.http, { host: '127.0.0.1', port: 0 })
    const leaving = new AbortController()
    const init = { ...postJson(whole, { authorization: `Bearer ${TOKEN}` }), signal: leaving.signal }
    const asked = fetch(`${listener.address}/errand/api/agents/scripted/chat`, init).catch(() => 'left')
    const { runId } = await gate.started()
    leaving.abort()
    expect(await asked).toBe('left')
    await test.whenEnded(runId)
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'cancelled' })
    expect(test.errors).toEqual([])
  })

  it('case 19: gives the model the earlier turns of the session that ended well, once each', async () => {
    const model = createFakeModel((n) => {
      if (n === 2) throw new Error('broken')
      return say(`Answer ${n}`)
    })
    await using test = await createTestApp({ agents: [defineAgent({ id: 'talker', instructions: 'Talk.', model })] })
    for (const message of ['First', 'Second', 'Third']) {
      const asked = await postChat(test, 'talker', { message, responseMode: 'result', sessionId: 's1' })
      expect(((await asked.json()) as ChatResult).isSuccess).toBe(message !== 'Second')
    }
    const prompt = model.calls.at(-1)?.prompt.filter(({ role }) => role !== 'system') ?? []
    const texts = prompt.map(({ role, content }) => [role, JSON.stringify(content)])
    expect(texts.map(([role]) => role)).toEqual(['user', 'assistant', 'user'])
    for (const [index, text] of ['First', 'Answer 1', 'Third'].entries()) expect(texts[index]?.[1]).toContain(text)
  })

  it('case 31: an enum value that is advertised reaches the tool; a number is ToolInputInvalid', async () => {
    const ask = async (speed: unknown) => {
      await using test = await createTestApp({ agents: [createScriptedAgent(callEcho(speed), { tools: [echo] })] })
      const [step] = (await askResult(test)).result.steps
      return step?.errorCode ?? step?.outputJson
    }
    expect(await ask('fast')).toBe('{"speed":"fast"}')
    expect(await ask(1)).toBe('ToolInputInvalid')
  })

  it('needs the right to run, in the tenant of the agent', async () => {
    const token = 'test-token-that-may-read'
    const principal = { ...ROOT, scopes: ['read' as const], isOperator: false }
    await using test = await createTestApp({
      agents,
      credentials: [
        { token, principal },
        { token: FOREIGN_TOKEN, principal: { ...ROOT, organizationId: 'other' } },
      ],
    })
    const ask = (authorization: string) =>
      test.send('/errand/api/agents/scripted/chat', postJson(whole, { authorization }))
    expect(await readRefusal(await ask('Bearer wrong'))).toBe('401 UNAUTHENTICATED')
    expect(await readRefusal(await ask(`Bearer ${token}`))).toBe('403 FORBIDDEN')
    expect((await ask(`Bearer ${FOREIGN_TOKEN}`)).status).toBe(404)
  })

  it('holds one of the places for open streams while it waits, in both modes', async () => {
    const gate = createGatedTool()
    await using test = await createTestApp({
      agents: [createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }], { tools: [gate.tool] })],
      overrides: { http: { maxStreams: 1 } },
    })
    const asked = askResult(test)
    await gate.started()
    for (const responseMode of ['stream', 'result']) {
      const refused = await postChat(test, 'scripted', { message: 'Hi', responseMode })
      expect(await readRefusal(refused)).toBe('429 TOO_MANY_STREAMS')
    }
    gate.release(1)
    await asked
    const chat = await openChat(test, 'scripted', { message: 'Hi' })
    await chat.leave()
    const next = await openChat(test, 'scripted', { message: 'Hi' })
    await next.leave()
  })

  it('points at the context field that the schema of the agent refuses', async () => {
    const input = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
    await using test = await createTestApp({ agents: [createScriptedAgent([{ text: 'Hi' }], { input })] })
    const refused = await postChat(test, 'scripted', { ...whole, context: { city: 5 } })
    expect(await readRefusal(refused)).toBe('422 INPUT_INVALID /context/city')
    expect((await postChat(test, 'scripted', { ...whole, context: { city: 'Rome' } })).status).toBe(200)
  })
})
