import { describe, expect, it } from 'vitest'
import { ToolSummary } from '../contracts/tool.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { listTraces } from '../testing/list-traces.ts'
import { postJson } from '../testing/post-json.ts'
import { readProblem, readRefusal } from '../testing/read-problem.ts'
import { createActiveAgent, look, lookTool, storedAgent } from '../testing/stored-agent.ts'

const patchJson = (body: object) => ({ ...postJson(body), method: 'PATCH' })
const code = (codeName: string) => ({ problem: expect.objectContaining({ code: codeName }) })

/** An agent that calls `look` once and then answers. */
const script = (input: object) => ({
  modelConfig: { script: [{ toolCalls: [{ name: 'look', input }] }, { text: 'Done.' }], delayMs: 0 },
})

async function run(test: TestApp, agentId: string) {
  const { runId } = await test.client.call('agent.run.execute', { agentId, input: { message: 'Go' } })
  await test.whenEnded(runId)
  return (await listTraces(test.app.store, runId)).events
}

describe('agent.tool.create', () => {
  it('makes a draft with defaults, announced and audited [create-tool-happy-path]', async () => {
    await using test = await createTestApp()
    const created = await test.client.call('agent.tool.create', { ...lookTool, tags: ['x'] })
    expect(created).toEqual({ id: 'look', name: 'Look', slug: 'look', status: 'draft' })
    const tool = await test.client.call('agent.tool.get', { toolId: 'look' })
    expect(tool).toMatchObject({
      ...lookTool,
      organizationId: 'default',
      category: 'custom',
      status: 'draft',
      timeoutMs: 30_000,
      version: '1.0.0',
      effect: 'once',
      tags: ['x'],
    })
    const { emissions, audit } = await listTraces(test.app.store, 'look')
    expect(emissions.map(({ key }) => key)).toEqual(['tool.created'])
    expect(ToolSummary.parse(emissions[0]?.payload)).toMatchObject({ id: 'look', status: 'draft' })
    expect(audit).toMatchObject([{ action: 'tool.created', actor: 'root' }])
  })

  it('case 27: a slug that is taken is SLUG_EXISTS; in another tenant it is free [create-tool-slug-exists]', async () => {
    await using test = await createTestApp()
    await test.client.call('agent.tool.create', lookTool)
    await expect(test.client.call('agent.tool.create', lookTool)).rejects.toMatchObject(code('SLUG_EXISTS'))
    expect(await test.foreignClient.call('agent.tool.create', lookTool)).toMatchObject({ id: 'look' })
  })

  it.each([
    [{ parametersSchema: { type: 'string' } }, '422 SCHEMA_UNSUPPORTED /parametersSchema/type'],
    [
      { parametersSchema: { type: 'object', properties: { a: { type: 'x' } } } },
      '422 SCHEMA_UNSUPPORTED /parametersSchema/properties/a/type',
    ],
    [{ outputSchema: { $ref: 'https://x.test' } }, '422 SCHEMA_UNSUPPORTED /outputSchema/$ref'],
    [{ implementationConfig: { name: 'a b' } }, '422 INPUT_INVALID /implementationConfig/name'],
    [{ implementationConfig: {} }, '422 INPUT_INVALID /implementationConfig/name'],
    [{ implementationConfig: { name: 'x', extra: 1 } }, '422 INPUT_INVALID /implementationConfig/extra'],
    [{ implementationType: 'workflow' }, '422 INPUT_INVALID /implementationType'],
    [{ implementationType: 'soap' }, '422 INPUT_INVALID /implementationType'],
    [{ maxInvocationsPerMinute: 0, timeoutMs: 99 }, '422 INPUT_INVALID /maxInvocationsPerMinute /timeoutMs'],
  ])('refuses %j with %s', async (settings, refusal) => {
    await using test = await createTestApp()
    expect(await readRefusal(await test.send('/v1/tools', postJson({ ...lookTool, ...settings })))).toBe(refusal)
  })

  it.each([
    [{ url: 'ftp://x.test' }, '/url'],
    [{ url: 'https://{{host}}/x' }, '/url'],
    [{ url: 'https://user:pw@x.test/' }, '/url'],
    [{ url: 'https://x.test', method: 'get' }, '/method'],
    [{ url: 'https://x.test', body: {} }, '/body'],
    [{ url: 'https://x.test', headers: { Host: 'y' } }, '/headers/Host'],
    [{ url: 'https://x.test', headers: { 'a b': 'y' } }, '/headers/a b'],
    [{ url: 'https://x.test/{{secret:KEY}}' }, ''],
    [{ url: 'https://x.test', verb: 'GET' }, '/verb'],
    [{ url: 'https://x.test/{{#if a}}', query: {} }, '/url'],
    [{ url: 'https://x.test', headers: { accept: '{{secret:KEY}} {{a b}}' } }, '/headers/accept'],
    [{ url: 'https://x.test', method: 'POST', body: { list: ['{{a()}}'] } }, '/body/list/0'],
  ])('refuses the HTTP implementation %j at %s', async (implementationConfig, pointer) => {
    await using test = await createTestApp()
    const tool = { ...lookTool, implementationType: 'http', implementationConfig }
    const problem = await readProblem(await test.send('/v1/tools', postJson(tool)))
    expect([problem.status, problem.issues?.[0]?.pointer]).toEqual([422, `/implementationConfig${pointer}`])
  })
})

describe('agent.tool.update', () => {
  it('changes what is given, announced and audited [update-tool-happy-path]', async () => {
    await using test = await createTestApp()
    await test.client.call('agent.tool.create', lookTool)
    const change = { description: 'New.', status: 'active' as const, timeoutMs: 500, effect: 'pure' as const }
    const updated = await test.client.call('agent.tool.update', { toolId: 'look', ...change })
    expect(updated).toEqual({ id: 'look', name: 'Look', status: 'active', updatedAt: '2026-01-05T09:00:00.000Z' })
    expect(await test.client.call('agent.tool.get', { toolId: 'look' })).toMatchObject({ ...lookTool, ...change })
    expect((await listTraces(test.app.store, 'look')).emissions.map(({ key }) => key)).toEqual([
      'tool.created',
      'tool.updated',
    ])
  })

  it('refuses unknown tools, other kinds and configs of another kind [update-tool-unknown]', async () => {
    await using test = await createTestApp()
    await test.client.call('agent.tool.create', lookTool)
    const update = async (id: string, body: object) => readRefusal(await test.send(`/v1/tools/${id}`, patchJson(body)))
    expect(await update('nothing', {})).toBe('404 TOOL_NOT_FOUND')
    expect(await update('look', { implementationType: 'http' })).toBe('422 INPUT_INVALID /implementationType')
    expect(await update('look', { implementationConfig: { url: 'https://x.test' } })).toMatch(/^422 INPUT_INVALID/)
    await expect(test.foreignClient.call('agent.tool.get', { toolId: 'look' })).rejects.toMatchObject(
      code('TOOL_NOT_FOUND'),
    )
  })
})

describe('agent.tool.list', () => {
  it('selects by category, status and search, newest first [get-tool-unknown]', async () => {
    await using test = await createTestApp()
    for (const slug of ['one', 'two', 'three']) {
      const category = slug === 'two' ? ('utility' as const) : ('retrieval' as const)
      await test.client.call('agent.tool.create', { ...lookTool, slug, category, name: slug.toUpperCase() })
    }
    await test.client.call('agent.tool.update', { toolId: 'one', status: 'active' })
    const list = async (filter: object) => (await test.client.call('agent.tool.list', filter)).items.map(({ id }) => id)
    expect(await list({})).toEqual(['three', 'two', 'one'])
    expect(await list({ category: 'retrieval' })).toEqual(['three', 'one'])
    expect(await list({ status: 'active' })).toEqual(['one'])
    expect(await list({ search: 'TW' })).toEqual(['two'])
    expect(await list({ search: '%' })).toEqual([])
    expect(await list({ limit: 1, offset: 1 })).toEqual(['two'])
    expect(await readRefusal(await test.send('/v1/tools?organizationId=other'))).toBe('403 FORBIDDEN')
    expect(await readRefusal(await test.send('/v1/tools/none'))).toBe('404 TOOL_NOT_FOUND')
  })
})

describe('agent.tool.test', () => {
  it('case 32: answers what the tool returned, or how it failed, and is audited', async () => {
    await using test = await createTestApp({ tools: [look] })
    await test.client.call('agent.tool.create', lookTool)
    const call = (testInput: object) =>
      test.client.call('agent.tool.test', { toolId: 'look', testInput: { ...testInput } })
    expect(await call({ q: 'a' })).toEqual({ success: true, output: { found: { q: 'a' } }, durationMs: 0 })
    expect(await call({ q: 'nothing' })).toEqual({ success: false, error: 'there is nothing', durationMs: 0 })
    const { audit } = await listTraces(test.app.store, 'look')
    expect(audit.map(({ action }) => action)).toEqual(['tool.created', 'tool.tested', 'tool.tested'])
  })

  it('case 32: refuses input that does not fit, unknown tools, and functions that are not there [test-tool-unknown] [test-tool-not-loaded]', async () => {
    await using test = await createTestApp()
    await test.client.call('agent.tool.create', lookTool)
    const call = async (id: string, testInput: object) =>
      readRefusal(await test.send(`/v1/tools/${id}/test`, postJson({ testInput })))
    expect(await call('look', { q: 5 })).toBe('422 INPUT_INVALID /testInput/q')
    expect(await call('none', {})).toBe('404 TOOL_NOT_FOUND')
    expect(await call('look', {})).toBe('500 TOOL_EXECUTION_ERROR')
  })

  it('keeps the functions of the operator from other tenants', async () => {
    await using test = await createTestApp({ tools: [look] })
    await test.foreignClient.call('agent.tool.create', lookTool)
    const call = test.foreignClient.call('agent.tool.test', { toolId: 'look', testInput: {} })
    await expect(call).rejects.toMatchObject(code('TOOL_EXECUTION_ERROR'))
  })
})

describe('tools of an agent', () => {
  it('case 31: are assigned once and removed once, each in a new revision [assign-tool-twice]', async () => {
    await using test = await createTestApp()
    const { client } = test
    const { id: agentId } = await client.call('agent.create', storedAgent())
    const { id: toolId } = await client.call('agent.tool.create', lookTool)
    const assign = () => client.call('agent.assignTool', { agentId, toolId, order: 2 })
    expect(await assign()).toEqual({ agentToolId: 'researcher:look', agentId, toolId })
    await expect(assign()).rejects.toMatchObject(code('TOOL_ALREADY_ASSIGNED'))
    const agent = await client.call('agent.get', { agentId, includeTools: true })
    expect(agent).toMatchObject({ toolIds: ['look'], version: '1.0.1' })
    expect(agent.tools).toEqual([
      { id: 'look', name: 'Look', slug: 'look', description: 'Looks things up.', category: 'custom' },
    ])
    const remove = () => client.call('agent.removeTool', { agentId, toolId })
    expect(await remove()).toEqual({ success: true })
    expect(await remove()).toEqual({ success: false })
    expect(await client.call('agent.get', { agentId })).toMatchObject({ version: '1.0.2' })
    const { audit } = await listTraces(test.app.store, agentId)
    expect(audit.map(({ action }) => action)).toEqual(['agent.created', 'agent.tool.assigned', 'agent.tool.removed'])
  })

  it('refuses what is not there, and agents defined in code [remove-tool-unknown-agent]', async () => {
    await using test = await createTestApp()
    await test.client.call('agent.create', storedAgent())
    const assign = (agentId: string) => test.client.call('agent.assignTool', { agentId, toolId: 'none' })
    await expect(assign('researcher')).rejects.toMatchObject(code('TOOL_NOT_FOUND'))
    await expect(assign('nobody')).rejects.toMatchObject(code('AGENT_NOT_FOUND'))
    const remove = test.client.call('agent.removeTool', { agentId: 'nobody', toolId: 'x' })
    await expect(remove).rejects.toMatchObject(code('AGENT_NOT_FOUND'))
  })

  it('are offered when they are active or deprecated, with the arguments that the agent fixes', async () => {
    await using test = await createTestApp({ tools: [look] })
    const { client } = test
    const agentId = await createActiveAgent(test, script({ q: 'mine' }))
    await client.call('agent.tool.create', lookTool)
    await client.call('agent.assignTool', { agentId, toolId: 'look', config: { q: 'fixed' } })
    const typesOf = (events: readonly { type: string }[]) => events.map(({ type }) => type)
    const draft = await run(test, agentId)
    expect(draft.find(({ type }) => type === 'tool.failed')?.data).toMatchObject({ code: 'TOOL_NOT_FOUND' })
    await client.call('agent.tool.update', { toolId: 'look', status: 'active' })
    const active = await run(test, agentId)
    expect(active.find(({ type }) => type === 'tool.started')?.data).toMatchObject({
      toolId: 'look',
      toolName: 'look',
      effect: 'once',
    })
    expect(active.find(({ type }) => type === 'tool.completed')?.data).toMatchObject({
      output: { found: { q: 'fixed' } },
    })
    expect(typesOf(active)).not.toContain('log')
    await client.call('agent.tool.update', { toolId: 'look', status: 'deprecated' })
    const deprecated = await run(test, agentId)
    expect(deprecated.find(({ type }) => type === 'log')?.data).toMatchObject({ level: 'warn', source: 'look' })
    expect(typesOf(deprecated)).toContain('tool.completed')
    await client.call('agent.tool.update', { toolId: 'look', status: 'disabled' })
    expect(typesOf(await run(test, agentId))).toContain('tool.failed')
  })

  it('keep a run waiting, and named, while no loaded file exports their function', async () => {
    const waiting: string[] = []
    await using test = await createTestApp({ onWaitingForCode: (_runId, agentId) => void waiting.push(agentId) })
    const agentId = await createActiveAgent(test, script({}))
    await test.client.call('agent.tool.create', lookTool)
    await test.client.call('agent.tool.update', { toolId: 'look', status: 'active' })
    await test.client.call('agent.assignTool', { agentId, toolId: 'look' })
    const { runId } = await test.client.call('agent.run.execute', { agentId, input: { message: 'Go' } })
    await test.app.engine.whenIdle()
    expect(waiting).toEqual([agentId])
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'pending' })
  })

  it('are called as often in a minute as they may be', async () => {
    await using test = await createTestApp({ tools: [look] })
    const agentId = await createActiveAgent(test, script({}))
    await test.client.call('agent.tool.create', { ...lookTool, maxInvocationsPerMinute: 1 })
    await test.client.call('agent.tool.update', { toolId: 'look', status: 'active' })
    await test.client.call('agent.update', { agentId, toolIds: ['look'] })
    const failureOf = async () => (await run(test, agentId)).find(({ type }) => type === 'tool.failed')?.data
    expect(await failureOf()).toBeUndefined()
    expect(await failureOf()).toMatchObject({ code: 'TOOL_RATE_LIMITED', retryable: true })
    await test.clock.advance(60_000)
    expect(await failureOf()).toBeUndefined()
  })

  it('are seen in a replay without being taken for a divergence', async () => {
    await using test = await createTestApp({ tools: [look] })
    const agentId = await createActiveAgent(test, script({}))
    await test.client.call('agent.tool.create', lookTool)
    await test.client.call('agent.tool.update', { toolId: 'look', status: 'active' })
    await test.client.call('agent.update', { agentId, toolIds: ['look'] })
    const [first] = await run(test, agentId)
    const replay = await test.client.call('agent.run.replay', { runId: first?.runId ?? '' })
    expect(replay).toMatchObject({ isSame: true, divergences: [] })
  })
})
