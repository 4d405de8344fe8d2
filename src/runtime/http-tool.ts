// Performs the call of an HTTP tool: one request, at most five redirects of a GET, an answer of at most 1 MiB.
import type { Effect } from '../contracts/enums.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import type { HttpImplementation } from '../contracts/tool.ts'
import type { ToolContext } from './define-tool.ts'
import { describeThrown } from './describe-thrown.ts'
import { type HttpToolRequest, renderRequest } from './http-request.ts'
import { OutcomeUnknownError } from './outcome-unknown.ts'
import { ToolFailure } from './tool-failure.ts'

export interface HttpToolDeps {
  /** Makes one request without following redirects. Rejects with an `EgressError` for an address that may not be reached. */
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>
  /** The value of a secret; null when it is not set. */
  readSecret(name: string): string | null
}

const MAX_REDIRECTS = 5
const MAX_ANSWER_BYTES = 1024 * 1024
const MAX_SHOWN = 500
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

/** Answers the body: JSON as what it says, any other text as it is, nothing as null. */
export async function callHttp(
  config: HttpImplementation,
  effect: Effect,
  input: JsonObject,
  context: ToolContext,
  deps: HttpToolDeps,
): Promise<unknown> {
  const request = renderRequest(config, input, (name) => deps.readSecret(name))
  const hide = (text: string) => hideSecrets(text, request.secrets)
  const name = `${request.method} ${request.url.origin}${request.url.pathname}`
  try {
    const response = await send(request, context, deps)
    const text = hide(await readText(response))
    if (!response.ok) {
      const isRetryable = response.status === 429 || response.status >= 502
      throw new ToolFailure(`${name} answered ${response.status}: ${text.slice(0, MAX_SHOWN)}`, { isRetryable })
    }
    return parseAnswer(text, response.headers.get('content-type') ?? '')
  } catch (error) {
    if (error instanceof ToolFailure) throw error
    throw describeFault(error, name, effect, hide)
  }
}

async function send(
  request: HttpToolRequest,
  { callId, traceparent, signal }: ToolContext,
  deps: HttpToolDeps,
): Promise<Response> {
  let { url } = request
  const own = { 'idempotency-key': callId, ...(traceparent !== null && { traceparent }) }
  let headers: Record<string, string> = { ...request.headers, ...own }
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const response = await deps.fetch(url, { method: request.method, headers, body: request.body, signal })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    await response.body?.cancel()
    if (request.method !== 'GET')
      throw new ToolFailure(`the server sent the call elsewhere (${response.status}); name that address`)
    if (!URL.canParse(location, url)) throw new ToolFailure('the server sent the call to what is no URL')
    const next = new URL(location, url)
    if (next.protocol !== 'http:' && next.protocol !== 'https:')
      throw new ToolFailure('the server sent the call to no http(s) URL')
    // Another server gets none of the headers: they may hold secrets.
    if (next.origin !== url.origin) headers = { accept: request.headers['accept'] ?? '*/*', 'user-agent': 'errand' }
    url = next
  }
  throw new ToolFailure(`the server sent the call elsewhere more than ${MAX_REDIRECTS} times`)
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES)
      throw new ToolFailure('the answer is larger than 1 MiB', { code: 'TOOL_OUTPUT_INVALID' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseAnswer(text: string, contentType: string): unknown {
  if (text === '') return null
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(contentType)) return text
  try {
    return JSON.parse(text)
  } catch {
    throw new ToolFailure('the answer says it is JSON and is not', { code: 'TOOL_OUTPUT_INVALID' })
  }
}

function hideSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
  return forms.filter((form) => form !== '').reduce((hidden, form) => hidden.replaceAll(form, '[secret]'), text)
}

/** A request that broke off may have been served: of a `once` call nobody knows. */
function describeFault(error: unknown, name: string, effect: Effect, hide: (text: string) => string): Error {
  const cause: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const reason = hide(describeThrown(cause) || code || 'it failed')
  if (effect === 'once' && !NOT_SENT.includes(code)) {
    return new OutcomeUnknownError(`${name} broke off (${reason}); it may have happened, and it is not run again`)
  }
  return new ToolFailure(`${name} failed: ${reason}`, { isRetryable: code !== 'EGRESS_DENIED' })
}
