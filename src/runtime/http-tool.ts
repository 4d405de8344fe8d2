// Performs the call of an HTTP tool: one request, at most five redirects of a GET, an answer of at most 1 MiB.
import type { Effect } from '../contracts/enums.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import type { HttpImplementation } from '../contracts/tool.ts'
import type { OutsideFetch, ToolContext } from './define-tool.ts'
import { type HttpToolRequest, renderRequest } from './http-request.ts'
import { describeFault, readBytes, type Sending, sendRequest } from './send-request.ts'
import { ToolFailure } from './tool-failure.ts'

export interface HttpToolDeps {
  /** Makes one request without following redirects. Rejects with an `EgressError` for an address that may not be reached. */
  readonly fetch: OutsideFetch
  /** The value of a secret; null when it is not set. */
  readonly readSecret: (name: string) => string | null
}

const MAX_ANSWER_BYTES = 1024 * 1024
const MAX_SHOWN = 500

/** Answers the body: JSON as what it says, any other text as it is, nothing as null. */
export async function callHttp(
  config: HttpImplementation,
  effect: Effect,
  input: JsonObject,
  context: ToolContext,
  { fetch, readSecret }: HttpToolDeps,
): Promise<unknown> {
  const request = renderRequest(config, input, readSecret)
  const { traceparent } = context
  const headers = { ...request.headers, ...(traceparent !== null && { traceparent }) }
  return (await performRequest({ ...request, headers }, effect, context, { fetch })).body
}

/** Makes a request once. An answer of 400 or more is a failure; a connection that broke off leaves a `once` call unknown. */
export async function performRequest(
  request: HttpToolRequest,
  effect: Effect,
  { callId, signal }: ToolContext,
  sending: Omit<Sending, 'signal'>,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const hide = (text: string) => hideSecrets(text, request.secrets)
  const name = `${request.method} ${request.url.origin}${request.url.pathname}`
  try {
    const headers = { ...request.headers, 'idempotency-key': callId }
    const { response } = await sendRequest({ ...request, headers }, { signal, ...sending })
    const text = hide(Buffer.from(await readBytes(response, MAX_ANSWER_BYTES)).toString('utf8'))
    const { status } = response
    if (!response.ok) {
      const isRetryable = status === 429 || status >= 502
      throw new ToolFailure(`${name} answered ${status}: ${text.slice(0, MAX_SHOWN)}`, { isRetryable })
    }
    return { status, body: parseAnswer(text, response.headers.get('content-type') ?? '') }
  } catch (error) {
    if (error instanceof ToolFailure) throw error
    throw describeFault(error, name, effect, hide)
  }
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
