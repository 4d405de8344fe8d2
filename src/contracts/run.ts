// The shapes of runs on the wire.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { LogLevel, OriginKind, ResultType, RunStatus, RunStepType } from './enums.ts'
import { Count, DateTime, Id, JsonObject, Name, NonEmptyText } from './scalars.ts'

export const RunInput = z.strictObject({
  message: NonEmptyText,
  context: JsonObject.optional(),
})
export type RunInput = z.infer<typeof RunInput>

export const Origin = z.strictObject({ kind: OriginKind, ref: z.string().optional() })
export type Origin = z.infer<typeof Origin>

/** The run that a fork took its first events over from. */
export const ForkedFrom = z.strictObject({
  runId: Id,
  seq: z.int().min(1),
  /** So many events behind `run.created` are taken over; what they cost was paid by the original. */
  copied: Count,
  /** What the fork was given anew, e.g. `model` or `toolOutputs.call_1`. */
  changed: z.array(z.string()),
})

/** Where part of a result came from. */
export const Source = z.strictObject({
  /** The number by which the text cites it: `[2]`. */
  n: z.int().min(1).optional(),
  url: z.string().optional(),
  title: z.string().optional(),
  ref: z.string().optional(),
})
export type Source = z.infer<typeof Source>

/** A model turn or a tool call that has begun and not ended. */
export const InFlight = z.strictObject({
  spanId: Id,
  kind: z.enum(['turn', 'tool']),
  callId: Id.optional(),
  toolName: z.string().optional(),
  since: DateTime,
})
export type InFlight = z.infer<typeof InFlight>

export const RunStep = z.strictObject({
  id: Id,
  /** From 1, in order of starting. */
  stepNumber: z.int().min(1),
  type: RunStepType,
  toolId: Id.optional(),
  toolName: z.string().optional(),
  input: JsonObject.optional(),
  output: JsonObject.optional(),
  status: RunStatus,
  errorMessage: z.string().optional(),
  tokensUsed: Count.default(0),
  durationMs: Count.optional(),
  startedAt: DateTime,
  completedAt: DateTime.optional(),
})
export type RunStep = z.infer<typeof RunStep>

export const RunLog = z.strictObject({
  id: Id,
  stepId: Id.optional(),
  level: LogLevel,
  message: z.string(),
  data: JsonObject.optional(),
  source: z.string().optional(),
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  timestamp: DateTime,
})
export type RunLog = z.infer<typeof RunLog>

export const RunAgentRef = z.strictObject({
  id: Id,
  name: Name,
  modelProvider: z.string(),
  modelName: z.string(),
})

export const Run = z.strictObject({
  id: Id,
  organizationId: Id,
  agentId: Id,
  userId: Id.optional(),
  sessionId: Id.optional(),
  input: JsonObject,
  /** `{result, sources?}` for result types text and document, the object itself for json. */
  output: JsonObject.optional(),
  status: RunStatus,
  errorMessage: z.string().optional(),
  errorCode: z.string().optional(),
  totalTokens: Count.default(0),
  promptTokens: Count.default(0),
  completionTokens: Count.default(0),
  /** Model turns that were completed. */
  totalIterations: Count.default(0),
  /** completedAt − startedAt, in ms. */
  durationMs: Count.optional(),
  /** Absent when no price is known. */
  estimatedCostUsd: z.number().optional(),
  queuedAt: DateTime,
  startedAt: DateTime.optional(),
  completedAt: DateTime.optional(),
  metadata: JsonObject.optional(),
  steps: z.array(RunStep).optional(),
  logs: z.array(RunLog).optional(),
  agent: RunAgentRef.optional(),
  revisionId: Id.optional(),
  parentRunId: Id.optional(),
  resultType: ResultType.optional(),
  sources: z.array(Source).optional(),
  origin: Origin.optional(),
  forkedFrom: ForkedFrom.optional(),
  /** Number of events in the log. */
  lastSeq: Count,
  updatedAt: DateTime,
  /** How often the run was taken up; more than 1 after a crash or a pause. */
  attempt: Count.optional(),
  /** The process that took the run up last, as pid@host, while the run has not ended. */
  owner: z.string().optional(),
  /** What the run is doing now; read by agent.run.get. */
  inFlight: z.array(InFlight).optional(),
})
export type Run = z.infer<typeof Run>

export const RunSummary = z.strictObject({
  id: Id,
  agentId: Id,
  agentName: NonEmptyText,
  status: RunStatus,
  totalTokens: Count,
  durationMs: Count.optional(),
  estimatedCostUsd: z.number().optional(),
  queuedAt: DateTime,
  completedAt: DateTime.optional(),
})
export type RunSummary = z.infer<typeof RunSummary>

/** A run in a list: what it is, and what was asked. */
export const ListedRun = RunSummary.extend({
  /** The first 200 characters. */
  message: z.string(),
})
export type ListedRun = z.infer<typeof ListedRun>

nameSchemas({
  RunInput,
  Origin,
  ForkedFrom,
  Source,
  InFlight,
  RunStep,
  RunLog,
  RunAgentRef,
  Run,
  RunSummary,
  ListedRun,
})
