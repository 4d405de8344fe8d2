import { describe, expect, it } from 'vitest'
import { ROOT } from '../../app/credentials.ts'
import { defineTool } from '../../runtime/define-tool.ts'
import { createTestApp, FOREIGN_TOKEN, foreigner, TOKEN } from '../../testing/create-test-app.ts'
import { readRefusal } from '../../testing/read-problem.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'

const inputSchema = { type: 'object', title: 'Query', properties: { q: { type: 'string' } } }
const look = defineTool({ name: 'look', description: 'Looks.', input: inputSchema, execute: () => null })
const now = defineTool({ name: 'now', description: 'Tells the time.', input: { type: 'object' }, execute: () => 0 })
const agents = [
  createScriptedAgent([{ text: 'Hi' }], { tools: [look, now], modelConfig: { reasoning: 'high', verbosity: 'low' } }),
  createScriptedAgent([{ text: 'Hi' }], { id: 'other', name: 'Other', tools: [look] }),
]
const described = { name: 'look', displayName: 'look', description: 'Looks.', inputType: 'Query', outputType: null }
const VIEWER = 'test-token-of-a-viewer'
const viewer = { ...ROOT, userId: 'viewer', scopes: ['read' as const], isOperator: false }
const credentials = [
  { token: TOKEN, principal: ROOT },
  { token: VIEWER, principal: viewer },
  { token: FOREIGN_TOKEN, principal: foreigner },
]

describe('what a chat page reads', () => {
  it('case 30: gives the instructions of agents to those who may edit them, null to others', async () => {
    await using test = await createTestApp({ agents, credentials })
    const read = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` }
      return (await (await test.send('/errand/metadata/agents', { headers })).json()) as Record<string, unknown>[]
    }
    const instructionsOf = (list: readonly Record<string, unknown>[]) => list.map(({ instructions }) => instructions)
    expect(instructionsOf(await read(TOKEN))).toEqual(['Play the script.', 'Play the script.'])
    expect(instructionsOf(await read(VIEWER))).toEqual([null, null])
    const shown = (await read(TOKEN)).find(({ id }) => id === 'scripted')
    expect(shown).toMatchObject({ name: 'scripted', model: 'sim/script', reasoningEffort: 'high', verbosity: 'low' })
    expect(shown?.['tools']).toContainEqual(described)
  })

  it('case 32: shows nothing of another tenant', async () => {
    await using test = await createTestApp({ agents, credentials })
    const headers = { authorization: `Bearer ${FOREIGN_TOKEN}` }
    for (const path of ['agents', 'tools']) {
      expect(await (await test.send(`/errand/metadata/${path}`, { headers })).json()).toEqual([])
    }
  })

  it('lists each tool once, with the agents that have it', async () => {
    await using test = await createTestApp({ agents, credentials })
    const tools = (await (await test.send('/errand/metadata/tools')).json()) as Record<string, unknown>[]
    const attachedAgents = expect.arrayContaining([
      { id: 'scripted', name: 'scripted' },
      { id: 'other', name: 'Other' },
    ])
    expect(tools.find(({ name }) => name === 'look')).toEqual({
      ...described,
      typeName: 'function',
      hasInput: true,
      inputSchema,
      outputSchema: null,
      attachedAgents,
    })
    expect(new Map(tools.map(({ name, hasInput }) => [name, hasInput]))).toEqual(
      new Map([
        ['look', true],
        ['now', false],
      ]),
    )
  })

  it('leaves out agents that cannot be chatted with, and refuses what it does not know', async () => {
    await using test = await createTestApp({ agents, credentials })
    await test.client.call('agent.update', { agentId: 'other', status: 'paused' })
    const list = (await (await test.send('/errand/metadata/agents')).json()) as Record<string, unknown>[]
    expect(list.map(({ id }) => id)).toEqual(['scripted'])
    expect(await readRefusal(await test.send('/errand/metadata/agents?all=1'))).toBe('422 INPUT_INVALID /all')
    expect(await readRefusal(await test.send('/errand/metadata/agents', { method: 'POST' }))).toBe(
      '405 METHOD_NOT_ALLOWED',
    )
  })
})
