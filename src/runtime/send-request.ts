// One request of a tool to an address outside: at most five redirects of a GET, an answer of bounded size, and faults in words.
import type { Effect } from '../contracts/enums.ts'
import type { OutsideFetch } from './define-tool.ts'
import { describeThrown } from './describe-thrown.ts'
import { OutcomeUnknownError } from './outcome-unknown.ts'
import { ToolFailure } from './tool-failure.ts'

export interface ToolRequest {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  /** null: none. */
  readonly body: string | null
}

export interface Sending {
  readonly signal: AbortSignal
  readonly fetch: OutsideFetch
  /** What is wrong with an address that a redirect leads to; null: nothing. Default: nothing ever is. */
  readonly findTargetFault?: (url: URL) => string | null
}

const MAX_REDIRECTS = 5
/** Faults before anything was sent. */
const NOT_SENT = [
  'EGRESS_DENIED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]

/** The answer, and where it came from in the end. Rejects with a `ToolFailure` for a redirect that is not followed. */
export async function sendRequest(
  { url, method, headers, body }: ToolRequest,
  { signal, fetch, findTargetFault }: Sending,
): Promise<{ readonly response: Response; readonly url: URL }> {
  let place = url
  let sent = headers
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const response = await fetch(place, { method, headers: sent, body, signal })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return { response, url: place }
    await response.body?.cancel()
    if (method !== 'GET')
      throw new ToolFailure(`the server sent the call elsewhere (${response.status}); name that address`)
    if (!URL.canParse(location, place)) throw new ToolFailure('the server sent the call to what is no URL')
    const next = new URL(location, place)
    if (next.protocol !== 'http:' && next.protocol !== 'https:')
      throw new ToolFailure('the server sent the call to no http(s) URL')
    const fault = findTargetFault?.(next) ?? null
    if (fault !== null) throw new ToolFailure(`the server sent the call elsewhere: ${fault}`)
    // Another server gets none of the headers: they may hold secrets.
    if (next.origin !== place.origin) sent = { accept: headers['accept'] ?? '*/*', 'user-agent': 'errand' }
    place = next
  }
  throw new ToolFailure(`the server sent the call elsewhere more than ${MAX_REDIRECTS} times`)
}

/** Rejects with a `ToolFailure` when the body is larger; the rest is not read. */
export async function readBytes(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) {
      const limit = `${maxBytes / 1024 / 1024} MiB`
      throw new ToolFailure(`the answer is larger than ${limit}`, { code: 'TOOL_OUTPUT_INVALID' })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A request that broke off may have been served: of a `once` call nobody knows. */
export function describeFault(error: unknown, name: string, effect: Effect, hide = (text: string) => text): Error {
  const cause: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const reason = hide(describeThrown(cause) || code || 'it failed')
  if (effect === 'once' && !NOT_SENT.includes(code)) {
    return new OutcomeUnknownError(`${name} broke off (${reason}); it may have happened, and it is not run again`)
  }
  return new ToolFailure(`${name} failed: ${reason}`, { isRetryable: code !== 'EGRESS_DENIED' })
}
