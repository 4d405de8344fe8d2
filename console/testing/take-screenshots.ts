// Takes the pictures of docs/images anew, of every page in both themes: node --conditions=errand-source console/testing/take-screenshots.ts
// With a width in pixels and a folder behind it, they are of that width and go there.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { startConsoleServer } from './console-server.ts'
import { clockOf, fillConsole } from './fill-console.ts'

const [, , width = '1280', folder = join(import.meta.dirname, '../../docs/images')] = process.argv
const names = ['docs', 'team', 'payment', 'support', 'email', 'report', 'research', 'numbers', 'order']
const QUALITY = 80

mkdirSync(folder, { recursive: true })
await using server = await startConsoleServer(
  names.map((name) => `examples/${name}-agent.ts`),
  clockOf(9),
)
const { runIds, forkId } = await fillConsole(server)
const browser = await openBrowser()
try {
  const size = { width: Number(width), height: Number(width) < 600 ? 740 : 760 }
  const context = await browser.newContext({ viewport: size, locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(`${server.url}/runs`)
  await take(page, 'sign-in', null)
  await page.goto(await server.createLink())
  for (const [name, path] of Object.entries(await listShots())) await take(page, name, path)
} finally {
  await browser.close()
}

/** Addresses by the name of the picture. */
async function listShots(): Promise<Readonly<Record<string, string>>> {
  const { client } = server
  const docs = runIds.get('docs') ?? ''
  const { items: calls } = await client.agent.run.getEvents({ runId: docs, types: ['tool.started'] })
  const { items: waiting } = await client.agent.run.listApprovals({ limit: 1 })
  const team = `runs/${runIds.get('shop')}`
  const firing = (await client.tasks.logs({ runs_only: true, newest: true, targets: [{ by: 'me' }] })).items
  const failed = firing.findLast((item) => 'trigger' in item && item.name === 'invoice-reminder')
  return {
    runs: 'runs',
    run: `runs/${docs}?seq=${calls[0]?.seq}`,
    'run-timeline': `${team}?tab=timeline`,
    'run-logs': `runs/${runIds.get('payments')}?tab=logs`,
    'run-events': `${team}?tab=events&seq=3`,
    'run-related': `${team}?tab=related`,
    'run-compare': `runs/${forkId}?tab=compare`,
    'run-sources': `runs/${runIds.get('support')}`,
    agents: 'agents',
    'agent-chat': 'agents/support?session=support-0',
    'agent-form': 'agents/research',
    'agent-about': 'agents/email?tab=about',
    'agent-runs': 'agents/docs?tab=figures',
    inbox: `inbox?item=${waiting[0]?.approvalId}`,
    tasks: 'tasks?span=7d',
    task: `tasks/invoice-reminder${failed && 'run_id' in failed ? `?firing=${failed.run_id}` : ''}`,
    context: 'context',
    'context-search': 'context/shop-docs?query=can+I+return+a+used+lamp',
    'context-documents': 'context/shop-docs?tab=documents&source=shop-docs-s1&path=returns.md',
    tools: 'tools',
    tool: 'tools/delivery-status',
    contract: 'contracts?key=agent.run.list',
    metrics: 'metrics',
    audit: 'audit',
    'settings-keys': 'settings',
    'settings-webhooks': 'settings?tab=webhooks',
    'settings-deliveries': 'settings?tab=deliveries',
    'settings-queue': 'settings?tab=queue',
  }
}

/** In both themes. `path` null: of what is there. */
async function take(page: Page, name: string, path: string | null): Promise<void> {
  const protocol = await page.context().newCDPSession(page) // which knows WebP
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    if (path !== null) await page.goto(`${server.url}/${path}`)
    await settle(page)
    const { data } = await protocol.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
    writeFileSync(join(folder, `console-${name}-${theme}.webp`), Buffer.from(data, 'base64'))
  }
  await protocol.detach()
}

/** Until the page has its heading and nothing is on the way. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForFunction(() => document.querySelector('[role=status][aria-label=Loading]') === null)
  await page.waitForTimeout(500)
}
