import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineTool } from '../runtime/define-tool.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

const look = defineTool({ name: 'look', description: 'Looks.', input: { type: 'object' }, execute: () => 1 })
const agents = [
  createScriptedAgent([], { id: 'writer', name: 'Writer of TEXTS', tags: ['a'] }),
  createScriptedAgent([], { id: 'reader', description: 'Reads 100% of ünicode_texts', model: 'openai/gpt-5' }),
  createScriptedAgent([], { id: 'looker', tools: [look], input: z.object({ topic: z.string() }) }),
]

describe('agent.list', () => {
  it('case 9: answers for the own organizationId and without one, and refuses another', async () => {
    await using test = await createTestApp({ agents })
    const own = await (await test.send('/v1/agents?organizationId=default')).json()
    expect(own).toMatchObject({ total: 3 })
    expect(await (await test.send('/v1/agents')).json()).toEqual(own)
    expect(await readRefusal(await test.send('/v1/agents?organizationId=other'))).toBe('403 FORBIDDEN')
    expect(await test.foreignClient.call('agent.list', {})).toEqual({ items: [], total: 0, hasMore: false })
  })

  it.each([
    [{ search: 'texts' }, ['reader', 'writer']],
    [{ search: 'WRITER' }, ['writer']],
    [{ search: '100%' }, ['reader']],
    [{ search: '%' }, ['reader']],
    [{ search: '_' }, ['reader']],
    [{ search: 'Ünicode' }, ['reader']],
    [{ search: 'nothing like it' }, []],
    [{ modelProvider: 'openai' }, ['reader']],
    [{ modelProvider: 'custom' }, ['looker', 'writer']],
    [{ status: 'active' }, ['looker', 'reader', 'writer']],
    [{ status: 'draft' }, []],
    [{ limit: 1, offset: 1 }, ['reader']],
  ] as const)('selects by %j, newest first', async (filter, ids) => {
    await using test = await createTestApp({ agents })
    const { items } = await test.client.call('agent.list', filter)
    expect(items.map((agent) => agent.id)).toEqual(ids)
  })

  it('case 24: refuses pages outside the bounds', async () => {
    await using test = await createTestApp({ agents })
    for (const [query, pointer] of [
      ['limit=0', '/limit'],
      ['limit=501', '/limit'],
      ['offset=-1', '/offset'],
      ['status=Active', '/status'],
    ]) {
      expect(await readRefusal(await test.send(`/v1/agents?${query}`))).toBe(`422 INPUT_INVALID ${pointer}`)
    }
  })
})

describe('agent.get', () => {
  it('shows an agent with its defaults, and its tools when they are asked for', async () => {
    await using test = await createTestApp({ agents })
    const agent = await test.client.call('agent.get', { agentId: 'looker' })
    expect(agent).toMatchObject({
      id: 'looker',
      slug: 'looker',
      status: 'active',
      version: '1.0.0',
      maxIterations: 25,
      timeoutMs: 600_000,
      toolChoice: 'auto',
      modelProvider: 'custom',
      modelName: 'sim/script',
      hasChanges: true,
      toolIds: ['look'],
      inputSchema: { type: 'object', required: ['topic'] },
    })
    expect(agent).not.toHaveProperty('tools')
    const { tools } = await test.client.call('agent.get', { agentId: 'looker', includeTools: true })
    expect(tools).toMatchObject([{ name: 'look', description: 'Looks.' }])
  })

  it('answers AGENT_NOT_FOUND for an unknown id and for one of another tenant [get-agent-unknown]', async () => {
    await using test = await createTestApp({ agents })
    expect(await readRefusal(await test.send('/v1/agents/nobody'))).toBe('404 AGENT_NOT_FOUND')
    await expect(test.foreignClient.call('agent.get', { agentId: 'looker' })).rejects.toMatchObject({
      problem: { code: 'AGENT_NOT_FOUND' },
    })
  })
})
