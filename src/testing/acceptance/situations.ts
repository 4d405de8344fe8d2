// What a scenario's `given` may ask for, by name. A situation is brought about through operations and gives values that
// the play names in braces: `{runId}`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { whenWaiting } from '../approving-agent.ts'
import { lookTool, storedAgent } from '../stored-agent.ts'
import type { World } from './world.ts'

export type Values = Readonly<Record<string, string>>

async function start({ test }: World, agentId: string, sessionId?: string): Promise<string> {
  const input = { agentId, input: { message: 'Hello' }, ...(sessionId !== undefined && { sessionId }) }
  return (await test.client.call('agent.run.execute', input)).runId
}

async function ask(world: World): Promise<Record<'runId' | 'approvalId' | 'callId', string>> {
  const runId = await start(world, 'asking')
  const [item] = await whenWaiting(world.test, runId)
  if (!item) throw new Error(`run ${runId} waits for nothing`)
  return { runId, approvalId: item.approvalId, callId: item.callId }
}

async function approve(world: World) {
  const asked = await ask(world)
  const { runId, approvalId } = asked
  await world.test.client.call('agent.run.resolveApproval', { runId, approvalId, decision: 'approve' })
  return asked
}

const situations = {
  'a run in progress': async (world: World) => ({ runId: await start(world, 'busy') }),
  'a run that has ended': async (world: World) => {
    const runId = await start(world, 'echo')
    await world.test.whenEnded(runId)
    return { runId }
  },
  'a run whose agent is archived': async (world: World) => {
    const runId = await start(world, 'echo')
    await world.test.whenEnded(runId)
    const at = '2026-01-05T09:00:00.000Z'
    await world.test.app.store.archiveOtherAgents({ organizationId: 'default', keepIds: [], at })
    return { runId }
  },
  'a run that waits for approval': ask,
  'a run whose approval is resolved': approve,
  'a run whose calls have outcomes': async (world: World) => {
    const asked = await approve(world)
    await world.test.whenEnded(asked.runId)
    return asked
  },
  'a session with an unfinished run': async (world: World) => ({
    sessionId: 'meeting',
    runId: await start(world, 'busy', 'meeting'),
  }),
  'a stored agent with two revisions': async ({ test }: World) => {
    const { id: agentId } = await test.client.call('agent.create', storedAgent())
    await test.client.call('agent.update', { agentId, systemPrompt: 'Answer in one word.' })
    return { agentId }
  },
  'a stored tool': async ({ test }: World) => ({ toolId: (await test.client.call('agent.tool.create', lookTool)).id }),
  'a stored agent with a tool': async ({ test }: World) => {
    const { id: toolId } = await test.client.call('agent.tool.create', lookTool)
    const { id: agentId } = await test.client.call('agent.create', storedAgent({ toolIds: [toolId] }))
    return { agentId, toolId }
  },
  'a synced context space': async ({ test, dir }: World) => {
    writeFileSync(join(dir, 'tea.txt'), 'How to brew tea.')
    const sources = [{ name: 'Notes', kind: 'local_file_system' as const }]
    const { id: contextSpaceId } = await test.client.call('context.create', { name: 'Notes', sources })
    await test.client.call('context.sync', { contextSpaceId })
    return { contextSpaceId, sourceId: `${contextSpaceId}-s1` }
  },
  'a context space with a skill': async ({ test, dir }: World) => {
    mkdirSync(join(dir, 'tea'))
    writeFileSync(join(dir, 'tea/SKILL.md'), '---\nname: tea\ndescription: Brews tea\n---\nWarm the pot.\n')
    const skillSources = [{ name: 'Skills', kind: 'local_file_system' as const }]
    const { id: contextSpaceId } = await test.client.call('context.create', { name: 'Skills', skillSources })
    await test.client.call('context.sync', { contextSpaceId })
    return { contextSpaceId }
  },
  'a context space for documents': async ({ test }: World) => {
    const sources = [{ name: 'Uploads', kind: 'uploaded_documents' as const }]
    const { id: contextSpaceId } = await test.client.call('context.create', { name: 'Uploads', sources })
    return { contextSpaceId }
  },
  'a scheduled task': async ({ test }: World) => {
    await test.client.call('tasks.schedule', { name: 'nightly', description: '', command: ['agent', 'list'] })
    return { name: 'nightly' }
  },
  'a task whose firing is in progress': async ({ test }: World) => {
    const command = ['agent', 'run', 'execute', '--agent-id', 'busy', '--input', '{"message":"Wait."}', '--stream']
    await test.client.call('tasks.schedule', { name: 'long', description: '', command })
    await test.client.stream('tasks.run', { stream_all: true }).next()
    return { name: 'long' }
  },
  'a folder with a file': async ({ dir }: World) => {
    writeFileSync(join(dir, 'taken'), '')
    return { folder: dir, path: join(dir, 'taken') }
  },
} satisfies Record<string, (world: World) => Promise<Values>>

/** Brings a situation about. Throws when there is none of this name. */
export async function createSituation(name: string | undefined, world: World): Promise<Values> {
  if (name === undefined) return {}
  const create = Object.entries<(world: World) => Promise<Values>>(situations).find(([known]) => known === name)?.[1]
  if (create) return create(world)
  throw new Error(`there is no situation "${name}"; add it to src/testing/acceptance/situations.ts`)
}
