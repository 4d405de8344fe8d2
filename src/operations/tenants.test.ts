import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contracts } from '../contracts/index.ts'
import { isObject } from '../contracts/scalars.ts'
import { listRunApiRoutes } from '../dialects/agdev/routes.ts'
import { listChatRoutes } from '../dialects/runiq-chat/routes.ts'
import type { Contract } from '../spec/contract.ts'
import { listFields } from '../surfaces/input-fields.ts'
import { type Caller, listSurfaces } from '../testing/acceptance/surfaces.ts'
import { createWorld, type World } from '../testing/acceptance/world.ts'
import { whenWaiting } from '../testing/approving-agent.ts'
import { FOREIGN_TOKEN, foreigner } from '../testing/create-test-app.ts'
import { moment } from '../testing/log-of.ts'
import { draft } from '../testing/store-fixture.ts'
import { lookTool } from '../testing/stored-agent.ts'

const stranger: Caller = { principal: foreigner, token: FOREIGN_TOKEN }
const hook = { url: 'https://hooks.example.com/errand', events: ['*'] }
const go = { input: { message: 'Go' } }

/** Names of who and whose; they name no things. */
const noThings = new Set(['organizationId', 'userId'])

/** Things of the tenant `default`, one of each kind, by the field that names them. */
async function fill({ test, dir }: World): Promise<Record<string, string>> {
  const { client } = test
  const sessionId = 'session-of-default'
  const { runId } = await client.call('agent.run.execute', { agentId: 'asking', ...go, sessionId })
  const [approval] = await whenWaiting(test, runId)
  const { revisionId = '' } = await client.call('agent.run.get', { runId })
  const { steps } = await client.call('agent.run.getSteps', { runId })
  const { key } = await client.call('key.create', { name: 'Key', scopes: ['read'] })
  const { webhook } = await client.call('webhook.create', hook)
  await client.call('agent.update', { agentId: 'asking', status: 'active' })
  const [delivery] = (await client.call('webhook.listDeliveries', {})).items
  const { approvalId = '', callId = '' } = approval ?? {}
  const stepId = steps[0]?.id ?? ''
  const { id: contextSpaceId } = await client.call('context.create', {
    name: 'Space',
    skillSources: [{ id: 'skills', name: 'Skills', kind: 'local_file_system' }],
  })
  mkdirSync(join(dir, 'tea'))
  writeFileSync(join(dir, 'tea/SKILL.md'), '---\nname: tea\ndescription: Brews tea\n---\nBrew.\n')
  await client.call('context.sync', { contextSpaceId })
  const space = { contextSpaceId, sourceId: 'skills', skillId: 'tea' }
  const run = { runId, parentRunId: runId, revisionId, sessionId, approvalId, callId, stepId }
  const { id: toolId } = await client.call('agent.tool.create', { ...lookTool, slug: 'tool-of-default' })
  await client.call('tasks.schedule', { name: 'task', description: '', command: ['agent', 'list'] })
  const [fired] = (await client.call('tasks.run', {})).items
  const firing = fired && 'run_id' in fired ? fired.run_id : ''
  return {
    ...run,
    run_id: firing ?? '',
    ...space,
    agentId: 'asking',
    keyId: key.keyId,
    toolId,
    webhookId: webhook.webhookId,
    deliveryId: delivery?.deliveryId ?? '',
  }
}

/** Things of the other tenant: what its calls name besides the id in question. */
async function fillOther({ test }: World): Promise<Record<string, string>> {
  await test.app.store.saveAgents({ organizationId: 'other', drafts: [draft('mine')], at: moment(0) })
  const { id: toolId } = await test.foreignClient.call('agent.tool.create', { ...lookTool, slug: 'mine' })
  const { runId } = await test.foreignClient.call('agent.run.execute', { agentId: 'mine', ...go })
  const { key } = await test.foreignClient.call('key.create', { name: 'Mine', scopes: ['read'] })
  const { webhook } = await test.foreignClient.call('webhook.create', hook)
  const { id: contextSpaceId } = await test.foreignClient.call('context.create', { name: 'Mine' })
  return { agentId: 'mine', runId, keyId: key.keyId, contextSpaceId, toolId, webhookId: webhook.webhookId }
}

/** The first example of an operation, about things of the caller. */
function exampleOf({ acceptance }: Contract, own: Record<string, string>): Record<string, unknown> {
  const input: unknown = acceptance.examples[0]?.input
  const example = isObject(input) ? input : {}
  return Object.fromEntries(Object.entries(example).map(([name, value]) => [name, own[name] ?? value]))
}

/** Everything of the tenant `default` that a call of the other tenant could have changed. */
async function dump({ test: { client, app } }: World): Promise<unknown> {
  const page = { organizationId: 'default', limit: 500, offset: 0 }
  return [
    await client.call('agent.run.list', { limit: 500 }),
    await client.call('agent.run.listApprovals', { limit: 500 }),
    await client.call('key.list', { limit: 500 }),
    await client.call('agent.list', { limit: 500 }),
    await client.call('agent.tool.list', { limit: 500 }),
    (await client.call('webhook.list', { limit: 500 })).items,
    await client.call('context.list', { limit: 500 }),
    await app.store.listEmissions({ ...page, resource: null }),
    await app.store.listAudit({ ...page, resource: null }),
  ]
}

const cases = Object.values<Contract>(contracts).flatMap((contract) =>
  listFields(contract)
    .filter(({ name }) => (name.endsWith('Id') || name === 'run_id') && !noThings.has(name))
    .map(({ name }) => [contract.meta.key, name, contract] as const),
)

describe('an id of another tenant', () => {
  it.each(cases)('in %s, field %s, is answered as an unknown id is, on every surface', async (key, field, contract) => {
    await using world = await createWorld()
    const foreign = (await fill(world))[field]
    const own = await fillOther(world)
    if (!foreign) throw new Error(`${field} names nothing yet: add a thing of its kind to fill() of this test`)
    const before = await dump(world)
    for (const { name, call } of listSurfaces(key)) {
      const ask = async (id: string) => {
        const answer = await call(key, { ...exampleOf(contract, own), [field]: id }, world, stranger)
        const text = JSON.stringify(answer, (member, value: unknown) =>
          member === 'traceId' || member === 'instance' ? undefined : value,
        )
        return text.replaceAll(id, '<id>').replaceAll(/\b(run|key|trace|hook|firing)_[0-9a-z]{22}/g, '<new>')
      }
      expect([name, await ask(foreign)]).toEqual([name, await ask('unknown-id')])
    }
    expect(await dump(world)).toEqual(before)
    expect(world.test.errors).toEqual([])
  })
})

const installation = {
  hasTool: () => false,
  findMcpTool: () => null,
  resolveModelStack: () => Promise.reject(new Error()),
}
const dialectCases = [...listChatRoutes('/errand'), ...listRunApiRoutes(installation)].flatMap(({ method, path }) =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [method, path, name] as const),
)

/** What the routes of dialects are asked with, by how their paths end. */
const asks: readonly (readonly [RegExp, { query?: string; body?: object }])[] = [
  [/diff$/, { query: '?from=mine-r1&to=mine-r1' }],
  [/source-documents\/preview$/, { query: '?sourceId=skills&path=tea%2FSKILL.md' }],
  [/skill-documents\/preview$/, { query: '?skillId=tea' }],
  [/(chat|runs)$/, { body: { message: 'Go' } }],
  [/run$/, { body: { input: {} } }],
]

describe('an id of another tenant in the path of a dialect', () => {
  it.each(dialectCases)('is answered as an unknown one: %s %s, %s', async (method, path, param) => {
    await using world = await createWorld()
    const things = await fill(world)
    const foreign = param === 'toolName' ? things['toolId'] : things[param]
    const own: Record<string, string | undefined> = { ...(await fillOther(world)), revisionId: 'mine-r1' }
    if (!foreign) throw new Error(`${param} names nothing yet: add a thing of its kind to fill() of this test`)
    const before = await dump(world)
    const { query = '', body = {} } = asks.find(([end]) => end.test(path))?.[1] ?? {}
    const hasBody = method === 'POST' || method === 'PATCH'
    const ask = async (id: string) => {
      const place = path.replaceAll(/:(\w+)/g, (_all, name: string) => (name === param ? id : (own[name] ?? 'none')))
      const headers = { authorization: `Bearer ${FOREIGN_TOKEN}`, 'content-type': 'application/json' }
      const init = hasBody ? { method, headers, body: JSON.stringify(body) } : { method, headers }
      const response = await world.test.send(place + query, init)
      return `${response.status} ${(await response.text()).replaceAll(id, '<id>').replaceAll(/trace_\w+/g, '<trace>')}`
    }
    const answer = await ask(foreign)
    expect(answer).toBe(await ask('unknown-id'))
    expect(answer).toMatch(/NOT_FOUND|NotFound/)
    expect(await dump(world)).toEqual(before)
  })
})
