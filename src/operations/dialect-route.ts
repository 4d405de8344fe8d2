// What a dialect serves beside the routes of the contracts: it calls operations and folds what they give into its own shapes.
import type { z } from 'zod'
import type { OriginKind } from '../contracts/enums.ts'
import type { Contract } from '../spec/contract.ts'
import type { Problem, ProblemDetails } from '../spec/problem.ts'
import type { Store } from '../store/store.ts'
import type { Answer, Operation, Principal } from './operation.ts'

export interface DialectRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** `:name` stands for a parameter. */
  readonly path: string
  /** Who may call its operation may call the route. */
  readonly contract: Contract
  /** The answer waits for a run, so it takes one of the places for open streams. */
  readonly isLong: boolean
  readonly answer: (request: DialectRequest) => Promise<DialectAnswer>
  /** Finds the token of a request. Default: the bearer token. */
  readonly readToken?: (headers: Headers) => string | null
  /** Members that its problems have besides those of every problem. */
  readonly renderMembers?: (problem: Problem) => Readonly<Record<string, unknown>>
}

export interface DialectRequest {
  /** Parameters of the path. */
  readonly params: Readonly<Record<string, string>>
  readonly principal: Principal
  readonly store: Store
  /** Fires when the answer is over, also when the client leaves, and when the server stops. */
  readonly signal: AbortSignal
  /** Fires when the server stops. */
  readonly stopSignal: AbortSignal
  /** Reads the body; of a GET request, the query. */
  readonly parse: <T>(schema: z.ZodType<T>) => Parsed<T>
  readonly parseQuery: <T>(schema: z.ZodType<T>) => Parsed<T>
  /** Calls an operation, by its key or one of the dialect's own, as the same caller. Never rejects. */
  readonly call: (operation: string | Operation, input: unknown, how?: CallOptions) => Promise<Answer>
  /** Errors are those of the route's contract, and the common ones. */
  readonly refuse: (code: string, details?: ProblemDetails) => Refusal
  /** Told of faults that the dialect answers for in its own shape. */
  readonly onError: (error: unknown) => void
}

export type Parsed<T> = { readonly ok: true; readonly input: T } | Refusal

interface CallOptions {
  /** Default `api`. */
  readonly origin?: OriginKind
  readonly wantsStream?: boolean
  /** The request's Idempotency-Key is that of this call. */
  readonly isKeyed?: boolean
}

export interface Refusal {
  readonly ok: false
  readonly problem: Problem
}

export type DialectAnswer =
  | Refusal
  | {
      readonly ok: true
      readonly status: number
      /** null: none. */ readonly body: unknown
      readonly headers?: HeadersInit
    }
  /** Server-sent events, rendered; those that are there at once are handed over together. */
  | { readonly ok: true; readonly chunks: AsyncIterable<readonly string[]>; readonly headers: HeadersInit }
