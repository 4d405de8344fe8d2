// The console's cookies: never readable for scripts, and for TLS alone on any host but this machine.

export interface Cookie {
  /** What it is for; empty: the session. */
  readonly purpose: '' | 'sign-in'
  /** Strict: no other site sends it. Lax: it comes along when another site sends the browser here. */
  readonly sameSite: 'Strict' | 'Lax'
}

/** The scheme and host that the browser knows this server by. TLS ends at a proxy, which passes the host on. */
export function readBrowserOrigin(request: Request): string {
  return `${isLocal(request) ? 'http' : 'https'}://${new URL(request.url).host}`
}

export function readCookie(request: Request, cookie: Cookie): string | null {
  const prefix = `${renderName(request, cookie)}=`
  const pairs = (request.headers.get('cookie') ?? '').split(/; */)
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) ?? null
}

/** The Set-Cookie; 0 seconds take the cookie away. */
export function renderCookie(request: Request, cookie: Cookie, value: string, seconds: number): string {
  const flags = `Path=/; HttpOnly; SameSite=${cookie.sameSite}${isLocal(request) ? '' : '; Secure'}`
  return `${renderName(request, cookie)}=${value}; ${flags}; Max-Age=${seconds}`
}

/** Cookies know no ports, so every server of a host has a name of its own; `__Host-` keeps hosts beside it from setting one. */
function renderName(request: Request, { purpose }: Cookie): string {
  const name = `errand-${new URL(request.url).port || '0'}${purpose && `-${purpose}`}`
  return isLocal(request) ? name : `__Host-${name}`
}

function isLocal(request: Request): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(request.url).hostname)
}
