import { describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { listTraces } from '../testing/list-traces.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createActiveAgent, storedAgent } from '../testing/stored-agent.ts'

const patchJson = (body: object) => ({ ...postJson(body), method: 'PATCH' })
const says = (text: string) => ({ modelConfig: { script: [{ text }], delayMs: 0 } })

async function answer(test: TestApp, agentId: string, settings: object = {}): Promise<unknown> {
  const input = { agentId, input: { message: 'Hello' }, ...settings }
  const { runId } = await test.client.call('agent.run.execute', input)
  await test.whenEnded(runId)
  return (await test.client.call('agent.run.get', { runId })).output?.['result']
}

describe('agent.update', () => {
  it('case 29: runs use the latest revision, and after a publish the published one [update-agent-happy-path]', async () => {
    await using test = await createTestApp()
    const { client } = test
    const agentId = await createActiveAgent(test)
    await client.call('agent.update', { agentId, ...says('Two.') })
    expect(await answer(test, agentId)).toBe('Two.')
    await client.call('agent.publish', { agentId })
    expect(await client.call('agent.get', { agentId })).toMatchObject({ hasChanges: false, version: '1.0.1' })
    await client.call('agent.update', { agentId, ...says('Three.') })
    const agent = await client.call('agent.get', { agentId })
    expect(agent).toMatchObject({ hasChanges: true, version: '1.0.2', publishedRevisionId: 'researcher-r2' })
    expect(await answer(test, agentId)).toBe('Two.')
    expect(await answer(test, agentId, { revisionId: agent.latestRevisionId })).toBe('Three.')
    const { emissions, audit } = await listTraces(test.app.store, agentId)
    expect(emissions.map(({ key }) => key)).toEqual([
      'agent.created',
      'agent.updated',
      'agent.updated',
      'agent.published',
      'agent.updated',
    ])
    expect(emissions.at(-1)?.payload).toMatchObject({ id: agentId, version: '1.0.2' })
    expect(audit.at(-1)).toMatchObject({ action: 'agent.updated', actor: 'root' })
  })

  it('case 30: name, description, status and tags add no revision, and an equal definition does not either', async () => {
    await using test = await createTestApp()
    const { id: agentId } = await test.client.call('agent.create', storedAgent())
    await test.clock.advance(1000)
    const change = { name: 'Other', description: 'New', status: 'paused' as const, tags: ['x'] }
    const updated = await test.client.call('agent.update', { agentId, ...change, systemPrompt: 'Answer.' })
    expect(updated).toEqual({ id: agentId, name: 'Other', status: 'paused', updatedAt: '2026-01-05T09:00:01.000Z' })
    expect(await test.client.call('agent.get', { agentId })).toMatchObject({ ...change, version: '1.0.0' })
    expect(await test.client.call('agent.listRevisions', { agentId })).toMatchObject({ total: 1 })
  })

  it('gives an agent a result schema, changes it and takes it away with the result type', async () => {
    await using test = await createTestApp()
    const { id: agentId } = await test.client.call('agent.create', storedAgent())
    const change = (settings: object) => test.client.call('agent.update', { agentId, ...settings })
    const read = async () => {
      const { resultType, resultSchema, version } = await test.client.call('agent.get', { agentId })
      return [resultType, resultSchema, version]
    }
    const schemas = [{ type: 'object' }, { type: 'object', required: ['a'] }]
    await change({ resultType: 'json', resultSchema: schemas[0] })
    expect(await read()).toEqual(['json', schemas[0], '1.0.1'])
    await change({ resultSchema: schemas[1] })
    expect(await read()).toEqual(['json', schemas[1], '1.0.2'])
    await change({ resultType: 'text' })
    expect(await read()).toEqual(['text', undefined, '1.0.3'])
    const send = (body: object) => test.send(`/v1/agents/${agentId}`, patchJson(body))
    expect(await readRefusal(await send({ resultType: 'json' }))).toBe('422 INPUT_INVALID /resultSchema')
    expect(await readRefusal(await send({ resultSchema: schemas[0] }))).toBe('422 INPUT_INVALID /resultSchema')
    const { diff } = await test.client.call('agent.diffRevisions', {
      agentId,
      from: 'researcher-r4',
      to: 'researcher-r3',
    })
    expect(Object.keys(diff).toSorted()).toEqual(['resultSchema', 'resultType'])
  })

  it('changes the model by its parts', async () => {
    await using test = await createTestApp()
    const { id: agentId } = await test.client.call('agent.create', storedAgent())
    await test.client.call('agent.update', { agentId, modelProvider: 'openai', modelName: 'gpt-5' })
    await test.client.call('agent.update', { agentId, modelName: 'gpt-6' })
    const agent = await test.client.call('agent.get', { agentId })
    expect([agent.modelProvider, agent.modelName]).toEqual(['openai', 'gpt-6'])
    const refused = await test.send(`/v1/agents/${agentId}`, patchJson({ modelProvider: 'custom' }))
    expect(await readRefusal(refused)).toBe('422 INPUT_INVALID /modelName')
  })

  it('of an agent defined in code changes its status alone, and that lasts', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent([{ text: 'x' }])] })
    await test.client.call('agent.update', { agentId: 'scripted', status: 'paused' })
    expect(await test.client.call('agent.get', { agentId: 'scripted' })).toMatchObject({ status: 'paused' })
    const refused = await test.send('/v1/agents/scripted', patchJson({ systemPrompt: 'New.' }))
    expect(await readRefusal(refused)).toBe('422 INPUT_INVALID /systemPrompt')
  })

  it('refuses an agent that is unknown or of another tenant, its slug, and settings that do not hold [update-agent-unknown]', async () => {
    await using test = await createTestApp()
    const { id: agentId } = await test.client.call('agent.create', storedAgent())
    const update = async (id: string, body: object) => readRefusal(await test.send(`/v1/agents/${id}`, patchJson(body)))
    expect(await update('nobody', {})).toBe('404 AGENT_NOT_FOUND')
    expect(await update(agentId, { slug: 'other' })).toBe('422 INPUT_INVALID /slug')
    expect(await update(agentId, { maxIterations: null })).toBe('422 INPUT_INVALID /maxIterations')
    expect(await update(agentId, { inputSchema: { type: 7 } })).toBe('422 SCHEMA_UNSUPPORTED /inputSchema/type')
    await expect(test.foreignClient.call('agent.update', { agentId })).rejects.toMatchObject({
      problem: { code: 'AGENT_NOT_FOUND' },
    })
    expect(await test.client.call('agent.get', { agentId })).toMatchObject({ version: '1.0.0' })
  })
})
