// What callers of the library say of a run.
import type { RunInput } from '../contracts/run.ts'
import type { JsonObject } from '../contracts/scalars.ts'

export type Input = string | RunInput

export interface RunOptions {
  readonly sessionId?: string
  readonly metadata?: JsonObject
  readonly timeoutMs?: number
  readonly maxIterations?: number
  /** The same key and input within 24 h are one run. */
  readonly idempotencyKey?: string
  /** Stops waiting for the run; the run itself goes on. Cancel it with `agent.run.cancel`. */
  readonly signal?: AbortSignal
}
