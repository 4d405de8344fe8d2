import { describe, expect, it } from 'vitest'
import { contracts } from '../contracts/index.ts'
import type { ScriptTurn } from '../models/sim-script.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { listTraces } from '../testing/list-traces.ts'
import { eventsOf } from '../testing/run-agent.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { buy, count, createShop } from '../testing/shop-operations.ts'
import { contractTool } from './contract-tool.ts'

type Calls = NonNullable<ScriptTurn['toolCalls']>

const tools = [
  contractTool(buy),
  contractTool(count),
  contractTool(contracts['agent.run.list']),
  contractTool(contracts['store.backup']),
]

function createCaller(calls: Calls) {
  return createScriptedAgent([{ toolCalls: calls }, { text: 'Done.' }], { tools })
}

/** Runs the agent as the given caller; the events of its log. */
async function run(test: TestApp, token?: string) {
  const headers = {
    'Content-Type': 'application/json',
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  }
  const body = JSON.stringify({ agentId: 'scripted', input: { message: 'Go' } })
  const { runId } = (await (await test.send('/v1/runs', { method: 'POST', headers, body })).json()) as { runId: string }
  await test.whenEnded(runId)
  return (await listTraces(test.app.store, runId)).events
}

describe('a contract as a tool', () => {
  it('has the name and the schema of the contract, and an effect that its kind allows', () => {
    expect(tools.map(({ definition: { name, effect } }) => [name, effect])).toEqual([
      ['shop_buy', 'once'],
      ['shop_count', 'pure'],
      ['agent_run_list', 'pure'],
      ['store_backup', 'idempotent'],
    ])
    expect(contractTool({ ...buy, isIdempotent: true }).definition.effect).toBe('idempotent')
    expect(contractTool(buy, { effect: 'pure', timeoutMs: 500 }).definition).toMatchObject({
      effect: 'pure',
      timeoutMs: 500,
    })
    expect(tools[0]?.definition.inputSchema).toMatchObject({ required: ['item'], additionalProperties: false })
  })

  it('is called for who started the run, with the callId as Idempotency-Key', async () => {
    const shop = createShop()
    const agents = [
      createCaller([
        { name: 'shop_buy', input: { item: 'tea' } },
        { name: 'agent_run_list', input: {} },
      ]),
    ]
    await using test = await createTestApp({ agents, operations: shop.operations })
    const events = await run(test)
    const [callId] = eventsOf(events, 'tool.started').map(({ data }) => data.callId)
    expect(shop.till).toEqual([{ item: 'tea', idempotencyKey: callId, userId: 'root' }])
    const outputs = eventsOf(events, 'tool.completed').map(({ data }) => data.output)
    expect(outputs).toContainEqual({ item: 'tea', number: 1 })
    expect(outputs).toContainEqual(expect.objectContaining({ total: 1 }))
    const audit = await test.app.store.listAudit({ organizationId: 'default', resource: 'tea', limit: 9, offset: 0 })
    expect(audit.items).toMatchObject([{ action: 'shop.bought', actor: 'root' }])
  })

  it('answers the errors of the contract, which the model is told', async () => {
    const shop = createShop()
    const agents = [createCaller([{ name: 'shop_buy', input: { item: 'nothing' } }])]
    await using test = await createTestApp({ agents, operations: shop.operations })
    const events = await run(test)
    expect(eventsOf(events, 'tool.failed')).toMatchObject([
      { data: { code: 'SOLD_OUT', message: 'Nothing is sold out.' } },
    ])
    expect(events.at(-1)?.type).toBe('run.completed')
  })

  it('has no more rights than who started the run has', async () => {
    const backup = { name: 'store_backup', input: { path: '/nowhere/copy.db' } }
    await using test = await createTestApp({ agents: [createCaller([backup])] })
    const { secret } = await test.client.call('key.create', { name: 'bot', userId: 'bot', scopes: ['read', 'run'] })
    const events = await run(test, secret)
    expect(eventsOf(events, 'tool.failed')).toMatchObject([{ data: { code: 'FORBIDDEN' } }])
  })

  it('has the rights of the credential that started the run, whatever user that credential names', async () => {
    const backup = { name: 'store_backup', input: { path: '/nowhere/copy.db' } }
    await using test = await createTestApp({ agents: [createCaller([backup])] })
    const { client } = test
    await client.call('key.create', { name: 'admin', userId: 'bot', scopes: ['read', 'run', 'admin'] })
    for (const userId of ['root', 'bot']) {
      const { secret } = await client.call('key.create', { name: 'posing', userId, scopes: ['read', 'run'] })
      expect(eventsOf(await run(test, secret), 'tool.failed')).toMatchObject([{ data: { code: 'FORBIDDEN' } }])
    }
  })

  it('has no rights once the credential of who started the run is revoked', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const shop = createShop(() => promise)
    const script = [
      { toolCalls: [{ name: 'shop_buy', input: { item: 'tea' } }] },
      { toolCalls: [{ name: 'shop_buy', input: { item: 'milk' } }] },
      { text: 'Done.' },
    ]
    const agents = [createScriptedAgent(script, { tools })]
    await using test = await createTestApp({ agents, operations: shop.operations })
    const { secret, key } = await test.client.call('key.create', {
      name: 'bot',
      userId: 'bot',
      scopes: ['read', 'run'],
    })
    const running = run(test, secret)
    while (shop.till.length === 0) await new Promise(setImmediate)
    await test.client.call('key.revoke', { keyId: key.keyId })
    resolve()
    const events = await running
    expect(eventsOf(events, 'tool.failed')).toMatchObject([{ data: { code: 'FORBIDDEN' } }])
    expect(shop.till.map(({ item, userId }) => [item, userId])).toEqual([['tea', 'bot']])
  })

  it('of an operation that is not loaded fails, and the run goes on', async () => {
    await using test = await createTestApp({ agents: [createCaller([{ name: 'shop_buy', input: { item: 'tea' } }])] })
    const events = await run(test)
    expect(eventsOf(events, 'tool.failed')).toMatchObject([{ data: { code: 'OPERATION_NOT_FOUND' } }])
    expect(events.at(-1)?.type).toBe('run.completed')
  })
})
