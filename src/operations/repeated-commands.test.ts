// Every command under an Idempotency-Key: a repeat has the same answer and leaves nothing more behind.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { contracts } from '../contracts/index.ts'
import { OutcomeUnknownError } from '../runtime/outcome-unknown.ts'
import { defineTool } from '../runtime/define-tool.ts'
import type { Contract } from '../spec/contract.ts'
import { createApprovingAgent, createPayTool, whenWaiting } from '../testing/approving-agent.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { lookTool, storedAgent } from '../testing/stored-agent.ts'
import { createTempDir } from '../testing/temp-dir.ts'

type Input = Record<string, unknown>

const hello = { message: 'Hello' }
const guess = defineTool({
  name: 'guess',
  description: 'Does what nobody can tell.',
  input: { type: 'object' },
  execute: () => Promise.reject(new OutcomeUnknownError('the line broke')),
})
const look = defineTool({
  name: 'look',
  description: 'Looks.',
  input: { type: 'object' },
  execute: () => ({ sky: 'blue' }),
})
const agents = [
  createScriptedAgent([{ text: 'Hi.' }]),
  createApprovingAgent([{ name: 'pay', input: { amount: 7 } }], [createPayTool().tool], { id: 'asking' }),
  createScriptedAgent([{ toolCalls: [{ name: 'guess' }] }, { text: 'Hi.' }], {
    id: 'guessing',
    tools: [guess],
    onUnknown: 'ask',
  }),
]

async function ask(test: TestApp, agentId: string) {
  const { runId } = await test.client.call('agent.run.execute', { agentId, input: hello })
  const [item] = await whenWaiting(test, runId)
  return { runId, approvalId: item?.approvalId ?? '', callId: item?.callId ?? '' }
}

async function create({ client }: TestApp): Promise<string> {
  const { id: agentId } = await client.call('agent.create', storedAgent())
  await client.call('agent.update', { agentId, systemPrompt: 'Answer in one word.' })
  return agentId
}

const createTool = async ({ client }: TestApp) => (await client.call('agent.tool.create', lookTool)).id

const hook = { url: 'https://hooks.example.com/errand', events: ['*'] }

async function createHook({ client }: TestApp) {
  const { webhook } = await client.call('webhook.create', hook)
  return { webhookId: webhook.webhookId }
}

async function createUploads({ client }: TestApp) {
  const sources = [{ name: 'Uploads', kind: 'uploaded_documents' as const }]
  return { contextSpaceId: (await client.call('context.create', { name: 'Uploads', sources })).id }
}

const nightly = { name: 'nightly', description: '', command: ['agent', 'list'], interval_seconds: 60 }

async function scheduleNightly({ client }: TestApp, _dir: string, key: string) {
  await client.call('tasks.schedule', nightly)
  return key === 'tasks.run' ? {} : { name: 'nightly' }
}

/** What each command is called with, by its key; what that needs is made before. */
const inputs: Record<string, (test: TestApp, dir: string, key: string) => Input | Promise<Input>> = {
  'agent.create': () => storedAgent(),
  'agent.update': async (test) => ({ agentId: await create(test), systemPrompt: 'Sing.' }),
  'agent.publish': async (test) => ({ agentId: await create(test) }),
  'agent.assignTool': async (test) => ({ agentId: await create(test), toolId: await createTool(test) }),
  'agent.removeTool': async (test) => {
    const ids = { agentId: await create(test), toolId: await createTool(test) }
    await test.client.call('agent.assignTool', ids)
    return ids
  },
  'agent.tool.create': () => lookTool,
  'agent.tool.update': async (test) => ({ toolId: await createTool(test), description: 'Stares.' }),
  'agent.tool.test': async (test) => ({ toolId: await createTool(test), testInput: {} }),
  'agent.run.execute': () => ({ agentId: 'scripted', input: hello }),
  'agent.run.fork': async (test) => ({ runId: (await ask(test, 'asking')).runId, at: 1 }),
  'agent.run.cancel': async (test) => ({ runId: (await ask(test, 'asking')).runId }),
  'agent.run.resolveApproval': async (test) => {
    const { runId, approvalId } = await ask(test, 'asking')
    return { runId, approvalId, decision: 'reject', reason: 'no' }
  },
  'agent.run.settleTool': async (test) => {
    const { runId, callId } = await ask(test, 'guessing')
    return { runId, callId, outcome: 'completed' }
  },
  'key.create': () => ({ name: 'One', scopes: ['read'] }),
  'key.revoke': async ({ client }) => {
    const { key } = await client.call('key.create', { name: 'One', scopes: ['read'] })
    return { keyId: key.keyId }
  },
  'context.addDocument': async (test) => ({ ...(await createUploads(test)), path: 'tea.md', content: 'Tea.' }),
  'context.removeDocument': async (test) => {
    const input = { ...(await createUploads(test)), path: 'tea.md' }
    await test.client.call('context.addDocument', { ...input, content: 'Tea.' })
    return input
  },
  'context.create': () => ({ name: 'Guides' }),
  'context.sync': async ({ client }) => ({
    contextSpaceId: (await client.call('context.create', { name: 'Guides' })).id,
  }),
  'tasks.schedule': () => nightly,
  'tasks.run': scheduleNightly,
  'tasks.trigger': scheduleNightly,
  'tasks.pause': scheduleNightly,
  'tasks.resume': scheduleNightly,
  'tasks.delete': scheduleNightly,
  'webhook.create': () => hook,
  'webhook.update': async (test) => ({ ...(await createHook(test)), description: 'For the shop.' }),
  'webhook.delete': createHook,
  'webhook.rotateSecret': createHook,
  'webhook.redeliver': async (test) => {
    const { webhookId } = await createHook(test)
    await create(test)
    const { items } = await test.client.call('webhook.listDeliveries', { webhookId })
    return { deliveryId: items[0]?.deliveryId }
  },
  'store.backup': (_test, dir) => ({ path: join(dir, 'copy.db') }),
}

const commands = Object.values<Contract>(contracts).filter(({ kind }) => kind === 'command')

it.each(commands.map((contract) => [contract.meta.key, contract] as const))(
  '%s is done once',
  async (key, contract) => {
    using dir = createTempDir()
    await using test = await createTestApp({ agents, tools: [look], databasePath: join(dir.path, 'errand.db') })
    const input = await inputs[key]?.(test, dir.path, key)
    const call = () => test.client.call(key as 'agent.run.execute', input as never, { idempotencyKey: 'k' })
    const listAudit = async () => {
      const page = { organizationId: 'default', resource: null, limit: 500, offset: 0 }
      const { items } = await test.app.store.listAudit(page)
      return items.filter(({ action }) => contract.sideEffects.audit.includes(action))
    }
    const before = await listAudit()
    const [first, twin] = await Promise.all([call(), contract.isShownOnce ? null : call()]) // a race, then a repeat
    const audit = await listAudit()
    expect(audit).toHaveLength(before.length + 1)
    if (contract.isShownOnce) await expect(call()).rejects.toMatchObject({ code: 'SHOWN_ONCE' })
    else expect([twin, await call()]).toEqual([first, first])
    expect(await listAudit()).toEqual(audit)
  },
)
