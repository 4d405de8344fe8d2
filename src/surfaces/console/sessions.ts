// Browser sessions: a cookie that holds a credential sealed with AES-256-GCM, so that it means what the credential means
// now, needs no table, and outlives a restart. Never readable for scripts, never taken from a page of another origin.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { readBearer } from '../http/read-token.ts'

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
const IV_BYTES = 12
const TAG_BYTES = 16

export function createSessions({ secret, nowMs }: SessionDeps): Sessions {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'errand console session', 32))
  const seal = (token: string) => {
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key, iv)
    const text = JSON.stringify({ token, until: nowMs() + LASTS_SECONDS * 1000 })
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
  }
  return {
    readToken(request) {
      if (request.headers.has('authorization')) return readBearer(request)
      const value = readCookie(request)
      return value !== null && isOfOwnPage(request) ? unseal(value, key, nowMs()) : null
    },
    open(token, request) {
      const cookie = renderCookie(request, seal(token), LASTS_SECONDS)
      return cookie.length > MAX_COOKIE ? null : cookie
    },
    close: (request) => renderCookie(request, '', 0),
  }
}

/** Null for what was not sealed with this key, or is over. */
function unseal(value: string, key: Buffer, nowMs: number): string | null {
  const bytes = Buffer.from(value, 'base64url')
  if (bytes.length <= IV_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  let text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8')
  try {
    text += decipher.final('utf8')
  } catch {
    return null // not one of ours
  }
  const { token, until } = JSON.parse(text) as { token: string; until: number }
  return nowMs < until ? token : null
}

/** Cookies know no ports, so every server of a host has a name of its own. */
function renderName(request: Request): string {
  return `errand-${new URL(request.url).port || '0'}`
}

function readCookie(request: Request): string | null {
  const prefix = `${renderName(request)}=`
  const pairs = (request.headers.get('cookie') ?? '').split(/; */)
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) ?? null
}

/** Besides SameSite, which takes another port of the same host for the same site. The Origin, if any, was checked before. */
function isOfOwnPage({ method, headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  return method === 'GET' || method === 'HEAD' || headers.has('origin')
}

/** Without TLS a session is for this machine alone. */
function renderCookie(request: Request, value: string, seconds: number): string {
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(request.url).hostname)
  const flags = `Path=/; HttpOnly; SameSite=Strict${isLocal ? '' : '; Secure'}`
  return `${renderName(request)}=${value}; ${flags}; Max-Age=${seconds}`
}
