// An agent as the store keeps it, and how it is shown.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { Agent, AgentSummary, Revision } from '../contracts/agent.ts'
import type { AgentStatus } from '../contracts/enums.ts'
import { omitAbsent } from './run-row.ts'
import { splitModel } from './split-model.ts'

/** Where an agent was made: in loaded code, for the runs of one agent object, or through the API. */
export type AgentOrigin = 'code' | 'adhoc' | 'api'

export interface AgentRow {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly slug: string
  readonly description: string | null
  readonly status: AgentStatus
  readonly tags: readonly string[]
  /** Ad hoc agents are kept for their runs and never listed. */
  readonly origin: AgentOrigin
  readonly revisionNumber: number
  readonly latestRevisionId: string
  readonly publishedRevisionId: string | null
  readonly lastPublishedAt: string | null
  readonly createdAt: string
  readonly updatedAt: string
  /** Where its runs are sent when they end. Written by the `webhook` of the verbs that write agents. */
  readonly webhookUrl: string | null
  /** Definition of the latest revision. */
  readonly definition: AgentDefinition
}

export interface RevisionRow {
  readonly id: string
  readonly agentId: string
  readonly number: number
  readonly createdAt: string
  /** Who made it; null when code did. */
  readonly createdById: string | null
  readonly isPublished: boolean
}

export function renderAgent(row: AgentRow): Agent {
  return omitAbsent({
    id: row.id,
    organizationId: row.organizationId,
    name: row.name,
    slug: row.slug,
    description: row.description,
    status: row.status,
    ...renderDefinition(row.definition),
    version: renderVersion(row.revisionNumber),
    tags: row.tags.length > 0 ? [...row.tags] : undefined,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    latestRevisionId: row.latestRevisionId,
    publishedRevisionId: row.publishedRevisionId,
    lastPublishedAt: row.lastPublishedAt,
    webhookUrl: row.webhookUrl,
    hasChanges: row.latestRevisionId !== row.publishedRevisionId,
  })
}

/** What a revision freezes, under the names it has on the wire. */
export function renderDefinition(definition: AgentDefinition) {
  const toolIds = definition.assignments?.map(({ toolId }) => toolId) ?? definition.tools.map((tool) => tool.name)
  return omitAbsent({
    ...splitModel(definition.model),
    modelConfig: definition.modelConfig,
    systemPrompt: definition.instructions,
    userPromptTemplate: definition.userPromptTemplate,
    toolIds: toolIds.length > 0 ? toolIds : undefined,
    toolChoice: definition.toolChoice,
    maxIterations: definition.maxIterations,
    maxTokensPerRun: definition.maxTokensPerRun,
    maxCostUsd: definition.maxCostUsd,
    timeoutMs: definition.timeoutMs,
    inputSchema: definition.inputSchema,
    resultType: definition.resultType,
    resultSchema: definition.resultSchema,
    onUnknown: definition.onUnknown,
    customInstructions: definition.customInstructions,
    planning: definition.planning,
    contextCompression: definition.contextCompression,
    contextSpaceIds: definition.contextSpaceIds && [...definition.contextSpaceIds],
  })
}

export function renderAgentSummary(row: AgentRow): AgentSummary {
  return omitAbsent({
    id: row.id,
    name: row.name,
    slug: row.slug,
    description: row.description,
    status: row.status,
    ...splitModel(row.definition.model),
    version: renderVersion(row.revisionNumber),
    createdAt: row.createdAt,
  })
}

export function renderRevision(row: RevisionRow): Revision {
  return omitAbsent({ ...row })
}

/** The first revision is 1.0.0; each new one raises the patch part. */
function renderVersion(revisionNumber: number): string {
  return `1.0.${revisionNumber - 1}`
}
