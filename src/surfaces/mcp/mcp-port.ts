// How a call that came in over MCP reaches the pipeline: in this process, or over HTTP in the one that has the data.
import type { Answer } from '../../operations/operation.ts'
import type { Contract } from '../../spec/contract.ts'
import type { Problem } from '../../spec/problem.ts'

export interface McpCall {
  readonly contract: Contract
  /** Anything at all; the pipeline parses it. */
  readonly input: unknown
  readonly idempotencyKey: string | null
  /** W3C trace context that came with the call itself; null: none did. */
  readonly traceparent: string | null
  readonly wantsStream: boolean
  /** Ends a stream. It never undoes a command. */
  readonly signal: AbortSignal
}

export interface McpPort {
  /** Performs the call as the caller whose credential was given. */
  call(call: McpCall): Promise<Answer>
  /** Notes a fault nobody declared, and says what may be told of it. */
  describeFault(error: unknown): Problem
  /** Fires when the process stops: streams end. */
  readonly stopSignal: AbortSignal
}
