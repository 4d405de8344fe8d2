// What others try in a real browser: signing in at a real identity provider, which is another site, and strings that attack
// in every field.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  CLIENT_ID,
  type IdentityProviderServer,
  startIdentityProvider,
} from '../src/testing/start-identity-provider.ts'
import { openBrowser } from './testing/browser.ts'
import { type ConsoleServer, startConsoleServer } from './testing/console-server.ts'
import { findPageFaults } from './testing/find-page-faults.ts'
import { fillHostile, MARK, writeHostileSkill } from './testing/hostile-stage.ts'

const SECRET = 'the secret of the console'
let provider: IdentityProviderServer
let server: ConsoleServer
let browser: Browser
const roots = mkdtempSync(join(tmpdir(), 'errand-roots-'))

beforeAll(async () => {
  provider = await startIdentityProvider({
    listRedirectUris: () => [`${server.url}/callback`],
    clientSecret: SECRET,
    claims: () => ({ org_id: 'default', scope: 'errand:read errand:run' }),
  })
  const settings = {
    ERRAND_OIDC_ISSUER: provider.issuer,
    ERRAND_OIDC_CLIENT_ID: CLIENT_ID,
    ERRAND_OIDC_CLIENT_SECRET: SECRET,
    ERRAND_CONTEXT_ROOTS: roots,
  }
  writeHostileSkill(roots)
  const agents = ['console/testing/agents.ts', 'console/testing/desk.ts']
  ;[server, browser] = await Promise.all([startConsoleServer(agents, settings), openBrowser()])
})

afterAll(async () => {
  await browser.close()
  await server[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
  rmSync(roots, { recursive: true, force: true })
})

test('a person signs in at the provider, lands where they wanted to go, signs out, and is refused with words', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text())
  })
  const { host } = new URL(provider.issuer)
  const offer = page.getByRole('link', { name: `Sign in with ${host}` })
  await context.route(/fonts\.googleapis/, (route) => route.abort()) // the provider's own page asks for it

  const wanted = `${server.url}/agents/topical?tab=about`
  await page.goto(wanted)
  await offer.click()
  await page.getByPlaceholder('Enter any login').fill('ada')
  await page.getByPlaceholder('and password').fill('x')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('heading', { name: 'topical', level: 1 }).waitFor()
  expect(page.url()).toBe(wanted)
  const kept = (await context.cookies(server.url)).map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite])
  expect(kept).toEqual([[`errand-${new URL(server.url).port}`, true, 'Strict']])
  const stored = await page.evaluate(() => [localStorage, sessionStorage].map((storage) => Object.values(storage)))
  expect(JSON.stringify(stored)).not.toMatch(/ada|errand_/)

  await signOut(page)
  await offer.waitFor()
  await page.evaluate(watchFor, 'topical')
  const { secret } = await server.client.key.create({ organizationId: 'other', name: 'another', scopes: ['read'] })
  await page.getByLabel('Token or API key').fill(secret)
  await page.keyboard.press('Enter') // without loading the page again: nothing of the last person is left in it
  await page.getByText('There is no such agent').waitFor()
  expect(await page.evaluate('window.isSeen')).toBe(undefined)

  await signOut(page)
  await offer.click()
  await page.getByRole('link', { name: 'Cancel' }).click() // it asks again, though it knows who signed in
  await page.getByRole('alert').getByText(`${host} did not let you in`).waitFor()
  expect(page.url()).toBe(wanted)
  expect(await findPageFaults(context, [wanted])).toEqual([])
  expect(faults).toEqual([])
  await context.close()
})

async function signOut(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('Sign out')
  await page.keyboard.press('Enter')
}

/** Notes whether a heading ever says this, however shortly. */
function watchFor(text: string): void {
  const look = () => {
    if (document.querySelector('h1')?.textContent.includes(text)) Object.assign(window, { isSeen: true })
  }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
}

test('every name, text and address that somebody chose is text on every page', async () => {
  const paths = await fillHostile(server)
  const context = await browser.newContext()
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => {
    const text = message.text()
    if (/Content Security Policy|TrustedHTML|TrustedScript/.test(text)) faults.push(`${page.url()}: ${text}`)
  })
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(server.url).origin)) faults.push(`${page.url()} asked ${request.url()}`)
  })
  await page.goto(await server.createLink())
  await page.getByRole('heading', { level: 1 }).waitFor()
  for (const path of paths) {
    await page.goto(`${server.url}/${path}`)
    await page
      .getByText(MARK)
      .filter({ visible: true })
      .first()
      .waitFor({ timeout: 10_000 })
      .catch(() => faults.push(`${path} does not show it`))
    faults.push(...(await page.evaluate(findForeignElements)).map((found) => `${path}: ${found}`))
  }
  expect(await page.evaluate('window.isHit')).toBe(undefined)
  expect(faults).toEqual([])
  await context.close()
})

/** What no page of the console has by itself. */
function findForeignElements(): string[] {
  const isOwn = (address: string) => new URL(address, document.baseURI).origin === location.origin
  const isLink = ({ href, protocol, rel }: HTMLAnchorElement) =>
    isOwn(href) || (/^(https?|mailto):$/.test(protocol) && /\bnoopener\b/.test(rel))
  return Array.from(document.querySelectorAll('*')).flatMap((element) => {
    const name = element.tagName.toLowerCase()
    const isForeign =
      ['iframe', 'object', 'embed', 'style'].includes(name) ||
      (['img', 'script', 'link'].includes(name) &&
        !isOwn(element.getAttribute('src') ?? element.getAttribute('href') ?? '')) ||
      (name === 'form' && element.hasAttribute('action')) ||
      Array.from(element.attributes).some((attribute) => attribute.name.startsWith('on')) ||
      (element instanceof HTMLAnchorElement && element.hasAttribute('href') && !isLink(element))
    return isForeign ? [element.outerHTML.slice(0, 200)] : []
  })
}
