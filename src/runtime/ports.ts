// What the runtime takes from outside. Nothing here knows a database, HTTP or the process.
import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { OriginKind } from '../contracts/enums.ts'
import type { NewRunEvent, RunEventData, TreeUse } from '../contracts/run-event.ts'
import type { RunInput } from '../contracts/run.ts'
import type { RunState } from '../core/run-state.ts'
import { locateSpan, renderTraceparent } from '../core/trace-context.ts'
import type { Price } from '../models/prices.ts'
import type { Tool } from './define-tool.ts'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `callback` once, `delayMs` from now; returns the way to call it off. */
  schedule(delayMs: number, callback: () => void): () => void
}

export interface Ids {
  /** A new unique id, sortable by time of making: `run_…`, `span_…`. */
  create(prefix: 'run' | 'span' | 'msg' | 'call' | 'appr' | 'trace' | 'key' | 'hook' | 'space' | 'firing'): string
  /** A number from 0 (inclusive) to 1, for jitter. */
  random(): number
}

export type ModelResolution =
  | { readonly ok: true; readonly model: LanguageModelV4; readonly isSimulated: boolean }
  | { readonly ok: false; readonly code: string; readonly message: string }

export interface OperationCall {
  readonly creator: RunCreator
  readonly caller: CallingRun
  readonly key: string
  readonly input: unknown
  readonly idempotencyKey: string
  readonly signal: AbortSignal
}

/** The run that makes a call. */
export interface CallingRun {
  readonly runId: string
  readonly agentId: string
  /** Null: a run of earlier code has none. */
  readonly hierarchy: string | null
  readonly origin: OriginKind
  /** The outermost of the runs above it; null: there are none. */
  readonly rootRunId: string | null
}

export type OperationAnswer =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly isRetryable: boolean }

/** With which credential a run was started. */
export interface RunCreator {
  readonly organizationId: string
  readonly credentialId: string | null
}

export interface RuntimeDeps {
  readonly clock: Clock
  readonly ids: Ids
  /** Finds the model for `provider/model`. */
  resolveModel(model: string): Promise<ModelResolution>
  /** Calls an operation with the credential that started a run, and the rights it has now. Never rejects. */
  callOperation(call: OperationCall): Promise<OperationAnswer>
  /** Makes a request of a tool, for a tenant. */
  readonly fetch: (organizationId: string, url: URL, init: RequestInit) => Promise<Response>
  /** Does work in a trace, so that what is instrumented in this process stands below it. */
  runInTrace<T>(traceparent: string, work: () => T): T
  /** How many tokens `provider/model` can be told; null when that is not known. */
  findContextWindow(model: string): number | null
  /** What `provider/model` costs; null when that is not known. */
  findPrice(model: string): Price | null
}

/** Why a run's signal fires. Only `deadline` lets the loop go on, to write the end. */
export type AbortReason = 'cancelled' | 'deadline' | 'shutdown' | 'lost'

/** What a run reads of its context spaces. Null: the run was let go of, or there is no such thing. */
export interface RunContext {
  describe(): Promise<RunEventData<'context.provided'> | null>
  /** Rejects when the index cannot be searched. */
  search(query: string): Promise<RunEventData<'context.searched'> | null>
  /** A file of a skill source. `denied`: a link that leaves it. */
  readFile(
    sourceId: string,
    path: string,
    maxCharacters: number,
  ): Promise<{ readonly content: string } | 'denied' | null>
}

/** One run in the hands of its owner. */
export interface ActiveRun {
  readonly id: string
  readonly creator: RunCreator
  readonly state: RunState
  readonly definition: AgentDefinition
  /** Loaded code by tool name. */
  readonly toolsByName: ReadonlyMap<string, Tool>
  /** A model object given in code; null: resolve `definition.model`. */
  readonly model: LanguageModelV4 | null
  /** Earlier exchanges of the session, oldest first. */
  readonly history: readonly { readonly agentId: string; readonly input: RunInput; readonly result: string }[]
  readonly context: RunContext
  readonly controller: AbortController
  /** False once an append was refused: another owner has the run, or it has ended. */
  isHeld: () => boolean
  /**
   * Folds events into `state` at once and makes them durable: resolves true then, false when this owner may no longer
   * append. Events that come while a write is under way go out together with the next one.
   */
  append(events: readonly NewRunEvent[]): Promise<boolean>
  /** Resolves when all that was appended is durable; false when it was refused. Nothing outside may be touched before. */
  whenDurable(): Promise<boolean>
  /** What these runs, each with all runs below it, have used so far by what is durable; null when this owner lets go. */
  readTreeUse(runIds: readonly string[]): Promise<TreeUse[] | null>
  /** Keeps what came after the end of the run: it goes to the audit, never to the log. */
  reportLate(event: NewRunEvent): Promise<void>
}

/** W3C trace context of a turn or a call, for what it asks of others; null when the run has none. */
export function readTraceparent({ id, state }: ActiveRun, spanId: string): string | null {
  const place = locateSpan(state.created, id, spanId)
  return place && renderTraceparent(place)
}

/** Does the work of a turn or a call in the trace of the run. */
export function runInSpan<T>(run: ActiveRun, spanId: string, deps: RuntimeDeps, work: () => T): T {
  const traceparent = readTraceparent(run, spanId)
  return traceparent === null ? work() : deps.runInTrace(traceparent, work)
}

/** The moment of an event, and which attempt writes it. */
export function stamp(run: ActiveRun, clock: Clock): { at: string; attempt: number } {
  return { at: new Date(clock.now()).toISOString(), attempt: run.state.attempt }
}
