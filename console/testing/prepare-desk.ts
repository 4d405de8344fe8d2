// What the pages of the desk have to show: a tool, tasks, and three runs that wait for a person.
import { createClient } from '../../src/client/client.ts'
import type { ConsoleServer } from './console-server.ts'
import { hostile } from './desk.ts'

export async function prepareDesk(server: ConsoleServer): Promise<void> {
  await server.client.agent.tool.create(weather)
  await scheduleTasks(server)
  const execute = (agentId: string) => server.client.agent.run.execute({ agentId, input: { message: hostile } })
  const [, , { runId }] = await Promise.all([execute('refunds'), execute('asking'), execute('shipping')])
  for await (const { type } of server.client.follow(runId)) if (type === 'tool.started') break
  await server.kill()
  await server.start()
}

/** Addresses of the pages of this suite. */
export const deskPaths = [
  'inbox',
  'tools',
  'tools/weather',
  'contracts?key=agent.run.execute',
  'contracts?key=context.search&tab=schema',
  'contracts?key=orders.refund&tab=errors',
  'context',
  'context/docs?query=which+effects+can+a+tool+have',
  'context/docs?tab=documents',
  'context/docs?tab=sources',
  'tasks',
  'tasks/failing',
  'metrics',
  'audit',
  'settings',
  'settings?tab=webhooks',
  'settings?tab=deliveries',
  'settings?tab=queue',
]

async function scheduleTasks({ client, url }: ConsoleServer): Promise<void> {
  const command = ['agent', 'run', 'get', '--run-id', hostile.slice(0, 60)]
  await client.tasks.schedule({ name: 'failing', description: 'Fails.', interval_seconds: 3600, command })
  const yearly = {
    name: 'yearly',
    description: hostile,
    cron: '0 0 1 1 *',
    jitter_seconds: 30,
    retry: { max_attempts: 3 },
  }
  await client.tasks.schedule({ ...yearly, command: ['agent', 'list'] })
  const { key, secret } = await client.key.create({ name: 'former', scopes: ['read', 'run'] })
  const former = createClient({ url: new URL(url).origin, token: secret })
  await former.tasks.schedule({ name: 'orphan', description: '', interval_seconds: 1, command: ['agent', 'list'] })
  await client.key.revoke({ keyId: key.keyId })
}

const weather = {
  name: 'Weather',
  slug: 'weather',
  description: `Tells the weather of a city. ${hostile}`,
  category: 'retrieval',
  parametersSchema: {
    type: 'object',
    properties: { city: { type: 'string', description: hostile }, days: { type: 'integer', minimum: 1, maximum: 7 } },
    required: ['city'],
  },
  implementationType: 'http',
  implementationConfig: { method: 'GET', url: 'https://weather.invalid/{{city}}' },
  effect: 'pure',
} as const
