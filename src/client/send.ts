// Sends the request of one call, and again when what went wrong may pass.
import type { Contract } from '../spec/contract.ts'
import { createRequest } from './create-request.ts'
import { ProblemError, readProblem } from './problem-error.ts'

export interface SendOptions {
  /** Address of the server, e.g. `http://127.0.0.1:7717`. */
  readonly url: string
  /** null: a page of the server itself calls, with its session. */
  readonly token: string | null
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * How often a call is sent again after a fault that may pass: no connection, or a problem that is `retryable`. It waits
   * as long as the server asks, up to 30 s, else 0.25 s, 0.5 s, 1 s … Default 3.
   */
  readonly maxRetries?: number
  /** Default: the global fetch. */
  readonly fetch?: (request: Request) => Promise<Response>
}

export interface Call {
  readonly contract: Contract
  readonly input: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal | undefined
}

/** Resolves with an answer of success. Rejects with a `ProblemError`, or with what `fetch` rejected with. */
export type Send = (call: Call) => Promise<Response>

const FIRST_WAIT_MS = 250
const MAX_WAIT_MS = 30_000

/** Sends a call once. */
export function createSend({ url, token, headers, fetch }: SendOptions): Send {
  const send = fetch ?? ((request: Request) => globalThis.fetch(request))
  return async ({ contract, input, signal, headers: own }) => {
    const request = createRequest({ url, token, contract, input, headers: { ...headers, ...own } })
    const response = await send(signal ? new Request(request, { signal }) : request)
    if (!response.ok) throw new ProblemError(await readProblem(response))
    return response
  }
}

/** Sends a call until it is answered for good. A command must carry an Idempotency-Key. */
export function withRetries(send: Send, maxRetries: number): Send {
  return async (call) => {
    for (let retries = 0; ; retries += 1) {
      try {
        return await send(call)
      } catch (error) {
        call.signal?.throwIfAborted()
        const waitMs = retryWaitMs(error, FIRST_WAIT_MS * 2 ** retries)
        if (!isPassing(error) || retries >= maxRetries || waitMs > MAX_WAIT_MS) throw error
        await wait(waitMs, call.signal)
      }
    }
  }
}

/** A problem that may pass, or a connection that was not made or broke. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ProblemError) return error.problem.retryable
  return error instanceof TypeError || (error instanceof Error && 'code' in error)
}

/** What the server asks for, else `fallbackMs`. */
export function retryWaitMs(error: unknown, fallbackMs: number): number {
  const seconds = error instanceof ProblemError ? error.problem.retryAfterSeconds : undefined
  return seconds === undefined ? fallbackMs : seconds * 1000
}

/** Rejects with the signal's reason when it fires first. */
export async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stop = () => reject(signal?.reason as Error)
  const timer = setTimeout(resolve, ms)
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  try {
    await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}
