// The pages for people who look after agents: inbox, tools, contracts, context, tasks, metrics, audit, settings. Part of console.e2e.test.ts, in its browser.
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ConsoleServer } from './console-server.ts'
import type { RunEvent } from '../../src/contracts/run-event.ts'
import { hostile } from './desk.ts'
import { prepareDesk } from './prepare-desk.ts'

/** What the tests before have made; asked for when a test runs. */
export interface Stage {
  readonly server: ConsoleServer
  readonly page: Page
}

export function describeDesk(stage: () => Stage): void {
  describe('the desk', () => {
    const open = (path: string) => stage().page.goto(`${stage().server.url}/${path}`)

    beforeAll(() => prepareDesk(stage().server))

    test('the inbox shows what a call would do to the last character, and takes other arguments', async () => {
      const { page, server } = stage()
      await open('inbox')
      await page.getByRole('link', { name: 'Inbox 3 waiting' }).waitFor()
      await page.getByRole('button', { name: 'Run refund?' }).click()
      const exact = page.getByRole('region', { name: 'Arguments' })
      await exact.getByText('the end').waitFor()
      const shown = (await exact.locator('pre').innerText()).trim()
      expect(shown).toContain('\\u202egnp.exe\\u200b')
      expect((JSON.parse(shown) as { note: string }).note).toBe(`${hostile} ${'long '.repeat(400)}the end`)
      await page.keyboard.press('e')
      await page.getByRole('textbox', { name: 'Arguments' }).fill('{"order": 18, "note": ')
      await page.getByText('This is not JSON').waitFor()
      await page.getByRole('textbox', { name: 'Arguments' }).fill('{"order": 18, "note": "half of it"}')
      await page.getByRole('button', { name: 'Approve with these arguments' }).click()
      await page.getByRole('link', { name: 'Inbox 2 waiting' }).waitFor()
      const events = await readLog(server, 'refunds')
      expect(events.find(({ type }) => type === 'tool.started')?.data).toMatchObject({
        input: { order: 18, note: 'half of it' },
      })
    })

    test('a question is answered with one of its choices, and the next item comes up', async () => {
      const { page } = stage()
      await page.getByRole('button', { name: 'Which one?' }).click()
      await page.getByRole('button', { name: 'The left one' }).click()
      await page.getByRole('link', { name: 'Inbox 1 waiting' }).waitFor()
    })

    test('what became of a call that a crash left in doubt is told by a person', async () => {
      const { page, server } = stage()
      await page.getByRole('button', { name: 'What became of ship?' }).click()
      await page.getByLabel('It was not done').check()
      await page.getByLabel('What the agent is told').fill('The van had left.')
      await page.getByRole('button', { name: 'Let the run go on' }).click()
      await page.getByRole('button', { name: 'What became of ship?' }).waitFor({ state: 'detached' })
      expect((await readLog(server, 'shipping')).at(-1)?.type).toBe('run.completed')
    })

    test('a schedule whose creator lost their rights waits in the inbox, and is resumed there', async () => {
      const { page, server } = stage()
      const row = page
        .getByRole('list', { name: 'Paused schedules' })
        .getByRole('listitem')
        .filter({ hasText: 'orphan' })
      await row.getByText('no longer has the rights').waitFor()
      const answer = page.waitForResponse(/tasks\/resume/)
      await row.getByRole('button', { name: 'Resume' }).click()
      expect((await answer).status()).toBe(200)
      await server.client.tasks.delete({ name: 'orphan' })
      await open('inbox')
      await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
    })

    test('a tool is found, switched on, and tried with a form made from its schema', async () => {
      const { page, server } = stage()
      await open('tools?search=weath')
      await page.getByRole('link', { name: 'Weather' }).click()
      await page.getByText('draft', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Switch on' }).click()
      await page.getByText('active', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Call the tool' }).click() // a required field is empty
      await page.getByRole('textbox', { name: 'city' }).fill('Oslo')
      await page.getByRole('spinbutton', { name: 'days' }).fill('2')
      await page.getByRole('button', { name: 'Call the tool' }).click()
      await page.getByText('It failed').waitFor() // there is no such host
      const tested = await server.client.audit.list({ action: 'tool.tested' })
      expect(tested.total).toBe(1)
      await open('tools')
      await page.getByRole('listitem').filter({ hasText: 'refunds' }).getByText('1 call').waitFor()
    })

    test('a contract is called from its form, and its snippets say the same call', async () => {
      const { page, server } = stage()
      await open('contracts')
      await page.getByRole('searchbox', { name: 'Search contracts' }).fill('lists runs newest')
      await page.getByRole('button', { name: 'list reads' }).click()
      await page.getByRole('combobox', { name: 'status' }).selectOption('done')
      await page.getByRole('button', { name: 'Call', exact: true }).click()
      await page.getByRole('region', { name: /Output after/ }).waitFor()
      const curl = page.getByRole('group', { name: 'curl snippet' })
      await curl.getByText('status=done').waitFor()
      const { origin } = new URL(server.url)
      expect(await curl.innerText()).toContain(`curl '${origin}/v1/runs?status=done`)
      const terminal = page.getByRole('group', { name: 'Command line snippet' })
      expect(await terminal.innerText()).toContain('errand agent run list')
    })

    test('a command of a contract is asked about before it is sent', async () => {
      const { page } = stage()
      await open('contracts?key=key.create')
      await page.getByRole('button', { name: 'Call', exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    })

    test('an operation that a user wrote stands beside those of Errand, and is called the same way', async () => {
      const { page } = stage()
      await open('contracts')
      await page.getByRole('searchbox', { name: 'Search contracts' }).fill('refunds an order')
      await page.getByRole('button', { name: 'refund changes' }).click()
      await page.getByText('import { yours }').waitFor()
      await page.getByRole('button', { name: 'Call', exact: true }).click()
      await page.getByRole('button', { name: 'Call it' }).click()
      await page
        .getByRole('region', { name: /Output after/ })
        .getByText('4200')
        .waitFor()
      await page.getByRole('tab', { name: 'Errors' }).click()
      await page.getByText('ORDER_ALREADY_REFUNDED').waitFor()
    })

    test('a search of a context space shows what a run would be given, and opens the document', async () => {
      const { page } = stage()
      await open('context')
      await page.getByRole('link', { name: 'Documentation' }).click()
      await page.getByRole('searchbox', { name: 'Question or words' }).fill('which effects can a tool have')
      await page.keyboard.press('Enter')
      await page.getByText('a run gets it').first().waitFor()
      await page.getByRole('button', { name: 'agents-and-tools.md' }).click()
      await page.getByRole('complementary', { name: 'Document' }).getByRole('heading', { level: 1 }).waitFor()
      await page.getByRole('button', { name: 'Close the document' }).click()
      await page.route('**/sync', async (route) => {
        await page.getByRole('progressbar', { name: 'Files that were looked at' }).waitFor()
        await route.continue()
      })
      await page.keyboard.press('s')
      await page.getByText(/as before/).waitFor()
      await page.unroute('**/sync')
    })

    test('a number in an answer leads to its source, and the source to the place in the document', async () => {
      const { page, server } = stage()
      const input = { message: 'Which effects can a tool have?' }
      const { runId } = await server.client.agent.run.execute({ agentId: 'reader', input })
      await open(`runs/${runId}`)
      await page.getByTestId('said').getByRole('link', { name: '[1]' }).first().click()
      await page.locator('[data-n="1"] a:focus').waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('complementary', { name: 'Document' }).getByRole('heading', { level: 1 }).waitFor()
      const place = await page.waitForFunction(() => {
        const range = [...(CSS.highlights.get('passage') ?? [])][0]
        return range instanceof Range && { text: range.toString(), top: range.getBoundingClientRect().top }
      })
      const { text, top } = (await place.jsonValue()) as { text: string; top: number }
      expect(text).toContain('effect')
      expect(top).toBeGreaterThan(0)
      expect(top).toBeLessThan(800)
    })

    test('a task shows its firings and what each emitted, is paused, resumed and fired by hand', async () => {
      const { page, server } = stage()
      await open('tasks')
      await page.getByText('every 1 h').waitFor()
      await page.getByRole('link', { name: 'failing' }).click()
      await page.getByRole('cell', { name: 'error', exact: true }).first().waitFor()
      await page.getByRole('group', { name: 'Firings' }).getByRole('button').first().click()
      await page.getByRole('note').getByText('RUN_NOT_FOUND').waitFor()
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.getByText('paused', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Resume' }).click()
      await page.getByRole('button', { name: 'Pause' }).waitFor()
      await page.keyboard.press('f')
      await page.getByRole('dialog').getByRole('button', { name: 'Fire now' }).click()
      await page.getByText('by hand').waitFor()
      const { items } = await server.client.tasks.logs({ name: 'failing', runs_only: true })
      expect(items).toHaveLength(2)
    })

    test('a schedule shows when it would fire while it is written, and makes the next version', async () => {
      const { page, server } = stage()
      await open('tasks/yearly')
      await page.getByText('Version 1').waitFor()
      await page.keyboard.press('e')
      const dialog = page.getByRole('dialog')
      const cron = dialog.getByLabel('Min, hour, day, month, weekday')
      await cron.fill('0 25 * * *')
      await dialog.getByRole('status').getByText('25').waitFor()
      await cron.fill('30 6 1 1 *')
      await dialog.getByRole('status').getByText('-01-01 06:30:00').first().waitFor()
      await dialog.getByRole('spinbutton', { name: 'max_runs' }).fill('3')
      await dialog.getByRole('button', { name: 'Make the next version' }).click()
      await page.getByText('Version 2').waitFor()
      const { items } = await server.client.tasks.list({ targets: [{ by: 'me' }], cron: true })
      const kept = { jitter_seconds: 30, retry: { max_attempts: 3, factor: 2 } }
      expect(items).toMatchObject([
        { name: 'yearly', version: 2, cron: '30 6 1 1 *', description: hostile, max_runs: 3, ...kept },
      ])
      await page.getByText('tried up to 3 times').waitFor()
    })

    test('metrics have a chart of each figure, and the same as a table', async () => {
      const { page } = stage()
      await open('metrics')
      const runs = page.getByRole('region', { name: 'Runs', exact: true })
      await runs.getByRole('img', { name: /Runs over time/ }).waitFor()
      await runs.getByRole('row', { name: 'shipping 1' }).waitFor()
      await runs.getByText('Every day as a table').click()
      await runs.getByRole('columnheader', { name: 'shipping' }).waitFor()
      await page.getByRole('combobox', { name: 'Grouping' }).selectOption('By model')
      await page.getByRole('table').getByText('sim/script').first().waitFor()
      await page.getByRole('combobox', { name: 'Agent' }).selectOption('shipping')
      await runs.getByRole('row', { name: 'sim/script 1' }).waitFor()
      expect(new URL(page.url()).search).toBe('?by=model&agent=shipping')
    })

    test('the audit narrows to what is pointed at', async () => {
      const { page } = stage()
      await open('audit')
      await page.getByRole('button', { name: 'tool.tested' }).click()
      await page.getByRole('button', { name: 'run.started' }).first().waitFor({ state: 'detached' })
      expect(page.url()).toContain('action=tool.tested')
    })

    test('a key is made, shown once, and revoked', async () => {
      const { page, server } = stage()
      await open('settings')
      await page.getByRole('button', { name: 'New key' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name').fill(hostile.slice(0, 100))
      await dialog.getByRole('button', { name: 'Make the key' }).click()
      await dialog.getByText('errand_key_').waitFor()
      await dialog.getByRole('button', { name: 'I have it' }).click()
      await page.getByRole('button', { name: `Revoke ${hostile.slice(0, 20)}` }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click()
      await page
        .getByRole('row', { name: hostile.slice(0, 20) })
        .getByText('revoked', { exact: true })
        .waitFor()
      const [key] = (await server.client.key.list({ limit: 1 })).items
      expect(key?.revokedAt).toBeDefined()
    })

    test('a webhook is made and its deliveries are shown', async () => {
      const { page, server } = stage()
      await open('settings?tab=webhooks')
      await page.getByRole('button', { name: 'New webhook' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Address').fill('https://hooks.invalid/errand')
      await dialog.getByLabel('What it is for').fill(hostile)
      await dialog.getByRole('button', { name: 'Make the webhook' }).click()
      await dialog.getByText('whsec_').waitFor()
      await dialog.getByRole('button', { name: 'I have it' }).click()
      const input = { message: 'What is an epoch?' }
      const { runId } = await server.client.agent.run.execute({ agentId: 'reader', input })
      for await (const _event of server.client.follow(runId)); // to its end
      await page.getByRole('button', { name: /^Actions on https:/ }).click()
      await page.getByRole('menuitem', { name: 'Show deliveries' }).click()
      await page.getByRole('cell', { name: 'run.completed' }).first().waitFor()
    })
  })
}

/** The log of the one run of an agent, to its end. */
async function readLog({ client }: ConsoleServer, agentId: string): Promise<RunEvent[]> {
  const [run] = (await client.agent.run.list({ agentId })).items
  const events: RunEvent[] = []
  for await (const event of client.follow(run?.id ?? '')) events.push(event)
  return events
}
