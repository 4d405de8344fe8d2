// Answers: plain JSON, and problems as RFC 9457 describes them.
import type { DialectRoute } from '../../operations/dialect-route.ts'
import { type LimitState, WINDOW_SECONDS } from '../../operations/rate-limiter.ts'
import type { Problem } from '../../spec/problem.ts'

/** No cache keeps what is served here, unless it says otherwise, and no browser takes it for another type. */
export function guardAnswer({ headers }: Response): void {
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
  headers.set('X-Content-Type-Options', 'nosniff')
}

export function renderJson(value: unknown, status = 200): Response {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' }
  return new Response(JSON.stringify(value), { status, headers })
}

export function renderEmpty(status: number): Response {
  return new Response(null, { status })
}

/** `renderMembers`: those it has besides. */
export function renderProblem(
  problem: Problem,
  request: Request,
  headers: Record<string, string> = {},
  renderMembers?: DialectRoute['renderMembers'],
): Response {
  const { retryAfterSeconds, ...members } = problem
  const body = { ...members, instance: new URL(request.url).pathname, ...renderMembers?.(problem) }
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: {
      'Content-Type': 'application/problem+json; charset=utf-8',
      ...(problem.status === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
      ...headers,
    },
  })
}

/** Says where the caller stands with its requests, in the header fields of draft-ietf-httpapi-ratelimit-headers. */
export function addLimit(response: Response, limit: LimitState | null): Response {
  if (!limit) return response
  const { name, quota, remaining, resetSeconds } = limit
  response.headers.set('RateLimit-Policy', `"${name}";q=${quota};w=${WINDOW_SECONDS}`)
  response.headers.set('RateLimit', `"${name}";r=${remaining};t=${resetSeconds}`)
  return response
}
