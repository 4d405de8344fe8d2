// Refuses requests that a browser was tricked into sending: a foreign Host (DNS rebinding) or a foreign Origin.
import { createProblem, type Problem } from '../../spec/problem.ts'

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Null when the request may be served. `hosts` are names without port, besides the loopback names. */
export function checkOrigin(request: Request, hosts: readonly string[]): Problem | null {
  const { host, hostname } = new URL(request.url)
  if (!loopbackNames.has(hostname) && !hosts.includes(hostname)) {
    const detail = `This server does not answer to the host "${hostname}"; add it to ERRAND_HOST_NAMES.`
    return createProblem('MISDIRECTED_REQUEST', { detail })
  }
  const origin = request.headers.get('origin')
  if (origin === null || (URL.canParse(origin) && new URL(origin).host === host)) return null
  return createProblem('FORBIDDEN', { detail: 'Requests from pages of another origin are refused.' })
}
