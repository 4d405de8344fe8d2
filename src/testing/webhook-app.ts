// Apps whose webhooks reach a receiver of the test, and short ways to use them.
import { createTestApp, type TestApp, type TestAppOptions } from './create-test-app.ts'
import { createScriptedAgent } from './scripted-agent.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'

export const hello = { input: { message: 'Hello' } }
export const HOUR_MS = 3_600_000

export function createWebhookApp({ place }: WebhookReceiver, options: TestAppOptions = {}): Promise<TestApp> {
  const agents = [createScriptedAgent([{ text: 'Hi.' }])]
  return createTestApp({ agents, egressAllowed: [place], ...options })
}

/** Runs the agent to its end, and lets what follows from it be sent. */
export async function run(test: TestApp, agentId = 'scripted'): Promise<string> {
  const { runId } = await test.client.call('agent.run.execute', { agentId, ...hello })
  await test.whenEnded(runId)
  await settle(test)
  return runId
}

/** Resolves when nothing is being sent. */
export const settle = (test: TestApp) => test.app.webhooks?.whenIdle()

export async function pass(test: TestApp, ms: number): Promise<void> {
  await test.clock.advance(ms)
  await settle(test)
}

export async function listDeliveries({ client }: TestApp) {
  return (await client.call('webhook.listDeliveries', { limit: 500 })).items
}

export function first<T>(list: readonly T[]): T {
  const [item] = list
  if (item === undefined) throw new Error('the list is empty')
  return item
}
