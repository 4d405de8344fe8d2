// Wire enums, lower case everywhere.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'

export const RunStatus = z.enum(['pending', 'running', 'waiting', 'done', 'error', 'cancelled'])
export type RunStatus = z.infer<typeof RunStatus>

/** What a filter accepts besides a RunStatus; aliases are never written. */
export const RunStatusAlias = z.enum(['QUEUED', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'])
export type RunStatusAlias = z.infer<typeof RunStatusAlias>
export const RunStatusFilter = z.union([RunStatus, RunStatusAlias])
export type RunStatusFilter = z.infer<typeof RunStatusFilter>

export const RunStepType = z.enum(['message_creation', 'tool_call', 'tool_result', 'error'])
export const LogLevel = z.enum(['debug', 'info', 'warn', 'error'])
export type LogLevel = z.infer<typeof LogLevel>
export const AgentStatus = z.enum(['draft', 'active', 'paused', 'archived'])
export type AgentStatus = z.infer<typeof AgentStatus>
export const ModelProvider = z.enum(['openai', 'anthropic', 'google', 'mistral', 'custom'])
export type ModelProvider = z.infer<typeof ModelProvider>
export const ToolChoice = z.enum(['auto', 'required', 'none'])
export type ToolChoice = z.infer<typeof ToolChoice>
export const ResultType = z.enum(['text', 'document', 'json'])
export type ResultType = z.infer<typeof ResultType>
/** Whether a repeat of a tool call after a crash is harmless (`pure`), safe under the same call id (`idempotent`), or neither (`once`). */
export const Effect = z.enum(['pure', 'idempotent', 'once'])
export type Effect = z.infer<typeof Effect>
/** What happens to a `once` call whose outcome a crash left unknown. */
export const OnUnknown = z.enum(['tell-model', 'ask', 'fail'])
export type OnUnknown = z.infer<typeof OnUnknown>
/** What a person is asked: may this call run, a question of the agent, or what became of a call. */
export const ApprovalKind = z.enum(['approval', 'question', 'unknown'])
export type ApprovalKind = z.infer<typeof ApprovalKind>
export const ApprovalDecision = z.enum(['approved', 'rejected', 'answered', 'settled'])
/** Length of the periods that metrics are told in. */
export const Granularity = z.enum(['hour', 'day', 'week', 'month'])
export type Granularity = z.infer<typeof Granularity>
export const ToolStatus = z.enum(['draft', 'active', 'deprecated', 'disabled'])
export type ToolStatus = z.infer<typeof ToolStatus>
export const ToolCategory = z.enum(['retrieval', 'computation', 'communication', 'integration', 'utility', 'custom'])
export type ToolCategory = z.infer<typeof ToolCategory>
/** What runs a stored tool: an HTTP request, a function of loaded code, or a run of an agent. */
export const ImplementationType = z.enum(['http', 'function', 'workflow'])
export type ImplementationType = z.infer<typeof ImplementationType>
export const OnBusy = z.enum(['queue', 'reject', 'interrupt'])
export type OnBusy = z.infer<typeof OnBusy>
/** What a credential may do: read, start and steer runs, or administer; none includes another. */
export const Scope = z.enum(['read', 'run', 'admin'])
export type Scope = z.infer<typeof Scope>
/** Whether what the audit tells of was done or refused. */
export const AuditOutcome = z.enum(['done', 'denied'])
export type AuditOutcome = z.infer<typeof AuditOutcome>
/** The way in through which a run came. */
export const OriginKind = z.enum(['api', 'cli', 'mcp', 'chat', 'task', 'agdev', 'adhoc', 'agent'])
export type OriginKind = z.infer<typeof OriginKind>
/** `failed`: given up, until it is delivered again by hand. */
export const DeliveryStatus = z.enum(['pending', 'delivered', 'failed'])
export type DeliveryStatus = z.infer<typeof DeliveryStatus>

nameSchemas({
  RunStatus,
  RunStatusAlias,
  RunStepType,
  LogLevel,
  AgentStatus,
  ModelProvider,
  ToolChoice,
  ResultType,
  Effect,
  OnUnknown,
  ApprovalKind,
  ApprovalDecision,
  Granularity,
  ToolStatus,
  ToolCategory,
  ImplementationType,
  OnBusy,
  Scope,
  OriginKind,
  DeliveryStatus,
})
