// defineTool: a function an agent may call, with its schema and what a repeat of it would do.
import { z } from 'zod'
import type { ToolDefinition } from '../contracts/agent-definition.ts'
import { Effect, type LogLevel } from '../contracts/enums.ts'
import type { Source } from '../contracts/run.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { type LoadedSchema, loadSchema, type Parsed, type UserSchema } from './schema.ts'

/** What a tool gets besides its input. */
export interface ToolContext {
  /** Unique to this call in this run, and the same again if the call is repeated after a crash: use it as idempotency key. */
  readonly callId: string
  readonly runId: string
  /** W3C trace context of this call, for the header of that name; null in runs of earlier versions. */
  readonly traceparent: string | null
  /** Fires when the run is cancelled, out of time or shut down, or this call is over its own limit. */
  readonly signal: AbortSignal
  /** Writes a line to the run's log. */
  readonly log: (level: LogLevel, message: string, data?: JsonObject) => void
  /** Milliseconds since 1970, by the clock of this process. */
  readonly now: () => number
  /**
   * One request to an address that a model or a page named: public addresses only, and those of ERRAND_EGRESS_ALLOW. Redirects
   * are answers. `{{secret:NAME}}` in a header becomes ERRAND_SECRET_NAME where ERRAND_SECRET_HOSTS lets it go to that host.
   * Rejects like `fetch` itself.
   */
  readonly fetch: OutsideFetch
  /** Names something that the answer is made from: the run's `sources` hold it when this call has completed. */
  readonly addSource: (source: Pick<Source, 'url' | 'title' | 'ref'>) => void
}

export type OutsideFetch = (url: URL, init: RequestInit) => Promise<Response>

/** What became of a call whose outcome a crash left unknown; null when that cannot be told. */
export type Reconciled<Output> =
  | { readonly outcome: 'completed'; readonly output: Output }
  | { readonly outcome: 'not-started' }
  | null

export interface ToolOptions<Input, Output> {
  /** 1 to 64 of letters, digits, `_` and `-`: what the model calls it. */
  readonly name: string
  /** Tells the model what the tool does and when to use it. */
  readonly description: string
  /** zod schema or JSON Schema of an object. */
  readonly input: UserSchema<Input>
  readonly output?: UserSchema<Output>
  /**
   * What a repeat after a crash would do: `pure` nothing, `idempotent` nothing more under the same callId, `once` harm.
   * A `once` call is never run twice. Default `once`.
   */
  readonly effect?: Effect
  /**
   * Whether a person is asked before a call runs: always, or when the function says so of the input. It must answer at
   * once; a throw counts as yes. Default false.
   */
  readonly approval?: boolean | ((input: Input) => boolean)
  /** Limit of one call in ms, 100 to 86,400,000. Default 30,000. */
  readonly timeoutMs?: number
  /** Runs the tool. A throw is told to the model as a failed call; the run goes on. */
  execute(input: Input, context: ToolContext): Promise<Output> | Output
  /** Finds out what became of a `once` call after a crash, e.g. by looking for its callId at the far end. */
  reconcile?(callId: string, input: Input): Promise<Reconciled<Output>> | Reconciled<Output>
}

/** A loaded tool. */
export interface Tool {
  readonly kind: 'errand.tool'
  readonly definition: ToolDefinition
  parseInput(input: unknown): Parsed<unknown>
  /** Whether a person is to be asked before a call with this parsed input runs. Never throws. */
  needsApproval(input: unknown): boolean
  parseOutput(output: unknown): Parsed<unknown>
  execute(input: unknown, context: ToolContext): unknown
  /** The MCP server that has it, and its name there. */
  readonly mcp?: { readonly serverId: string; readonly tool: string }
  /** The operation that answers calls instead of `execute`. */
  readonly operationKey?: string
  readonly reconcile: ((callId: string, input: unknown) => unknown) | null
  /** Lets go of what calls have opened; a later call opens it again. */
  readonly close?: () => Promise<void>
}

const Options = z.object({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"'),
  description: z.string().min(1).max(4000),
  effect: Effect.default('once'),
  timeoutMs: z.int().min(100).max(86_400_000).default(30_000),
  approval: z
    .union([z.boolean(), z.custom((value) => typeof value === 'function', 'must be a boolean or a function')])
    .optional(),
})

/** Throws an Error that names the tool and the fault when the options do not hold together. */
export function defineTool<Input, Output>(options: ToolOptions<Input, Output>): Tool {
  const parsed = Options.safeParse(options)
  if (!parsed.success) throw new Error(`tool ${JSON.stringify(options.name)}: ${z.prettifyError(parsed.error)}`)
  if (typeof options.execute !== 'function') throw new Error(`tool "${options.name}": execute must be a function`)
  const input = load(options.name, 'input', options.input)
  const output = options.output ? load(options.name, 'output', options.output) : null
  const { name, description, effect, timeoutMs } = parsed.data
  const { approval = false } = options
  return {
    kind: 'errand.tool',
    definition: {
      name,
      description,
      inputSchema: input.jsonSchema,
      ...(output && { outputSchema: output.jsonSchema }),
      effect,
      timeoutMs,
      ...(approval !== false && { approval: approval === true ? 'always' : 'sometimes' }),
    },
    parseInput: (value) => input.parse(value),
    needsApproval: (value) => (typeof approval === 'boolean' ? approval : ask(approval, value as Input)),
    parseOutput: (value) => (output ? output.parse(value) : { ok: true, value }),
    execute: (value, context) => options.execute(value as Input, context),
    reconcile: options.reconcile ? (callId, value) => options.reconcile?.(callId, value as Input) : null,
  }
}

/** In doubt a person is asked. */
function ask<Input>(predicate: (input: Input) => boolean, input: Input): boolean {
  try {
    return predicate(input)
  } catch {
    return true
  }
}

function load<T>(tool: string, side: 'input' | 'output', schema: UserSchema<T>): LoadedSchema<T> {
  try {
    const loaded = loadSchema(schema, side)
    if (side === 'input' && loaded.jsonSchema['type'] !== 'object') throw new Error('it must describe an object')
    return loaded
  } catch (error) {
    throw new Error(`tool "${tool}": ${side}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}
