// What a contract is: frozen data from which every surface is made. No product words here.
import type { z } from 'zod'

export type Stability = 'experimental' | 'beta' | 'stable' | 'deprecated'
export type Scope = 'read' | 'run' | 'admin'

export interface ContractMeta {
  /** Dotted key, e.g. `agent.run.execute`; unique within a registry. */
  readonly key: string
  /** Semantic version, e.g. `1.0.0`. */
  readonly version: string
  readonly stability: Stability
  readonly owners: readonly string[]
  readonly tags: readonly string[]
  readonly description: string
  readonly goal: string
  readonly context: string
}

export interface ErrorSpec {
  readonly description: string
  /** HTTP status of this error on every HTTP-like surface. */
  readonly http: number
  readonly gqlCode: string
  readonly when: string
  /** True when the same call may succeed later. Default false. */
  readonly isRetryable?: boolean
}

/** An emission: an outward notice that the operation promises. */
export interface EmissionSpec {
  readonly key: string
  readonly version: string
  readonly stability: Stability
  readonly owners: readonly string[]
  readonly tags: readonly string[]
  readonly when: string
  readonly payload: z.ZodType
}

export interface Scenario {
  readonly key: string
  readonly given: readonly string[]
  readonly when: readonly string[]
  readonly then: readonly string[]
  /** The part of `then` that a machine checks: an error code of this contract, or an emission it declares. */
  readonly expects: { readonly error: string } | { readonly emission: string }
  /** The same in calls, for the acceptance suite, which plays it through every surface. */
  readonly play?: ScenarioPlay
}

/** `{name}` in a text stands for a value of the situation, e.g. `{runId}`. */
export interface ScenarioPlay {
  /** Name of the situation that `given` describes; the suite knows how to bring it about. Default: nothing happened yet. */
  readonly situation?: string
  /** Calls that must succeed first. */
  readonly before?: readonly { readonly key: string; readonly input: Readonly<Record<string, unknown>> }[]
  /** Input of the call that `when` describes. */
  readonly input: Readonly<Record<string, unknown>>
  /** What the output holds, among other things. */
  readonly output?: unknown
}

export interface Example {
  readonly key: string
  readonly input: unknown
  readonly output: unknown
}

export interface HttpRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path with parameters in braces, each a string field of the input: `/v1/runs/{runId}`. */
  readonly path: string
}

/** Says that the operation can also answer as a stream of frames (server-sent events on HTTP, JSON lines on the CLI). */
export interface StreamSpec<Item extends z.ZodType = z.ZodType> {
  /** Schema of one frame's data. */
  readonly item: Item
  /**
   * `input`: streamed when this boolean input field is true. `accept`: streamed when the caller accepts `text/event-stream`.
   * `always`: JSON lines (`application/x-ndjson`); who cannot take a stream gets the output, which is `{ items }`.
   */
  readonly on: { readonly input: string } | { readonly accept: true } | { readonly always: true }
  /** It goes on for ever: who reads it opens it again when the answer ends. */
  readonly isEndless?: true
  /** Response headers filled from fields of the output. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface CliFlag {
  /** Without its dashes. */
  readonly name: string
  /** What stands for its value in help. */
  readonly value?: string
  /** Makes the value of the field from what was typed. Throws a SyntaxError that says what is taken. */
  readonly parse?: (text: string) => unknown
}

export interface CliSpec {
  /** Input fields taken as positional arguments, in order. */
  readonly positionals?: readonly string[]
  /** Fields that are given by another flag than one of their own name; a field of an object by its path: `retry.factor`. */
  readonly flags?: Readonly<Record<string, CliFlag>>
  /** Fields that no flag gives. */
  readonly hidden?: readonly string[]
  /** Flags that are no field, by name, with what they say. */
  readonly switches?: Readonly<Record<string, string>>
  /** A command as a person types it, for help; needed where flags are not those of the example's fields. */
  readonly example?: string
  /** The field that takes all words behind `--`. */
  readonly rest?: string
  /** What is wrong with these flags together; null: nothing. */
  readonly check?: (flags: ReadonlySet<string>) => string | null
}

/** One piece of what a model or a person is shown. `data` is base64. */
export type McpContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'audio'; readonly data: string; readonly mimeType: string }
  | { readonly type: 'resource'; readonly resource: { uri: string; mimeType: string; text: string } }

/** What MCP shows of an operation besides the tool that every operation is. */
export interface McpSpec<Output = unknown> {
  /** False when a command only adds. Default: true for commands. */
  readonly isDestructive?: boolean
  /** A query that is a resource as well: reading the URI calls it with the URI's parameters, e.g. `errand://runs/{runId}`. */
  readonly resource?: { readonly uri: string; readonly name: string }
  /** True for a query that is a prompt as well: its input fields are the arguments, its content the messages. */
  readonly isPrompt?: boolean
  /** The resources that an answer to the empty input lists. */
  listResources?(output: Output): readonly { readonly uri: string; readonly name: string }[]
  /** What is shown of an output besides its structure. Default: the output as JSON. */
  renderContent?(output: Output): readonly McpContent[]
}

export interface Contract<
  Kind extends 'command' | 'query' = 'command' | 'query',
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  ErrorCode extends string = string,
  Item extends z.ZodType = z.ZodType,
> {
  readonly kind: Kind
  readonly meta: ContractMeta
  /** True when a repeat of the call is safe. Queries always are. */
  readonly isIdempotent: boolean
  readonly io: {
    readonly inputName: string
    readonly outputName: string
    readonly input: Input
    readonly output: Output
    readonly errors: Readonly<Record<ErrorCode, ErrorSpec>>
  }
  readonly policy: {
    readonly auth: 'user'
    readonly scopes: readonly Scope[]
    /** The operator may name another tenant in `organizationId`; the call is then made in that tenant. */
    readonly mayNameTenant?: true
  }
  /** The output holds a secret that is in one answer and never kept: a repeat under the same Idempotency-Key is refused. */
  readonly isShownOnce?: true
  readonly sideEffects: { readonly emits: readonly EmissionSpec[]; readonly audit: readonly string[] }
  readonly acceptance: { readonly scenarios: readonly Scenario[]; readonly examples: readonly Example[] }
  /** The input has `jq`, `python`, `timeout_seconds` and `max_tokens`, which are applied to the answer. */
  readonly isShaped?: true
  readonly http: HttpRoute
  readonly stream?: StreamSpec<Item>
  readonly cli?: CliSpec
  readonly mcp?: McpSpec<z.output<Output>>
}

/** What a caller may send: fields with a default are optional. */
export type RawInputOf<C extends Contract> = z.input<C['io']['input']>
/** What the operation gets. */
export type InputOf<C extends Contract> = z.output<C['io']['input']>
export type OutputOf<C extends Contract> = z.output<C['io']['output']>
/** What each frame of its stream holds; `never` for a contract that does not stream. */
export type ItemOf<C extends Contract> = z.output<NonNullable<C['stream']>['item']>
export type ErrorCodeOf<C extends Contract> = Extract<keyof C['io']['errors'], string>
