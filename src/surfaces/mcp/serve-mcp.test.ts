import { describe, expect, it } from 'vitest'
import { contracts } from '../../contracts/index.ts'
import type { Contract } from '../../spec/contract.ts'
import { createTestApp, type TestApp } from '../../testing/create-test-app.ts'
import { createGatedTool } from '../../testing/gated-tool.ts'
import { connectTestApp, mcpVersions, readToolProblem } from '../../testing/mcp-client.ts'
import { createRequest } from '../../client/create-request.ts'
import { postJson } from '../../testing/post-json.ts'
import { readRefusal } from '../../testing/read-problem.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'

const list = Object.values<Contract>(contracts).filter((contract) => !contract.isShownOnce)
const hello = { agentId: 'scripted', input: { message: 'Hello' } }
const ping = postJson({ jsonrpc: '2.0', id: 1, method: 'ping' })
const scripted = createScriptedAgent([{ text: 'Hi there.' }])

/** JSON lines are `{ items }` for who takes no stream. */
async function readAnswer(response: Response): Promise<object> {
  if (!response.headers.get('content-type')?.startsWith('application/x-ndjson'))
    return (await response.json()) as object
  const lines = (await response.text()).split('\n').filter((line) => line !== '')
  return { items: lines.map((line): unknown => JSON.parse(line)) }
}

describe.each(mcpVersions)('MCP %s', (version) => {
  it('offers a typed tool for every contract but those whose answer holds a secret, with hints', async () => {
    await using test = await createTestApp()
    const client = await connectTestApp(test, version)
    const { tools } = await client.listTools()
    expect(tools.map((tool) => tool.name)).toEqual(list.map(({ meta }) => meta.key.replaceAll('.', '_')))
    for (const { inputSchema, outputSchema } of tools) {
      expect(inputSchema.type).toBe('object')
      expect(outputSchema?.type).toBe('object')
    }
    const hints = Object.fromEntries(tools.map((tool) => [tool.name, tool.annotations]))
    expect(hints['agent_run_get']).toMatchObject({ readOnlyHint: true, destructiveHint: false, idempotentHint: true })
    expect(hints['agent_run_cancel']).toMatchObject({ readOnlyHint: false, destructiveHint: true })
    expect(hints['agent_run_execute']).toMatchObject({ destructiveHint: false, idempotentHint: false })
  })

  it.each(list.map((contract) => [contract.meta.key, contract] as const))(
    'answers the example of %s as HTTP does',
    async (key, contract) => {
      await using byHttp = await createTestApp()
      await using byMcp = await createTestApp()
      const input = contract.acceptance.examples[0]?.input as Record<string, unknown>
      const overHttp = await readAnswer(await askOverHttp(byHttp, contract, input))
      const client = await connectTestApp(byMcp, version, { 'X-Errand-Agent-Instance-Hierarchy': 'api' })
      const result = await client.callTool({ name: key.replaceAll('.', '_'), arguments: input })
      if (result.isError) expect(readToolProblem(result)).toEqual({ ...overHttp, instance: undefined })
      else expect(Object.keys(result.structuredContent ?? {})).toEqual(Object.keys(overHttp))
    },
  )

  it('starts a run with the origin mcp and answers at once', async () => {
    await using test = await createTestApp({ agents: [scripted] })
    const client = await connectTestApp(test, version)
    const { structuredContent, content } = await client.callTool({ name: 'agent_run_execute', arguments: hello })
    expect(structuredContent).toMatchObject({ status: 'pending' })
    expect(content).toEqual([{ type: 'text', text: JSON.stringify(structuredContent) }])
    const { runId } = structuredContent as { runId: string }
    await test.whenEnded(runId)
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({
      origin: { kind: 'mcp' },
      status: 'done',
    })
  })

  it('tells of a streamed run while it goes on, and answers with its result', async () => {
    await using test = await createTestApp({ agents: [scripted] })
    const client = await connectTestApp(test, version)
    const steps: number[] = []
    const call = { name: 'agent_run_execute', arguments: { ...hello, stream: true } }
    const { structuredContent } = await client.callTool(call, { onprogress: ({ progress }) => steps.push(progress) })
    expect(structuredContent).toMatchObject({
      runId: expect.any(String),
      end: { type: 'run.completed', data: { resultData: { result: 'Hi there.' } } },
    })
    expect(steps.length).toBeGreaterThan(0)
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b))
  })

  it('leaves a run alone when its caller cancels the call', async () => {
    const gate = createGatedTool()
    const agent = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }], { tools: [gate.tool] })
    await using test = await createTestApp({ agents: [agent] })
    const client = await connectTestApp(test, version)
    const controller = new AbortController()
    const call = { name: 'agent_run_execute', arguments: { ...hello, stream: true } }
    const called = client.callTool(call, { signal: controller.signal })
    const { runId, signal } = await gate.started()
    controller.abort('enough')
    await expect(called).rejects.toThrow('enough')
    expect(signal.aborted).toBe(false)
    gate.release('go')
    await test.whenEnded(runId)
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'done' })
  })

  it('does a command once under an Idempotency-Key', async () => {
    await using test = await createTestApp({ agents: [scripted] })
    const client = await connectTestApp(test, version)
    const call = { name: 'agent_run_execute', arguments: hello, _meta: { 'errand/idempotency-key': 'k-1' } }
    const first = await client.callTool(call)
    expect((await client.callTool(call)).structuredContent).toEqual(first.structuredContent)
    expect((await test.client.call('agent.run.list', {})).total).toBe(1)
  })

  it('refuses invalid input with a pointer, and a tool that does not exist', async () => {
    await using test = await createTestApp()
    const client = await connectTestApp(test, version)
    const refused = await client.callTool({ name: 'agent_run_get', arguments: { runid: 'run_1' } })
    expect(readToolProblem(refused)).toMatchObject({
      code: 'INPUT_INVALID',
      issues: [{ pointer: '/runId' }, { pointer: '/runid' }],
    })
    await expect(client.callTool({ name: 'no_such_tool' })).rejects.toThrow('there is no tool "no_such_tool"')
  })

  it('shows the latest runs as resources, and reads a run and its events', async () => {
    await using test = await createTestApp({ agents: [scripted] })
    const { runId } = await test.client.call('agent.run.execute', hello)
    await test.whenEnded(runId)
    const client = await connectTestApp(test, version)
    const uri = `errand://runs/${runId}`
    expect((await client.listResources()).resources).toMatchObject([{ uri, mimeType: 'application/json' }])
    const read = async (from: string) => {
      const [content] = (await client.readResource({ uri: from })).contents
      return JSON.parse(content && 'text' in content ? content.text : 'null') as unknown
    }
    expect(await read(uri)).toEqual(await test.client.call('agent.run.get', { runId }))
    expect(await read(`${uri}/events`)).toEqual(await test.client.call('agent.run.getEvents', { runId }))
    expect((await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'errand://runs/{runId}',
      'errand://runs/{runId}/events',
      'errand://operations/{operation}/schemas/{side}',
    ])
    await expect(client.readResource({ uri: 'errand://runs/run_0' })).rejects.toThrow('Resource not found')
    await expect(client.readResource({ uri: 'errand://nowhere' })).rejects.toThrow('Resource not found')
  })

  it('has a prompt for every active agent, with its text fields as arguments', async () => {
    const input = {
      type: 'object',
      properties: { topic: { type: 'string' }, depth: { type: 'integer' } },
      required: ['topic'],
    }
    const agent = createScriptedAgent([{ text: 'Hi.' }], { name: 'Scripted agent', input })
    await using test = await createTestApp({ agents: [agent] })
    const client = await connectTestApp(test, version)
    expect((await client.listPrompts()).prompts).toMatchObject([
      {
        name: 'scripted',
        title: 'Scripted agent',
        arguments: [
          { name: 'message', required: true },
          { name: 'topic', required: true },
        ],
      },
    ])
    const { messages } = await client.getPrompt({ name: 'scripted', arguments: { message: 'Go', topic: 'tides' } })
    const [message] = messages
    const text = message?.content.type === 'text' ? message.content.text : ''
    expect(text).toContain('agent_run_execute')
    const call = JSON.parse(text.slice(text.indexOf('{'))) as Record<string, unknown>
    expect((await client.callTool({ name: 'agent_run_execute', arguments: call })).isError).toBeUndefined()
    await expect(client.getPrompt({ name: 'scripted', arguments: { message: 'Go' } })).rejects.toThrow('needs topic')
    await expect(client.getPrompt({ name: 'nobody' })).rejects.toThrow('AGENT_NOT_FOUND')
  })

  it('shows a tenant nothing of another', async () => {
    await using test = await createTestApp({ agents: [scripted] })
    const { runId } = await test.client.call('agent.run.execute', hello)
    const client = await connectTestApp(test, version, { Authorization: 'Bearer test-token-of-another-tenant' })
    expect((await client.listResources()).resources).toEqual([])
    expect((await client.listPrompts()).prompts).toEqual([])
    await expect(client.readResource({ uri: `errand://runs/${runId}` })).rejects.toThrow('Resource not found')
    const result = await client.callTool({ name: 'agent_run_get', arguments: { runId } })
    expect(readToolProblem(result).code).toBe('RUN_NOT_FOUND')
  })
})

describe('/mcp', () => {
  it.each([
    ['without a credential', {}, '401 UNAUTHENTICATED'],
    ['with a wrong credential', { Authorization: 'Bearer wrong' }, '401 UNAUTHENTICATED'],
    ['of a foreign origin', { Origin: 'https://evil.example' }, '403 FORBIDDEN'],
  ])('refuses a request %s', async (_title, headers: Record<string, string>, refusal) => {
    await using test = await createTestApp()
    const request = new Request('http://localhost/mcp', { ...ping, headers: { ...headers } })
    expect(await readRefusal(await test.app.http.fetch(request))).toBe(refusal)
  })

  it('refuses a foreign host, a body that is no JSON, one of another type and one that is too large', async () => {
    await using test = await createTestApp()
    const foreign = await test.app.http.fetch(new Request('http://evil.example/mcp', ping))
    expect(await readRefusal(foreign)).toBe('421 MISDIRECTED_REQUEST')
    const send = async (body: string, type = 'application/json') =>
      readRefusal(await test.send('/mcp', { method: 'POST', body, headers: { 'Content-Type': type } }))
    expect(await send('{')).toBe('400 JSON_INVALID')
    expect(await send('{}', 'text/plain')).toBe('415 UNSUPPORTED_MEDIA_TYPE')
    expect(await send(JSON.stringify('x'.repeat(1024 * 1024)))).toBe('413 PAYLOAD_TOO_LARGE')
  })

  it('refuses a stream more than there may be, and another call is not counted', async () => {
    const gate = createGatedTool({ isAbortable: true })
    const agent = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }], { tools: [gate.tool] })
    await using test = await createTestApp({ agents: [agent], overrides: { http: { maxStreams: 1 } } })
    const client = await connectTestApp(test, '2026-07-28')
    const stream = () => client.callTool({ name: 'agent_run_execute', arguments: { ...hello, stream: true } })
    const first = stream()
    await gate.started()
    expect(readToolProblem(await stream()).code).toBe('TOO_MANY_STREAMS')
    expect((await client.callTool({ name: 'agent_list' })).isError).toBeUndefined()
    gate.release('go')
    expect((await first).isError).toBeUndefined()
    const next = stream()
    await gate.started()
    gate.release('go')
    expect((await next).isError).toBeUndefined()
  })

  it('hides what went wrong inside, and reports it', async () => {
    await using test = await createTestApp({ agents: [scripted] })
    const client = await connectTestApp(test, '2025-11-25')
    await test.app.store[Symbol.asyncDispose]()
    const result = await client.callTool({ name: 'agent_run_get', arguments: { runId: 'run_1' } })
    expect(['INTERNAL_ERROR', 'STORE_UNAVAILABLE']).toContain(readToolProblem(result).code)
    expect(test.errors).toHaveLength(1)
  })

  it.each(mcpVersions)('ends a streamed call of %s when the server stops; the run resumes later', async (version) => {
    const gate = createGatedTool({ isAbortable: true })
    const agent = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }], { tools: [gate.tool] })
    const test = await createTestApp({ agents: [agent] })
    const client = await connectTestApp(test, version)
    const call = { name: 'agent_run_execute', arguments: { ...hello, stream: true } }
    const called = client.callTool(call).then(readToolProblem, (error: unknown) => error)
    await gate.started()
    await test[Symbol.asyncDispose]()
    expect(await called).toSatisfy(
      (end: { code?: unknown } | Error) => end instanceof Error || end.code === 'SHUTTING_DOWN',
    )
    expect(await readRefusal(await test.send('/mcp', ping))).toBe('503 SHUTTING_DOWN')
  })
})

function askOverHttp(test: TestApp, contract: (typeof list)[number], input: unknown): Promise<Response> {
  const request = createRequest({ url: 'http://localhost', token: 'test-token-of-root', contract, input, headers: {} })
  return Promise.resolve(test.app.http.fetch(request))
}
