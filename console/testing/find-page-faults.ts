// What is wrong with pages: what axe-core finds in either theme, and what makes a phone scroll sideways.
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'

interface AxeResults {
  readonly violations: readonly { id: string; nodes: readonly { html: string; failureSummary: string }[] }[]
}

/** Pages that are looked at side by side. */
const WIDTH = 2
const axe = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))

/** One line for each fault, with the address; none: the pages are accessible as far as axe knows, and fit 360 pixels. */
export async function findPageFaults(context: BrowserContext, urls: readonly string[]): Promise<string[]> {
  const rest = [...urls]
  const found: string[] = []
  const look = async () => {
    const page = await context.newPage()
    await page.addInitScript({ path: axe }) // the protocol evaluates past the content policy of the page
    for (let url = rest.shift(); url !== undefined; url = rest.shift()) {
      await page.emulateMedia({ colorScheme: 'light' })
      await page.goto(url)
      await page.getByRole('heading', { level: 1 }).waitFor()
      const faults = [...(await findAxeFaults(page)), ...(await findWidthFaults(page))]
      found.push(...faults.map((fault) => `${url}: ${fault}`))
    }
    await page.close()
  }
  await Promise.all(Array.from({ length: WIDTH }, look))
  return found
}

async function findAxeFaults(page: Page): Promise<string[]> {
  const light = await run(page, "axe.run(document, { resultTypes: ['violations'] })")
  await page.emulateMedia({ colorScheme: 'dark' }) // which changes colours, and nothing else
  const dark = await run(page, "axe.run(document, { runOnly: ['color-contrast'], resultTypes: ['violations'] })")
  return [...light, ...dark.map((fault) => `dark, ${fault}`)]
}

async function run(page: Page, script: string): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>(script)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

async function findWidthFaults(page: Page): Promise<string[]> {
  const before = page.viewportSize() ?? { width: 1280, height: 800 }
  await page.setViewportSize({ width: 360, height: 740 })
  const width = await page.evaluate<number>('document.documentElement.scrollWidth')
  await page.setViewportSize(before)
  return width === 360 ? [] : [`${width} pixels wide on a phone of 360`]
}
