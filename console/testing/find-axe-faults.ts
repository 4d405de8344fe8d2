// What axe-core says is wrong with a page.
import axe from 'axe-core'
import type { Page } from 'playwright-core'

interface AxeResults {
  readonly violations: readonly { id: string; nodes: readonly { html: string; failureSummary: string }[] }[]
}

/** One line for each fault in either theme; none: the page is accessible as far as axe knows. */
export async function findAxeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source) // the protocol evaluates past the content policy of the page
  await page.emulateMedia({ colorScheme: 'light' })
  const light = await run(page, 'light', 'axe.run(document)')
  await page.emulateMedia({ colorScheme: 'dark' }) // which changes colours, and nothing else
  const dark = await run(page, 'dark', "axe.run(document, { runOnly: ['color-contrast'] })")
  return [...light, ...dark]
}

async function run(page: Page, theme: string, script: string): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>(script)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${theme}, ${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}
