// Answers: plain JSON, and problems as RFC 9457 describes them.
import type { DialectRoute } from '../../operations/dialect-route.ts'
import { type LimitState, WINDOW_SECONDS } from '../../operations/rate-limiter.ts'
import type { Problem } from '../../spec/problem.ts'

const commonHeaders = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }

export function renderJson(value: unknown, status = 200): Response {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', ...commonHeaders }
  return new Response(JSON.stringify(value), { status, headers })
}

export function renderEmpty(status: number): Response {
  return new Response(null, { status, headers: commonHeaders })
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
      ...commonHeaders,
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
