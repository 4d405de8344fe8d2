// Browser sessions: a cookie that holds a credential under a seal, so that it means what the credential means now, needs no
// table, and outlives a restart. Never taken from a page of another origin.
import { readBearer } from '../http/read-token.ts'
import { type Cookie, readCookie, renderCookie } from './cookies.ts'
import { createSeal } from './create-seal.ts'

export interface SessionDeps {
  /** What the key is made from; whoever knows it can make sessions. */
  readonly secret: string
  readonly nowMs: () => number
}

export interface Sessions {
  /** The token of a request: its Authorization header, else its session. */
  readonly readToken: (request: Request) => string | null
  /** The Set-Cookie that opens a session for a token; null when the token is too long for a cookie. */
  open(token: string, request: Request): string | null
  /** The Set-Cookie that ends the session of this browser. */
  close(request: Request): string
}

const LASTS_SECONDS = 30 * 24 * 3600
const MAX_COOKIE = 4000
const COOKIE: Cookie = { purpose: '', sameSite: 'Strict' }

export function createSessions({ secret, nowMs }: SessionDeps): Sessions {
  const seal = createSeal({ secret, purpose: 'errand console session', nowMs })
  return {
    readToken(request) {
      if (request.headers.has('authorization')) return readBearer(request)
      const value = readCookie(request, COOKIE)
      return value !== null && isOfOwnPage(request) ? (seal.open(value) as string | null) : null
    },
    open(token, request) {
      const sealed = seal.close(token, nowMs() + LASTS_SECONDS * 1000)
      const cookie = renderCookie(request, COOKIE, sealed, LASTS_SECONDS)
      return cookie.length > MAX_COOKIE ? null : cookie
    },
    close: (request) => renderCookie(request, COOKIE, '', 0),
  }
}

/** Besides SameSite, which takes another port of the same host for the same site. The Origin, if any, was checked before. */
function isOfOwnPage({ method, headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  return method === 'GET' || method === 'HEAD' || headers.has('origin')
}
