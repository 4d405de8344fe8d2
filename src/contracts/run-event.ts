// The events of a run's log. One discriminated union; readers ignore types they do not know.
// Never put a prompt, a key or anything else here that must not be read back.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { ContextSearchSummary, Skill, SourceKind, SourceSearchResult } from './context-space.ts'
import { ApprovalDecision, ApprovalKind, Effect, LogLevel, ResultType } from './enums.ts'
import { ForkedFrom, InFlight, Origin, RunInput, Source } from './run.ts'
import { Count, DateTime, Id, JsonObject } from './scalars.ts'

export const Usage = z.strictObject({
  promptTokens: Count,
  completionTokens: Count,
  totalTokens: Count,
})
export type Usage = z.infer<typeof Usage>

export const RunLimits = z.strictObject({
  timeoutMs: Count,
  maxIterations: Count,
  maxTokens: Count.optional(),
  maxCostUsd: z.number().optional(),
  /** The run may not go on past the deadline of the run that started it. */
  deadlineAt: DateTime.optional(),
})
export type RunLimits = z.infer<typeof RunLimits>

/** A run above this one, and what it and the runs it started may use together. */
export const Ancestor = z.strictObject({
  runId: Id,
  agentId: Id,
  maxTokens: Count.optional(),
  maxCostUsd: z.number().optional(),
})
export type Ancestor = z.infer<typeof Ancestor>

/** What a run and all runs below it have used. */
export const TreeUse = z.strictObject({ runId: Id, totalTokens: Count, costUsd: z.number().optional() })
export type TreeUse = z.infer<typeof TreeUse>

/** The run of another agent that worked on a call. `waitedMs`: how long it waited for a person. */
export const EndedChild = z.strictObject({ runId: Id, waitedMs: Count })
export type EndedChild = z.infer<typeof EndedChild>

/** How a new owner dealt with what the one before it had left open. */
export const Settlement = z.strictObject({
  spanId: Id,
  /** Set for a tool call. */
  callId: Id.optional(),
  /** `turn-retried`: the model is asked again. `call-repeated`: run again under the same call id. `outcome-unknown`: not run again unless the tool says that it had not started. */
  outcome: z.enum(['turn-retried', 'call-repeated', 'outcome-unknown']),
})
export type Settlement = z.infer<typeof Settlement>

/** Opaque data a provider wants back with the next turn, e.g. the signature of a reasoning block. */
const providerMetadata = z.record(z.string(), JsonObject).optional()
/** `final` is the answer, `narration` is text beside tool calls. On a delta it is what the text is so far: `final` until the turn calls a tool. */
const channel = z.enum(['final', 'narration'])

const ProvidedSkill = Skill.omit({ skillId: true, contentType: true, isPreviewSupported: true }).extend({
  id: z.string(),
})

/** Schema of `data` for each event type. */
export const eventData = {
  'run.created': z.strictObject({
    organizationId: Id,
    agentId: Id,
    agentName: z.string(),
    /** `provider/model` of the revision. */
    model: z.string(),
    revisionId: Id,
    input: RunInput,
    /** The message is what the agent's template made of the context: the model is asked it as it is. */
    isRendered: z.literal(true).optional(),
    origin: Origin,
    limits: RunLimits,
    resultType: ResultType,
    userId: Id.optional(),
    /** The credential that started it; the run acts with what that may do now. Never a secret. */
    credentialId: z.string().optional(),
    sessionId: Id.optional(),
    parentRunId: Id.optional(),
    /** The runs above this one, the outermost first; absent when nothing started it. */
    ancestors: z.array(Ancestor).optional(),
    /** Where the run stands: `api/lead-run_1/research-run_2`. */
    hierarchy: z.string().optional(),
    metadata: JsonObject.optional(),
    /** Takes the place of the revision's instructions. */
    instructions: z.string().optional(),
    forkedFrom: ForkedFrom.optional(),
    /** The one context space that is searched; absent: all that the agent has. */
    contextSpaceId: Id.optional(),
    /** W3C trace context of what made the run; its spans stand below that. */
    traceparent: z.string().max(55).optional(),
  }),
  /** `deadlineAt` = startedAt + timeoutMs + time spent waiting; it holds across restarts. Written again after a wait. */
  'run.started': z.strictObject({ attempt: Count, deadlineAt: DateTime }),
  'run.recovered': z.strictObject({ attempt: Count, settled: z.array(Settlement) }),
  /** What counts against the budgets that bind the next turn, where other runs count too. */
  'budget.checked': z.strictObject({ used: z.array(TreeUse) }),
  /** What the run may read: its context spaces with their sources, and their skills by name and description. */
  'context.provided': z.strictObject({
    contextSpaces: z.array(z.strictObject({ id: Id, name: z.string(), description: z.string().optional() })),
    skills: z.array(ProvidedSkill),
    sources: z.array(
      z.strictObject({ id: Id, name: z.string(), kind: SourceKind, description: z.string().optional() }),
    ),
  }),
  /** `listed`: the model knows of it. `body`: the model was given its text, as the output of the call with this span. */
  'skill.loaded': z.strictObject({
    skillId: z.string(),
    skillName: z.string(),
    version: z.string().optional(),
    description: z.string(),
    stage: z.enum(['listed', 'body']),
  }),
  /** What the model is given of the documents that fit the message; `results` are the selected ones, best first. */
  'context.searched': z.strictObject({
    query: z.string(),
    summary: ContextSearchSummary,
    results: z.array(SourceSearchResult),
  }),
  /** The plan of an agent that plans, or what it was changed to: what its call of `write_plan` gives. */
  'plan.written': z.strictObject({ content: z.string(), callId: Id, providerMetadata }),
  /** From here on the model is told less, because its window fills; the log keeps everything. Tokens are estimates. */
  'context.compressed': z.strictObject({
    tokensBefore: Count,
    tokensAfter: Count,
    /** Earlier runs of the session that it is still told of, the latest. */
    keptRuns: Count,
    /** Turns, from the first, that it is told of in a line for each call. */
    shortenedTurns: Count,
    /** Most characters of a tool's output; absent: all. */
    outputCharacters: Count.optional(),
  }),
  'turn.started': z.strictObject({
    n: Count,
    provider: z.string(),
    model: z.string(),
    /** Present and true when a built-in simulated model answers. */
    simulated: z.literal(true).optional(),
  }),
  'turn.completed': z.strictObject({ usage: Usage, costUsd: z.number().optional(), finishReason: z.string() }),
  /** With `willRetry` the text of this turn is void and the turn is asked again after `retryAfterMs`; after SCHEMA_REFUSED without the result schema. */
  'turn.failed': z.strictObject({
    code: z.string(),
    message: z.string(),
    willRetry: z.boolean(),
    retryAfterMs: Count.optional(),
    /** The model that is asked from now on, when the one before is given up. */
    nextModel: z.string().optional(),
  }),
  'reasoning.delta': z.strictObject({ content: z.string() }),
  'reasoning.completed': z.strictObject({ content: z.string(), startedAt: DateTime, providerMetadata }),
  'message.delta': z.strictObject({ messageId: Id, channel, content: z.string() }),
  'message.completed': z.strictObject({
    messageId: Id,
    channel,
    content: z.string(),
    startedAt: DateTime,
    providerMetadata,
  }),
  /** The answer of the turn `parentSpanId` does not fit the result schema; the model is told, and asked again up to twice. */
  'result.refused': z.strictObject({
    /** Which answer it is, from 1. */
    answer: Count,
    issues: z.array(z.strictObject({ pointer: z.string(), message: z.string() })),
  }),
  'tool.started': z.strictObject({
    /** Unique in the run; the tool receives it as its idempotency key. */
    callId: Id,
    toolId: Id.optional(),
    toolName: z.string(),
    /** The arguments; the raw text when it was not JSON. */
    input: z.unknown(),
    effect: Effect,
    providerMetadata,
    /** The run that works on the call, made with this event; the end of that run ends the call. */
    child: z.strictObject({ runId: Id, agentId: Id }).optional(),
  }),
  'tool.completed': z.strictObject({
    callId: Id,
    output: z.unknown(),
    durationMs: Count,
    /** What the output was made from. */
    sources: z.array(Source).optional(),
    child: EndedChild.optional(),
  }),
  'tool.failed': z.strictObject({
    callId: Id,
    code: z.string(),
    message: z.string(),
    retryable: z.boolean(),
    child: EndedChild.optional(),
  }),
  /** The outcome of a `once` call is unknown after a crash. It is never run again. */
  'tool.unknown': z.strictObject({ callId: Id, message: z.string() }),
  /** A person is asked. An approved call starts under the same callId and span; `reason` says why it is asked. */
  'approval.requested': z.strictObject({
    approvalId: Id,
    kind: ApprovalKind,
    callId: Id,
    toolName: z.string(),
    input: z.unknown(),
    effect: Effect,
    reason: z.string().optional(),
    providerMetadata,
  }),
  'approval.resolved': z.strictObject({
    approvalId: Id,
    callId: Id,
    decision: ApprovalDecision,
    by: z.string(),
    reason: z.string().optional(),
    /** Arguments that replace those of the model. */
    input: JsonObject.optional(),
    /** What became of a call that was settled. */
    outcome: z.enum(['completed', 'failed']).optional(),
    /** What the model is given as the call's output: `{answer}`, or what a settled call returned. */
    output: z.unknown().optional(),
  }),
  /** The run is paused for a person; nobody works on it. */
  'run.waiting': z.strictObject({ approvalIds: z.array(Id) }),
  /** The run is paused until the runs it started have ended; nobody works on it. */
  'run.delegated': z.strictObject({ childRunIds: z.array(Id) }),
  /** What the run was paused for is there. The time spent waiting for a person is added to the deadline. */
  'run.resumed': z.strictObject({ deadlineAt: DateTime }),
  log: z.strictObject({
    level: LogLevel,
    message: z.string(),
    source: z.string().optional(),
    data: JsonObject.optional(),
  }),
  'run.completed': z.strictObject({
    resultType: ResultType,
    resultData: JsonObject,
    sources: z.array(Source),
    usage: Usage,
    costUsd: z.number().optional(),
  }),
  'run.failed': z.strictObject({
    code: z.string(),
    message: z.string(),
    stage: z.enum(['start', 'model', 'tool', 'limit']),
  }),
  'run.cancelled': z.strictObject({ by: z.string(), reason: z.string().optional(), inFlight: z.array(InFlight) }),
} as const

export type RunEventType = keyof typeof eventData
export type RunEventData<T extends RunEventType> = z.infer<(typeof eventData)[T]>

interface Envelope<T extends RunEventType> {
  readonly type: T
  readonly at: string
  /** Names what this event opens, belongs to or closes. Every `*.started` is closed by exactly one event with its span. */
  readonly spanId?: string
  readonly parentSpanId?: string
  /** Which attempt wrote it; 1 unless a crash or a pause came before. */
  readonly attempt?: number
  readonly data: RunEventData<T>
}

/** An event that is not yet in a log: the store numbers it. */
export type NewRunEvent = { [T in RunEventType]: Envelope<T> }[RunEventType]

/** An event of a run's log. `seq` is 1, 2, 3 … without a gap. */
export type RunEvent = { [T in RunEventType]: { v: 1; runId: string; seq: number } & Envelope<T> }[RunEventType]

/** The envelope on the wire. `data` depends on `type`; unknown types are to be ignored. */
export const RunEventEnvelope = z.strictObject({
  v: z.literal(1),
  runId: Id,
  seq: z.int().min(1),
  type: z.string(),
  at: DateTime,
  spanId: Id.optional(),
  parentSpanId: Id.optional(),
  attempt: Count.optional(),
  data: JsonObject,
})
export type RunEventEnvelope = z.infer<typeof RunEventEnvelope>

export const terminalTypes = ['run.completed', 'run.failed', 'run.cancelled'] as const
export const deltaTypes = ['message.delta', 'reasoning.delta'] as const

/** Whether the end of another run wrote it into the log, and not the worker that holds the run. */
export function isOfChild(event: RunEvent): boolean {
  return (event.type === 'tool.completed' || event.type === 'tool.failed') && event.data.child !== undefined
}

export function isTerminal<E extends { type: string }>(event: E): boolean {
  return (terminalTypes as readonly string[]).includes(event.type)
}

nameSchemas({ Usage, RunLimits, Ancestor, TreeUse, EndedChild, Settlement, RunEventEnvelope })
