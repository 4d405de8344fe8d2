// Says what went wrong in a model call in one short line, and whether another try is worth it. It must never repeat a
// key, a header or a whole body.
import {
  APICallError,
  EmptyResponseBodyError,
  InvalidResponseDataError,
  JSONParseError,
  LoadAPIKeyError,
} from '@ai-sdk/provider'

import { readRetryAfter } from './retry-after.ts'

/** `retryAfterMs` is what the provider asked to wait; absent when it did not say. */
export type ModelErrorDescription = { message: string; isRetryable: boolean; retryAfterMs?: number }

const longestMessage = 300

const retryableCodes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the provider refused the connection',
  ECONNRESET: 'the connection to the provider was cut',
  EPIPE: 'the connection to the provider was cut',
  ENOTFOUND: 'the host name of the provider was not found',
  EAI_AGAIN: 'the host name of the provider was not found',
  EHOSTUNREACH: 'the provider cannot be reached',
  ENETUNREACH: 'the provider cannot be reached',
  ETIMEDOUT: 'the provider did not answer in time',
  UND_ERR_SOCKET: 'the connection to the provider was cut',
  UND_ERR_CONNECT_TIMEOUT: 'the provider did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'the provider did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'the provider fell silent',
}

/**
 * Describes whatever a model call threw or streamed as an error part: HTTP errors, errors in the stream, network errors,
 * timeouts and aborts. An abort is not retryable: somebody wanted it. `now` (epoch milliseconds) is what a `Retry-After`
 * date is counted from.
 */
export function describeModelError(error: unknown, now: number): ModelErrorDescription {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  if (name === 'AbortError') return { message: 'the model call was aborted', isRetryable: false }
  if (name === 'TimeoutError') return { message: 'the provider did not answer in time', isRetryable: true }
  if (LoadAPIKeyError.isInstance(error)) return { message: excerpt(error.message), isRetryable: false }
  if (APICallError.isInstance(error) && (error.statusCode ?? 0) >= 400) return describeApiError(error, now)
  const code = findCode(error)
  if (code !== null) return { message: `${retryableCodes[code]} (${code})`, isRetryable: true }
  if (error instanceof TypeError && error.message === 'terminated') {
    return { message: 'the connection to the provider was cut', isRetryable: true }
  }
  if (isUnreadable(error))
    return { message: excerpt(`the provider's answer is broken: ${error.message}`), isRetryable: true }
  if (isStreamError(error)) return describeStreamError(error)
  if (APICallError.isInstance(error)) return { message: excerpt(error.message), isRetryable: error.isRetryable }
  const text = error instanceof Error ? error.message : typeof error === 'string' ? error : JSON.stringify(error)
  return { message: excerpt(text ?? 'unknown error'), isRetryable: false }
}

function describeApiError(error: APICallError, now: number): ModelErrorDescription {
  const status = error.statusCode ?? 0
  const said = error.message === '' ? (error.responseBody ?? '') : error.message
  const message = excerpt(`the provider answered ${status}: ${said}`)
  const retryAfterMs = readRetryAfter(error.responseHeaders ?? {}, now)
  // A used-up quota comes as a 429, but waiting does not bring it back.
  const isRetryable = error.isRetryable && !/insufficient_quota/.test(error.responseBody ?? '')
  const described = { message, isRetryable }
  return retryAfterMs === null ? described : { ...described, retryAfterMs }
}

/** An answer that ended early or was not in the provider's format: the request itself was in order. */
function isUnreadable(error: unknown): error is Error {
  return [InvalidResponseDataError, JSONParseError, EmptyResponseBodyError].some((kind) => kind.isInstance(error))
}

/** An error frame in the middle of a stream, as the provider packages hand it on: a plain object. */
type StreamError = { message: string; statusCode?: unknown; isRetryable?: unknown }

function isStreamError(error: unknown): error is StreamError {
  if (typeof error !== 'object' || error === null || error instanceof Error) return false
  return 'message' in error && typeof error.message === 'string'
}

function describeStreamError({ message, statusCode, isRetryable }: StreamError): ModelErrorDescription {
  const status = typeof statusCode === 'number' ? ` (${statusCode})` : ''
  const text = excerpt(`the provider broke off its answer${status}: ${message}`)
  // A frame that does not say is an internal error of the provider: the request itself had been accepted.
  return { message: text, isRetryable: typeof isRetryable === 'boolean' ? isRetryable : true }
}

/** The first known network code on the error or on what caused it. */
function findCode(error: unknown): string | null {
  let current = error
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    const code: unknown = 'code' in current ? current.code : undefined
    if (typeof code === 'string' && Object.hasOwn(retryableCodes, code)) return code
    if (current instanceof AggregateError && current.errors.length > 0) current = current.errors[0]
    else current = current.cause
  }
  return null
}

/** One line of at most 300 characters with everything that looks like a key taken out. */
function excerpt(text: string): string {
  const line = redact(text).replace(/\s+/g, ' ').trim()
  return line.length <= longestMessage ? line : `${line.slice(0, longestMessage - 1).toWellFormed()}…`
}

/** Takes out what looks like a key: `sk-…`, `AIza…`, bearer tokens, and values of fields named like one. */
function redact(text: string): string {
  return text
    .replace(/\bBearer\s+[\w.~+/=-]+/gi, 'Bearer [redacted]')
    .replace(/\b(?:sk|pk|rk|gsk|xai|key|errand_key)[-_][\w*.-]{6,}/g, '[redacted]')
    .replace(/\bAIza[\w*-]{6,}/g, '[redacted]')
    .replace(/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, '[redacted]')
    .replace(/((?:api[-_ ]?key|authorization|token|secret)["']?\s*[:=]\s*["']?)[^\s"',;&]{6,}/gi, '$1[redacted]')
}
