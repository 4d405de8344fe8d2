// What an operation is: a function per contract. It writes intent through the store and never runs an agent itself.
import type { LogLevel, OriginKind } from '../contracts/enums.ts'
import type { Plugin } from '../contracts/key.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import type { AgentArguments } from '../core/schedule.ts'
import type { ToolRow } from '../core/tool-row.ts'
import type { Contract, ErrorCodeOf, InputOf, ItemOf, OutputOf, Scope } from '../spec/contract.ts'
import type { Issue } from '../spec/issues.ts'
import type { Problem } from '../spec/problem.ts'
import type { SpaceKeeper } from '../spaces/space-keeper.ts'
import type { LiveFeed } from '../store/live-feed.ts'
import type { CommandRecord } from '../store/record.ts'
import type { Store } from '../store/store.ts'
import type { RateLimits } from './rate-limiter.ts'
import type { TaskDeps } from './task-deps.ts'

/** Who calls. Comes from the credential, never from the input. */
export interface Principal {
  readonly organizationId: string
  readonly userId: string
  readonly scopes: readonly Scope[]
  /** `root`, the id of an API key, or `jwt:` and the subject of a token. */
  readonly credentialId: string
  /** When the credential ends by itself, ISO-8601 UTC; null: never. */
  readonly expiresAt: string | null
  /** Path below which its calls stay; null: any. */
  readonly hierarchy: string | null
  /** The plugin under which it calls. */
  readonly plugin: Plugin | null
  /** The root token's: may name another tenant where the contract allows it. */
  readonly isOperator: boolean
}

/** What every operation may use from outside. */
export interface OperationDeps {
  readonly store: Store
  readonly feed: LiveFeed
  readonly spaces: SpaceKeeper
  /** Every contract that is served. */
  readonly contractsByKey: ReadonlyMap<string, Contract>
  /** The moment of the call, ISO-8601 UTC. */
  now(): string
  createRunId(): string
  createSpaceId(): string
  /** The id of a new API key, and 48 hex digits of chance for its secret. */
  createKey(): { keyId: string; chance: string }
  /** The id of a new webhook, and a secret for it: `whsec_` and 32 bytes of chance in base64. */
  createWebhook(): { webhookId: string; secret: string }
  /** What is wrong with the address of a webhook, as far as its text tells; null: nothing. */
  findTargetFault(url: string): string | null
  /** Keys of the emissions that there are. */
  readonly emissionKeys: readonly string[]
  /** Runs a stored tool by itself. `not-invoked`: something is missing on this side. */
  testTool(
    tool: ToolRow,
    input: JsonObject,
  ): Promise<
    | { readonly outcome: 'completed'; readonly output: unknown }
    | { readonly outcome: 'failed' | 'not-invoked'; readonly message: string }
  >
  readonly tasks: TaskDeps
  /** W3C trace context of the call. */
  traceparent(): string
  readonly limits: RateLimits
  /** How long a run that is queued now will wait, in ms. */
  estimateWaitMs(): number
}

/** One call, as its operation sees it. */
export interface CallDeps extends OperationDeps {
  readonly principal: Principal
  readonly origin: OriginKind
  /** The caller's own path (`agent_instance_hierarchy`). */
  readonly hierarchy: string
  /** Names of the agent that calls; empty when none does. */
  readonly agentArguments: AgentArguments
  /** The caller's Idempotency-Key, if this is a command. */
  readonly idempotencyKey: string | null
  readonly signal: AbortSignal
  /** Calls another operation as the same caller. Throws when there is none of this key. */
  readonly call: (key: string, input: unknown, idempotencyKey: string | null) => Promise<Answer>
  readonly log: (entry: LogEntry) => void
  /** Makes what a command leaves besides its effect: the audit row its contract names, the kept reply, and with a payload the emission. */
  record(params: { resource: string; output: unknown; payload?: unknown }): CommandRecord
}

export interface LogEntry {
  readonly at: string
  readonly level: LogLevel
  /** Key of the operation that writes it. */
  readonly operation: string
  readonly message: string
  readonly data?: JsonObject
}

export interface FailureDetails {
  /** What is wrong, with which value, and what to do now. */
  readonly detail?: string
  readonly issues?: readonly Issue[]
  /** Seconds after which a retry makes sense; every retryable error needs it. */
  readonly retryAfterSeconds?: number
}

/** Ends the operation with an error of its contract, or one that any operation may answer with. */
export type Fail<Code extends string> = (code: Code | CommonCode, details?: FailureDetails) => never
type CommonCode = 'INPUT_INVALID' | 'FORBIDDEN' | 'RATE_LIMITED' | 'SHOWN_ONCE'

/** A frame of a stream: `id` resumes it, `event` names it. */
export interface StreamFrame {
  readonly id: string
  readonly event: string
  readonly data: unknown
}

/** Frames that are there at once are handed over together. */
export type Stream = AsyncIterable<readonly StreamFrame[]>

export type Answer =
  | { readonly ok: true; readonly output: unknown; readonly stream: Stream | null }
  | { readonly ok: false; readonly problem: Problem }

export interface Operation<C extends Contract = Contract> {
  readonly contract: C
  run(input: InputOf<C>, deps: CallDeps, fail: Fail<ErrorCodeOf<C>>): Promise<OutputOf<C>>
  /** The same call answered as a stream; for contracts with a `stream` part, after `run` succeeded. */
  stream?(input: InputOf<C>, output: OutputOf<C>, deps: CallDeps, signal: AbortSignal): Stream
}

/** An operation whose answer is always a stream. */
export interface StreamOperation<C extends Contract, Begun> {
  /** What fails, fails here, before the stream begins. What it resolves with is plain JSON: a repeat of the call gets it instead. */
  readonly begin: (input: InputOf<C>, deps: CallDeps, fail: Fail<ErrorCodeOf<C>>) => Promise<Begun>
  readonly items: (
    input: InputOf<C>,
    begun: Begun,
    deps: CallDeps,
    signal: AbortSignal,
  ) => AsyncIterable<readonly ItemOf<C>[]>
}

/** Ties an operation that always streams to its contract. */
export function implementStream<C extends Contract, Begun>(
  contract: C,
  { begin, items }: StreamOperation<C, Begun>,
): Operation {
  const operation = {
    contract,
    run: begin,
    async *stream(input: InputOf<C>, begun: Begun, deps: CallDeps, signal: AbortSignal): Stream {
      let id = 0
      for await (const batch of items(input, begun, deps, signal)) {
        yield batch.map((data) => ({ id: String((id += 1)), event: 'item', data }))
      }
    },
  }
  return operation
}

/** Ties an operation to its contract; gives `run` its types. */
export function implement<C extends Contract>(contract: C, operation: Omit<Operation<C>, 'contract'>): Operation {
  const implemented: Operation<C> = { contract, ...operation }
  return implemented as unknown as Operation
}
