// What axe-core says is wrong with a page.
import axe from 'axe-core'
import type { Page } from 'playwright-core'

interface AxeResults {
  readonly violations: readonly { id: string; nodes: readonly { html: string; failureSummary: string }[] }[]
}

/** One line for each fault; none: the page is accessible as far as axe knows. */
export async function findAxeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source) // the protocol evaluates past the content policy of the page
  const results = await page.evaluate<AxeResults>('axe.run(document)')
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}
