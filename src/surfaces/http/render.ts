// Answers: plain JSON, and problems as RFC 9457 describes them.
import type { Problem } from '../../spec/problem.ts'

const commonHeaders = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }

export function renderJson(value: unknown, status = 200): Response {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', ...commonHeaders }
  return new Response(JSON.stringify(value), { status, headers })
}

export function renderProblem(problem: Problem, request: Request, headers: Record<string, string> = {}): Response {
  const { retryAfterSeconds, ...members } = problem
  const body = { ...members, instance: new URL(request.url).pathname }
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
