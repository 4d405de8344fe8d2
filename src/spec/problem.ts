// Problems: how any surface says that a call did not succeed (RFC 9457), and the codes every operation shares.
import type { Contract, ErrorSpec } from './contract.ts'
import type { Issue } from './issues.ts'

export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly instance?: string
  readonly gqlCode?: string
  readonly retryable: boolean
  readonly traceId?: string
  readonly operation?: { readonly key: string; readonly version: string }
  readonly issues?: readonly Issue[]
  /** Seconds after which a retry makes sense; becomes the `Retry-After` header. */
  readonly retryAfterSeconds?: number
}

type CommonError = Pick<ErrorSpec, 'description' | 'http' | 'isRetryable'>

/** Errors of the pipeline itself; any operation may answer with one of these besides its own. */
export const commonErrors = {
  JSON_INVALID: { http: 400, description: 'The body, or the input parameter, is not JSON' },
  INPUT_INVALID: { http: 422, description: 'The input does not match the schema' },
  CURSOR_INVALID: { http: 400, description: 'The cursor is not an event number of this log' },
  IDEMPOTENCY_KEY_INVALID: { http: 400, description: 'An Idempotency-Key has 1 to 255 printable ASCII characters' },
  SHOWN_ONCE: { http: 409, description: 'The call was made, and its answer held a secret that is not kept' },
  IDEMPOTENCY_CONFLICT: { http: 409, description: 'The Idempotency-Key was used with another input' },
  TRANSFORM_DISABLED: { http: 400, description: 'python is not enabled on this server' },
  TRANSFORM_LIMIT: { http: 400, description: 'A filter took too long, or made too much of an item' },
  UNAUTHENTICATED: { http: 401, description: 'No valid credential was given' },
  FORBIDDEN: { http: 403, description: 'The credential does not allow this' },
  NOT_FOUND: { http: 404, description: 'Nothing is served at this path' },
  METHOD_NOT_ALLOWED: { http: 405, description: 'The path does not take this method' },
  PAYLOAD_TOO_LARGE: { http: 413, description: 'The body is larger than 1 MiB' },
  UNSUPPORTED_MEDIA_TYPE: { http: 415, description: 'A body needs Content-Type application/json' },
  MISDIRECTED_REQUEST: { http: 421, description: 'The Host header names another server' },
  TOO_MANY_STREAMS: { http: 429, description: 'Too many streams are open', isRetryable: true },
  RATE_LIMITED: { http: 429, description: 'Too many requests', isRetryable: true },
  STORE_UNAVAILABLE: { http: 503, description: 'The store cannot be reached', isRetryable: true },
  SHUTTING_DOWN: { http: 503, description: 'The server is shutting down', isRetryable: true },
  INTERNAL_ERROR: { http: 500, description: 'Something went wrong on the server' },
} as const satisfies Record<string, CommonError>

export interface ProblemDetails {
  readonly detail?: string
  readonly issues?: readonly Issue[]
  readonly traceId?: string
  readonly retryAfterSeconds?: number
}

/** Makes the problem for a code: one of the contract's own errors, else a common one. */
export function createProblem(code: string, details: ProblemDetails = {}, contract?: Contract): Problem {
  const own = contract?.io.errors[code]
  const spec: CommonError = own ?? (commonErrors as Record<string, CommonError>)[code] ?? commonErrors.INTERNAL_ERROR
  const { detail = spec.description, ...rest } = details
  return {
    type: `urn:errand:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: spec.description,
    status: spec.http,
    code,
    detail,
    ...(own && { gqlCode: own.gqlCode }),
    retryable: spec.isRetryable ?? false,
    ...(contract && { operation: { key: contract.meta.key, version: contract.meta.version } }),
    ...rest,
  }
}
