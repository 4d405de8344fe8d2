// Takes the pictures of docs/console.md anew, with real runs of the examples: node --conditions=errand-source console/testing/take-screenshots.ts
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { startConsoleServer } from './console-server.ts'

const folder = join(import.meta.dirname, '../../docs/images')
const agents = ['docs', 'team', 'payment', 'support'].map((name) => `examples/${name}-agent.ts`)
const asked = [
  ['docs', 'What happens to a run when its process is killed?'],
  ['payments', 'Pay invoice 1042'],
  ['shop', 'Is the lamp in stock, and what does it cost?'],
  ['support', 'Can I send a lamp back that I have used?'],
  ['docs', 'How does cancel work?'],
] as const

mkdirSync(folder, { recursive: true })
await using server = await startConsoleServer(agents)
const runIds: Record<string, string> = {}
for (const [agentId, message] of asked) {
  const { runId } = await server.client.agent.run.execute({
    agentId,
    input: { message },
    sessionId: `${agentId}-${message.length}`,
  })
  for await (const _event of server.client.follow(runId)); // to its end
  runIds[agentId] = runId
}
const { items } = await server.client.agent.run.getEvents({ runId: runIds['docs'] ?? '', types: ['tool.started'] })
const seq = items[0]?.seq ?? 1
const shots = {
  runs: { path: 'runs', theme: 'light' },
  'runs-dark': { path: 'runs', theme: 'dark' },
  run: { path: `runs/${runIds['docs']}?seq=${seq}`, theme: 'light' },
  'run-timeline-dark': { path: `runs/${runIds['shop']}?tab=timeline`, theme: 'dark' },
  'agent-chat': { path: 'agents/support?session=support-40', theme: 'light' },
  'agent-about-dark': { path: 'agents/payments?tab=about', theme: 'dark' },
} as const

const browser = await openBrowser()
try {
  const context = await browser.newContext({ viewport: { width: 1200, height: 660 }, locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(await server.createLink())
  for (const [name, { path, theme }] of Object.entries(shots)) {
    await page.emulateMedia({ colorScheme: theme })
    await page.goto(`${server.url}/${path}`)
    await settle(page)
    await page.screenshot({ path: join(folder, `console-${name}.png`) })
  }
} finally {
  await browser.close()
}

/** Until the page has its heading and nothing is on the way. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' })
  await page.waitForTimeout(500)
}
