import { describe, expect, it } from 'vitest'
import { readBuiltIns } from '../../app/read-built-ins.ts'
import { createTestApp, FOREIGN_TOKEN, TOKEN } from '../../testing/create-test-app.ts'
import { createRunApiApp, reporter } from '../../testing/run-api-app.ts'
import { createRunApiClient, type Json } from '../../testing/run-api-client.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'
import { lookTool } from '../../testing/stored-agent.ts'

const agents = [createScriptedAgent([{ text: 'Hi.' }])]

describe('an agent of the run API', () => {
  it('case 22: is active and not published at first; publishing takes its changes along, a new goal is one again', async () => {
    await using test = await createRunApiApp({ agents })
    const { api } = test
    const { id } = await api.createAgent(reporter)
    const flags = ({ isActive, isPublished, hasChanges }: Json) => [isActive, isPublished, hasChanges]
    expect(flags(await api.getAgent(id))).toEqual([true, false, true])
    expect(flags(await api.publish(id))).toEqual([true, true, false])
    expect(flags(await api.patchAgent(id, { goalPrompt: 'Another' }))).toEqual([true, true, true])
  })

  it('is shown as it was given, with what was left out filled in', async () => {
    await using test = await createRunApiApp({ agents, env: { ERRAND_MODEL_STACKS: 'acme/default=sim/assistant' } })
    const { api } = test
    const given = {
      name: 'Web Reporter',
      description: 'Reports.',
      modelStackId: 'acme/default',
      inputSchema: reporter.inputSchema,
      goalPrompt: 'Report on {{topic}}',
      customPlanningInstructions: 'Plan briefly.',
      customToolCallInstructions: 'Call little.',
      customResultInstructions: 'Be short.',
      tools: [
        { source: 'builtin', type: 'codeInterpreter' },
        { source: 'mcp', serverId: 'docs', enabledTools: ['search', 'read'] },
      ],
    }
    const agent = await api.createAgent(given)
    const times = { createdAt: expect.any(String) as string, updatedAt: expect.any(String) as string }
    const flags = { isPublished: false, isActive: true, hasChanges: true }
    expect(agent).toEqual({
      id: 'web-reporter',
      ...given,
      enableContextCompression: false,
      resultType: 'document',
      ...flags,
      ...times,
    })
    expect(await api.getAgent(agent.id)).toEqual(agent)
    const { id, name, description } = agent
    const [listed] = (await api.send('GET', '/agents?limit=1')).body as Json[]
    expect(listed).toEqual({ id, name, description, ...flags, ...times })
  })

  it('stores the model that its stack stands for, and says the stack', async () => {
    await using test = await createRunApiApp({
      agents,
      env: { ERRAND_MODEL_STACKS: 'acme/default=sim/assistant, fast=sim/script' },
    })
    const { api } = test
    const { id: agentId, modelStackId } = await api.createAgent({ ...reporter, modelStackId: 'acme/default' })
    expect(modelStackId).toBe('acme/default')
    expect(await test.client.call('agent.get', { agentId })).toMatchObject({ modelName: 'sim/assistant' })
    await api.patchAgent(agentId, { modelStackId: 'fast' })
    expect(await test.client.call('agent.get', { agentId })).toMatchObject({ modelName: 'sim/script' })
    await test.client.call('agent.update', { agentId, modelProvider: 'custom', modelName: 'sim/assistant' })
    expect(await api.getAgent(agentId)).toMatchObject({ modelStackId: 'sim/assistant' })
  })

  it('case 29: shares its name with others, not its slug; without a name it is called after its id', async () => {
    await using test = await createRunApiApp({ agents })
    const { api } = test
    const ids = []
    for (const name of ['Über  uns!', 'Über  uns!', 'uber uns'])
      ids.push((await api.createAgent({ ...reporter, name })).id)
    expect(ids).toEqual(['uber-uns', 'uber-uns-2', 'uber-uns-3'])
    const slugs = await Promise.all(ids.map(async (agentId) => (await test.client.call('agent.get', { agentId })).slug))
    expect(new Set(slugs).size).toBe(3)
    const nameless = await api.createAgent(reporter)
    expect(nameless['name']).toBe(`Agent ${nameless.id.slice(0, 8)}`)
    expect((await api.createAgent({ ...reporter, name: '日本' })).id).toBe('agent')
  })

  it.each([
    [{ modelStackId: undefined }, '422 INPUT_INVALID "/modelStackId"'],
    [{ inputSchema: undefined }, '422 INPUT_INVALID "/inputSchema"'],
    [{ goalPrompt: undefined }, '422 INPUT_INVALID "/goalPrompt"'],
    [{ tools: undefined }, '422 INPUT_INVALID "/tools"'],
    [{ tools: [] }, '422 INPUT_INVALID "/tools"'],
    [{ tools: [{ source: 'builtin', type: 'telepathy' }] }, '422 INPUT_INVALID "/tools/0"'],
    [{ tools: [...reporter.tools, { source: 'builtin', type: 'searchNews' }] }, '422 INPUT_INVALID "/tools/1"'],
    [{ tools: [...reporter.tools, ...reporter.tools] }, '422 INPUT_INVALID "/tools/1"'],
    [{ tools: [{ source: 'mcp', serverId: 'docs', enabledTools: ['write'] }] }, '422 INPUT_INVALID "/tools/0"'],
    [{ tools: [{ source: 'mcp', serverId: 'none', enabledTools: ['search'] }] }, '422 INPUT_INVALID "/tools/0"'],
    [{ tools: [{ source: 'native', toolId: 'none' }] }, '422 INPUT_INVALID "/tools/0"'],
    [{ goalPrompt: '{{#if' }, '422 INPUT_INVALID "/goalPrompt"'],
    [{ customResultInstructions: '{{/if}}' }, '422 INPUT_INVALID "/customResultInstructions"'],
    [{ modelStackId: 'nobody/default' }, '422 INPUT_INVALID "/modelStackId"'],
    [{ modelStackId: 'default' }, '422 INPUT_INVALID "/modelStackId"'],
    [{ inputSchema: { $ref: 'https://x.test/s' } }, '422 SCHEMA_UNSUPPORTED "/inputSchema/$ref"'],
    [{ inputSchema: { type: 'string' } }, '422 SCHEMA_UNSUPPORTED "/inputSchema/type"'],
    [{ webhookUrl: 'https://10.0.0.1/' }, '422 INPUT_INVALID "/webhookUrl"'],
    [{ resultType: 'text' }, '422 INPUT_INVALID "/resultType"'],
    [{ colour: 'red' }, '422 INPUT_INVALID "/colour"'],
    [{ name: null }, '422 INPUT_INVALID "/name"'],
  ])('case 27: is refused with %j: %s', async (change, refusal) => {
    await using test = await createRunApiApp({ agents })
    const { api } = test
    expect(await api.refuse('POST', '/agents', { ...reporter, ...change })).toBe(refusal)
    expect(await test.client.call('agent.list', { search: 'agent' })).toMatchObject({ total: 0 })
  })

  it('has the built-in tools that the operator offers, in every tenant', async () => {
    await using test = await createTestApp({ builtIns: readBuiltIns({ ERRAND_TOOLS: 'web_fetch,run_javascript' }) })
    const builtIn = (type: string) => ({ source: 'builtin', type })
    for (const [token, client] of [
      [TOKEN, test.client],
      [FOREIGN_TOKEN, test.foreignClient],
    ] as const) {
      const api = createRunApiClient(test, token)
      const { id } = await api.createAgent({ ...reporter, tools: ['browseWebsite', 'codeInterpreter'].map(builtIn) })
      const { id: runId } = await api.startRun(id, { topic: 'X' })
      for await (const _event of client.follow(runId)); // until the terminal event
      expect(await api.getRun(id, runId)).toMatchObject({ status: 'done' })
      for (const type of ['searchWeb', 'searchNews']) {
        const input = { ...reporter, tools: [builtIn(type)] }
        expect(await api.refuse('POST', '/agents', input)).toBe('422 INPUT_INVALID "/tools/0"')
      }
    }
  })

  it('is archived by DELETE, and not there from then on', async () => {
    await using test = await createRunApiApp({ agents })
    const { api } = test
    const { id: agentId } = await api.createAgent(reporter)
    await api.deleteAgent(agentId)
    expect(await test.client.call('agent.get', { agentId })).toMatchObject({ status: 'archived' })
    for (const [method, path, body] of [
      ['GET', ''],
      ['PATCH', '', {}],
      ['DELETE', ''],
      ['POST', '/publish', {}],
      ['GET', '/revisions'],
      ['GET', `/revisions/${agentId}-r1`],
      ['GET', '/revisions/diff?from=a&to=b'],
      ['GET', '/runs'],
      ['POST', '/runs', { topic: 'X' }],
    ] as const) {
      expect(await api.refuse(method, `/agents/${agentId}${path}`, body)).toBe('404 AGENT_NOT_FOUND')
    }
    const listed = (await api.send('GET', '/agents')).body as Json[]
    expect(listed.map(({ id }) => id)).toEqual(['scripted'])
  })

  it('of code is shown with its own tools; its webhook can be set here, the rest is in the code', async () => {
    await using test = await createRunApiApp({ agents })
    const { api } = test
    expect(await api.getAgent('scripted')).toMatchObject({
      goalPrompt: '{{message}}',
      inputSchema: { required: ['message'] },
      modelStackId: 'sim/script',
      tools: [],
    })
    expect(await api.refuse('PATCH', '/agents/scripted', { goalPrompt: 'x' })).toBe('422 INPUT_INVALID "/goalPrompt"')
    expect(await api.patchAgent('scripted', { webhookUrl: 'https://hooks.example.com/' })).toMatchObject({
      webhookUrl: 'https://hooks.example.com/',
    })
  })

  it('has stored tools beside those of the installation, and keeps them when it is changed natively', async () => {
    await using test = await createRunApiApp({ agents })
    const { api } = test
    const { id: toolId } = await test.client.call('agent.tool.create', lookTool)
    const own = { source: 'native', toolId }
    const { id: agentId } = await api.createAgent({ ...reporter, tools: [own, ...reporter.tools] })
    const { toolIds = [], tools: described } = await test.client.call('agent.get', { agentId, includeTools: true })
    expect(toolIds).toEqual(['look', 'run_javascript'])
    expect(described?.map(({ id }) => id).sort()).toEqual(['look', 'run_javascript'])
    await test.client.call('agent.update', { agentId, toolIds: toolIds.toReversed() })
    expect(await api.getAgent(agentId)).toMatchObject({ tools: [...reporter.tools, own] })
  })
})
