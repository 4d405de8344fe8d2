// A browser for tests without pages: it keeps cookies by host, follows redirects, and fills in the form it is shown.
import type { TestApp } from './create-test-app.ts'

export interface TestBrowser {
  /** Follows redirects until there is a page, or an address that starts with `until`; gives the last answer. */
  open(address: string, init?: RequestInit, until?: string): Promise<Visit>
  /** The value of a cookie; undefined when there is none. */
  cookie(host: string, name: string): string | undefined
  setCookie(host: string, name: string, value: string): void
}

export interface Visit {
  readonly address: URL
  /** null: the address was not asked for, see `until`. */
  readonly response: Response | null
}

const MAX_REDIRECTS = 10

/** `base`: where the app is reached; everything else is asked over the network. */
export function createTestBrowser(test: TestApp, base: string): TestBrowser {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = ({ host }: URL) => jars.get(host) ?? jars.set(host, new Map()).get(host) ?? new Map<string, string>()
  const send = async (url: URL, init: RequestInit) => {
    const cookie = Array.from(jarOf(url), ([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(init.headers as Record<string, string>), cookie }
    const request = new Request(url, { ...init, headers, redirect: 'manual' })
    const response = await (url.href.startsWith(base) ? test.app.http.fetch(request) : fetch(request))
    for (const line of response.headers.getSetCookie()) keepCookie(line, jarOf(url))
    return response
  }
  return {
    async open(address, init = {}, until) {
      let url = new URL(address, base)
      let response = await send(url, init)
      for (let times = 0; times < MAX_REDIRECTS; times += 1) {
        const location = response.headers.get('location')
        if (location === null) return { address: url, response }
        url = new URL(location, url)
        if (until !== undefined && url.href.startsWith(until)) return { address: url, response: null }
        response = await send(url, { headers: { accept: 'text/html' } })
      }
      throw new Error(`no page after ${MAX_REDIRECTS} redirects, at ${url.href}`)
    },
    cookie: (host, name) => jars.get(host)?.get(name),
    setCookie: (host, name, value) => void jarOf(new URL(`http://${host}`)).set(name, value),
  }
}

function keepCookie(line: string, jar: Map<string, string>): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  const isOver = /Max-Age=0\b|expires=Thu, 01 Jan 1970/i.test(line)
  if (isOver) jar.delete(name)
  else jar.set(name, value)
}
