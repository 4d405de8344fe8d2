// An installation in which every name, text and address that somebody may choose attacks the page that shows it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOSTILE } from './agents.ts'
import type { ConsoleServer } from './console-server.ts'
import { createClient } from '../../src/client/client.ts'

/** At the beginning of every hostile text, so that a page can be waited for to show it. */
export const MARK = '<img src='
const short = `${MARK}x onerror="window.isHit=1"><script>window.isHit=1</script>"'\`{{x}}`

/** Writes the skill that the space of `fillHostile` reads. */
export function writeHostileSkill(roots: string): void {
  mkdirSync(join(roots, 'skills/evil'), { recursive: true })
  const lines = ['---', 'name: evil', `description: ${JSON.stringify(short)}`, '---', HOSTILE]
  writeFileSync(join(roots, 'skills/evil/SKILL.md'), lines.join('\n'))
}

/** Addresses of pages that show hostile text, below the console. */
export async function fillHostile({ client, url }: ConsoleServer): Promise<string[]> {
  const { secret } = await client.key.create({ name: short, userId: short, scopes: ['read', 'run', 'admin'] })
  const attacker = createClient({ url: new URL(url).origin, token: secret })
  const [runId, spaceId, toolId] = [await startRun(attacker), await makeSpace(attacker), await makeTool(attacker)]
  await attacker.webhook.create({
    url: `https://hooks.invalid/${encodeURIComponent(short)}?${short}`,
    events: ['run.completed'],
    description: HOSTILE,
  })
  const command = ['agent', 'run', 'get', '--run-id', short]
  await attacker.tasks.schedule({ name: short, description: HOSTILE, interval_seconds: 86_400, command })
  const tabs = (path: string, ...names: string[]) => names.map((name) => `${path}?tab=${name}`)
  const document = new URLSearchParams({ tab: 'documents', source: `${spaceId}-u`, path: `${short}.md` })
  return [
    'runs',
    `runs/${runId}`,
    ...tabs(`runs/${runId}`, 'logs', 'events', 'related'),
    'agents',
    ...tabs('agents/hostile', 'about'),
    'inbox',
    'context',
    `context/${spaceId}`,
    `context/${spaceId}?query=window`,
    ...tabs(`context/${spaceId}`, 'documents', 'sources'),
    `context/${spaceId}?${document}`,
    'tools',
    `tools/${toolId}`,
    'tasks',
    `tasks/${encodeURIComponent(short)}`,
    'audit',
    'settings',
    ...tabs('settings', 'webhooks'),
  ]
}

type Client = ConsoleServer['client']

async function startRun(client: Client): Promise<string> {
  const input = { message: HOSTILE, context: { [HOSTILE]: HOSTILE } }
  const run = { agentId: 'hostile', input, sessionId: short, metadata: { [short]: HOSTILE } }
  const { runId } = await client.agent.run.execute(run)
  for await (const _event of client.follow(runId)); // to its end
  const asking = await client.agent.run.execute({ agentId: 'asking', input: { message: HOSTILE } })
  for await (const { type } of client.follow(asking.runId)) if (type === 'approval.requested') break
  return runId
}

async function makeSpace(client: Client): Promise<string> {
  const source = { name: short, description: HOSTILE }
  const { id } = await client.context.create({
    name: short,
    description: HOSTILE,
    sources: [{ ...source, kind: 'uploaded_documents' }],
    skillSources: [{ ...source, kind: 'local_file_system', path: 'skills' }],
  })
  await client.context.sync({ contextSpaceId: id })
  await client.context.addDocument({ contextSpaceId: id, path: `${short}.md`, content: `# ${short}\n\n${HOSTILE}` })
  return id
}

async function makeTool(client: Client): Promise<string> {
  const { id } = await client.agent.tool.create({
    slug: 'hostile-tool',
    name: short,
    description: HOSTILE,
    parametersSchema: {
      type: 'object',
      properties: { [short]: { type: 'string', title: short, description: HOSTILE } },
    },
    implementationType: 'http',
    implementationConfig: { method: 'GET', url: `https://tools.invalid/?${encodeURIComponent(short)}` },
  })
  return id
}
