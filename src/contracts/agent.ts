// The shapes of agents on the wire.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { AgentStatus, ModelProvider, OnUnknown, ResultType, ToolChoice } from './enums.ts'
import {
  DateTime,
  Id,
  JsonObject,
  MaxCostUsd,
  MaxIterations,
  MaxTokens,
  Name,
  NonEmptyText,
  TimeoutMs,
} from './scalars.ts'

export const Slug = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
export const Description = z.string().max(1000)

export const CustomInstructions = z.strictObject({
  planning: z.string().optional(),
  toolCall: z.string().optional(),
  result: z.string().optional(),
})

/** What callers may set of an agent besides its slug and status; what is left out keeps its value or its default. */
export const agentSettings = {
  name: Name.optional(),
  description: Description.optional(),
  modelProvider: ModelProvider.optional(),
  /** With provider `custom`: `provider/name`. */
  modelName: NonEmptyText.optional(),
  modelConfig: JsonObject.optional(),
  /** `{{field}}` takes values from the input's context. */
  systemPrompt: z.string().optional(),
  userPromptTemplate: z.string().optional(),
  toolIds: z.array(Id).max(100).optional(),
  toolChoice: ToolChoice.optional(),
  maxIterations: MaxIterations.optional(),
  maxTokensPerRun: MaxTokens.optional(),
  maxCostUsd: MaxCostUsd.optional(),
  timeoutMs: TimeoutMs.optional(),
  tags: z.array(z.string()).optional(),
  inputSchema: JsonObject.optional(),
  resultType: ResultType.optional(),
  resultSchema: JsonObject.optional(),
  onUnknown: OnUnknown.optional(),
  customInstructions: CustomInstructions.optional(),
  /** Whether it writes a plan before it acts. Default: when it has instructions for planning. */
  planning: z.boolean().optional(),
  /** Whether the model is told of earlier turns in short when its window fills. Default false. */
  contextCompression: z.boolean().optional(),
  contextSpaceIds: z.array(Id).optional(),
  /** Gets each run of the agent at its end; empty: none. */
  webhookUrl: z.string().optional(),
}
const AgentSettings = z.strictObject(agentSettings)
export type AgentSettings = z.infer<typeof AgentSettings>

export const AgentToolRef = z.strictObject({
  id: Id,
  name: Name,
  slug: z.string(),
  description: z.string(),
  category: z.string(),
})

export const Agent = z.strictObject({
  id: Id,
  organizationId: Id,
  name: Name,
  slug: Slug,
  description: Description.optional(),
  status: AgentStatus,
  /** A provider outside the enum is `custom` with modelName `provider/name`. */
  modelProvider: ModelProvider,
  modelName: NonEmptyText,
  modelConfig: JsonObject.optional(),
  systemPrompt: z.string(),
  userPromptTemplate: z.string().optional(),
  toolIds: z.array(Id).optional(),
  toolChoice: ToolChoice,
  maxIterations: MaxIterations,
  maxTokensPerRun: MaxTokens.optional(),
  maxCostUsd: MaxCostUsd.optional(),
  timeoutMs: TimeoutMs,
  version: NonEmptyText,
  tags: z.array(z.string()).optional(),
  createdAt: DateTime,
  updatedAt: DateTime,
  inputSchema: JsonObject.optional(),
  resultType: ResultType,
  resultSchema: JsonObject.optional(),
  onUnknown: OnUnknown,
  customInstructions: CustomInstructions.optional(),
  planning: z.boolean().optional(),
  contextCompression: z.boolean().optional(),
  contextSpaceIds: z.array(Id).optional(),
  webhookUrl: z.string().optional(),
  latestRevisionId: Id,
  publishedRevisionId: Id.optional(),
  lastPublishedAt: DateTime.optional(),
  hasChanges: z.boolean(),
})
export type Agent = z.infer<typeof Agent>

export const AgentWithTools = Agent.extend({ tools: z.array(AgentToolRef).optional() })
export type AgentWithTools = z.infer<typeof AgentWithTools>

export const AgentSummary = z.strictObject({
  id: Id,
  name: Name,
  slug: Slug,
  description: Description.optional(),
  status: AgentStatus,
  modelProvider: ModelProvider,
  modelName: NonEmptyText,
  version: NonEmptyText,
  createdAt: DateTime,
})
export type AgentSummary = z.infer<typeof AgentSummary>

export const Revision = z.strictObject({
  id: Id,
  agentId: Id,
  number: z.int().min(1),
  createdAt: DateTime,
  createdById: z.string().optional(),
  isPublished: z.boolean(),
})
export type Revision = z.infer<typeof Revision>

nameSchemas({ CustomInstructions, AgentToolRef, Agent, AgentWithTools, AgentSummary, Revision })
