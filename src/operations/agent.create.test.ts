import { describe, expect, it } from 'vitest'
import { AgentSummary } from '../contracts/agent.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { listTraces } from '../testing/list-traces.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createActiveAgent, storedAgent } from '../testing/stored-agent.ts'

describe('agent.create', () => {
  it('case 28: makes a draft with defaults, announced and audited [create-agent-happy-path]', async () => {
    await using test = await createTestApp()
    const answer = await test.send('/v1/agents', postJson(storedAgent({ tags: ['a'] })))
    expect(await answer.json()).toEqual({ id: 'researcher', name: 'Researcher', slug: 'researcher', status: 'draft' })
    expect(await test.client.call('agent.get', { agentId: 'researcher' })).toMatchObject({
      status: 'draft',
      version: '1.0.0',
      maxIterations: 25,
      timeoutMs: 600_000,
      toolChoice: 'auto',
      resultType: 'text',
      onUnknown: 'tell-model',
      modelProvider: 'custom',
      modelName: 'sim/script',
      systemPrompt: 'Answer.',
      tags: ['a'],
      latestRevisionId: 'researcher-r1',
      hasChanges: true,
    })
    const { emissions, audit } = await listTraces(test.app.store, 'researcher')
    expect(emissions.map(({ key }) => key)).toEqual(['agent.created'])
    expect(AgentSummary.parse(emissions[0]?.payload)).toEqual((await test.client.call('agent.list', {})).items[0])
    expect(audit).toMatchObject([{ action: 'agent.created', actor: 'root' }])
  })

  it('keeps every setting as it was given', async () => {
    await using test = await createTestApp()
    const settings = {
      description: 'Looks things up.',
      modelProvider: 'openai' as const,
      modelName: 'gpt-5',
      modelConfig: { temperature: 0 },
      systemPrompt: 'Be {{mood}}.',
      userPromptTemplate: '{{message}}!',
      toolChoice: 'none' as const,
      maxIterations: 3,
      maxTokensPerRun: 1000,
      maxCostUsd: 2.5,
      timeoutMs: 5000,
      inputSchema: { type: 'object', properties: { mood: { type: 'string' } } },
      resultType: 'json' as const,
      resultSchema: { type: 'object', properties: { total: { type: 'number' } } },
      onUnknown: 'ask' as const,
      customInstructions: { result: 'Be short.' },
    }
    const { id } = await test.client.call('agent.create', storedAgent(settings))
    expect(await test.client.call('agent.get', { agentId: id })).toMatchObject(settings)
  })

  it('case 27: a slug that is taken is SLUG_EXISTS; in another tenant it is free [create-agent-slug-exists]', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent([], { id: 'in-code' })] })
    const create = async (slug: string) => readRefusal(await test.send('/v1/agents', postJson(storedAgent({ slug }))))
    await test.client.call('agent.create', storedAgent())
    expect(await create('researcher')).toBe('409 SLUG_EXISTS')
    expect(await create('in-code')).toBe('409 SLUG_EXISTS')
    const foreign = await test.foreignClient.call('agent.create', storedAgent())
    expect(foreign.id).toBe('researcher')
    expect((await listTraces(test.app.store, 'researcher')).audit).toHaveLength(1)
  })

  it.each([
    [{ modelName: 'gpt' }, '422 INPUT_INVALID /modelName'],
    [{ systemPrompt: 'Hi {{ 1 + 1 }}' }, '422 INPUT_INVALID /systemPrompt'],
    [{ userPromptTemplate: '{{}}' }, '422 INPUT_INVALID /userPromptTemplate'],
    [{ userPromptTemplate: '{{#if topic}}' }, '422 INPUT_INVALID /userPromptTemplate'],
    [{ customInstructions: { result: '{{/if}}' } }, '422 INPUT_INVALID /customInstructions/result'],
    [{ inputSchema: { type: 'thing' } }, '422 SCHEMA_UNSUPPORTED /inputSchema/type'],
    [{ inputSchema: { $ref: 'https://x.test/s' } }, '422 SCHEMA_UNSUPPORTED /inputSchema/$ref'],
    [{ inputSchema: { $ref: '#/$defs/none' } }, '422 SCHEMA_UNSUPPORTED /inputSchema'],
    [{ toolIds: ['nothing'] }, '404 TOOL_NOT_FOUND'],
    [{ contextSpaceIds: ['nothing'] }, '404 CONTEXT_SPACE_NOT_FOUND'],
    [{ resultType: 'json' as const }, '422 INPUT_INVALID /resultSchema'],
    [{ resultSchema: {} }, '422 INPUT_INVALID /resultSchema'],
    [{ resultType: 'document' as const, resultSchema: {} }, '422 INPUT_INVALID /resultSchema'],
    [{ resultType: 'json' as const, resultSchema: { type: 'array' } }, '422 INPUT_INVALID /resultSchema'],
    [
      { resultType: 'json' as const, resultSchema: { properties: { a: { type: 'x' } } } },
      '422 SCHEMA_UNSUPPORTED /resultSchema/properties/a/type',
    ],
    [
      { resultType: 'json' as const, resultSchema: { $ref: 'https://x.test/s' } },
      '422 SCHEMA_UNSUPPORTED /resultSchema/$ref',
    ],
    [{ webhookUrl: 'https://10.0.0.1/' }, '422 INPUT_INVALID /webhookUrl'],
    [{ slug: 'Not A Slug' }, '422 INPUT_INVALID /slug'],
    [{ name: '' }, '422 INPUT_INVALID /name'],
    [{ maxIterations: 201, timeoutMs: 99 }, '422 INPUT_INVALID /maxIterations /timeoutMs'],
  ])('refuses %j with %s', async (settings, refusal) => {
    await using test = await createTestApp()
    expect(await readRefusal(await test.send('/v1/agents', postJson(storedAgent(settings))))).toBe(refusal)
    expect(await test.client.call('agent.list', {})).toMatchObject({ total: 0 })
  })

  it('gives the same answer to a repeat with the same Idempotency-Key', async () => {
    await using test = await createTestApp()
    const send = async () =>
      (await test.send('/v1/agents', postJson(storedAgent(), { 'idempotency-key': 'once' }))).json()
    expect(await send()).toEqual(await send())
    expect(await test.client.call('agent.list', {})).toMatchObject({ total: 1 })
  })
})

describe('a stored agent', () => {
  it('runs without any code, with its special instructions', async () => {
    await using test = await createTestApp()
    const agentId = await createActiveAgent(test)
    const { runId } = await test.client.call('agent.run.execute', { agentId, input: { message: 'Hello' } })
    await test.whenEnded(runId)
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({
      status: 'done',
      output: { result: 'Hi there.' },
      revisionId: 'researcher-r1',
    })
  })
})
