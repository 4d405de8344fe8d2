// Signing in at an identity provider: {path}/sign-in sends the browser there, {path}/callback takes it back. What the answer
// must fit to waits under a seal in a cookie of this browser, so nobody is signed in by an address that somebody else made.
import { type Cookie, readBrowserOrigin, readCookie, renderCookie } from './cookies.ts'
import type { Seal } from './create-seal.ts'
import type { Checks, IdentityProvider } from './identity-provider.ts'
import type { OpenSession } from './open-session.ts'

export interface SignInFlowDeps {
  /** Where the console stands, e.g. `/errand`. */
  readonly path: string
  readonly provider: IdentityProvider
  readonly seal: Seal
  readonly openSession: OpenSession
  readonly nowMs: () => number
}

export interface SignInFlow {
  /** What the page for signing in offers, and why the last try failed. */
  describe(request: Request): { readonly provider: string; readonly fault: string | null }
  /** `{path}/sign-in?return=PATH`. */
  start(request: Request): Promise<Response>
  /** `{path}/callback`, where the provider sends the browser. */
  finish(request: Request): Promise<Response>
  /** The Set-Cookie of whoever signed out: the next sign-in asks who it is. */
  forget(request: Request): string
  /** The Set-Cookie of whoever came in another way. */
  settle(request: Request): string
}

/** A sign-in that is under way, or how the last one ended; null: by signing out. */
type Attempt = { readonly checks: Checks; readonly returnTo: string } | { readonly fault: string | null }

/** How long one may take at the provider, and how long its fault is shown. */
const LASTS_SECONDS = 600
/** A longer address is not kept: a cookie has no room for it. */
const MAX_RETURN = 2000
/** Lax, because it must come along when the provider sends the browser back. */
const COOKIE: Cookie = { purpose: 'sign-in', sameSite: 'Lax' }
const LOST = 'This sign-in was not begun in this browser, or took longer than ten minutes. Sign in again.'

export function createSignInFlow(deps: SignInFlowDeps): SignInFlow {
  const { path, provider, seal, nowMs } = deps
  const read = (request: Request) => seal.open(readCookie(request, COOKIE) ?? '') as Attempt | null
  const write = (request: Request, attempt: Attempt) =>
    renderCookie(request, COOKIE, seal.close(attempt, nowMs() + LASTS_SECONDS * 1000), LASTS_SECONDS)
  const settle = (request: Request) => renderCookie(request, COOKIE, '', 0)
  const refuse = (request: Request, fault: string, returnTo = `${path}/`) =>
    redirect(returnTo, [write(request, { fault })])

  return {
    describe(request) {
      const attempt = read(request)
      return { provider: provider.host, fault: attempt && 'fault' in attempt ? attempt.fault : null }
    },
    async start(request) {
      const returnTo = readReturn(request, path)
      if (request.headers.get('sec-fetch-site') === 'cross-site') return redirect(returnTo, []) // its person did not ask
      const attempt = read(request)
      const asksAnew = attempt !== null && 'fault' in attempt
      const started = await provider.start({ redirectUri: renderCallback(request, path), asksAnew })
      if (!started.ok) return refuse(request, started.fault, returnTo)
      return redirect(started.address, [write(request, { checks: started.checks, returnTo })])
    },
    async finish(request) {
      const attempt = read(request)
      const { search, searchParams } = new URL(request.url)
      if (!attempt || 'fault' in attempt) return refuse(request, LOST)
      if (attempt.checks.state !== searchParams.get('state')) return refuse(request, LOST)
      const { checks, returnTo } = attempt
      const finished = await provider.finish({ address: new URL(renderCallback(request, path) + search), checks })
      if (!finished.ok) return refuse(request, finished.fault, returnTo)
      const opened = await deps.openSession(request, { token: finished.token, by: 'identity provider' })
      if (!opened.ok) return refuse(request, opened.problem.detail, returnTo)
      return redirect(returnTo, [opened.cookie, settle(request)])
    },
    forget: (request) => write(request, { fault: null }),
    settle,
  }
}

function renderCallback(request: Request, path: string): string {
  return `${readBrowserOrigin(request)}${path}/callback`
}

/** The page of the console to open at the end; never anything else, whatever the address asks for. */
function readReturn(request: Request, path: string): string {
  const { origin, searchParams } = new URL(request.url)
  const asked = searchParams.get('return') ?? ''
  const url = URL.canParse(asked, origin) ? new URL(asked, origin) : null
  const isPage = url?.origin === origin && (url.pathname === path || url.pathname.startsWith(`${path}/`))
  const page = isPage && !isDoor(url.pathname, path) ? url.pathname + url.search : ''
  return page === '' || page.length > MAX_RETURN ? `${path}/` : page
}

/** What sends the browser on would send it round for ever. */
function isDoor(pathname: string, path: string): boolean {
  return pathname === `${path}/sign-in` || pathname === `${path}/callback`
}

function redirect(address: string, cookies: readonly string[]): Response {
  const headers = new Headers({ Location: address, 'Referrer-Policy': 'no-referrer' })
  for (const cookie of cookies) headers.append('Set-Cookie', cookie)
  return new Response(null, { status: 303, headers })
}
