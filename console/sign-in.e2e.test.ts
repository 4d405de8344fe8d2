// Signing in at a real identity provider, through its own login page, in a real browser. The provider is another site.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  CLIENT_ID,
  type IdentityProviderServer,
  startIdentityProvider,
} from '../src/testing/start-identity-provider.ts'
import { openBrowser } from './testing/browser.ts'
import { type ConsoleServer, startConsoleServer } from './testing/console-server.ts'
import { findPageFaults } from './testing/find-page-faults.ts'

const SECRET = 'the secret of the console'
let provider: IdentityProviderServer
let server: ConsoleServer
let browser: Browser

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
  }
  ;[server, browser] = await Promise.all([startConsoleServer(['console/testing/agents.ts'], settings), openBrowser()])
})

afterAll(async () => {
  await browser.close()
  await server[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
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

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('Sign out')
  await page.keyboard.press('Enter')
  await offer.click()
  await page.getByRole('link', { name: 'Cancel' }).click() // it asks again, though it knows who signed in
  await page.getByRole('alert').getByText(`${host} did not let you in`).waitFor()
  expect(page.url()).toBe(wanted)
  expect(await findPageFaults(context, [wanted])).toEqual([])
  expect(faults).toEqual([])
  await context.close()
})
