// An agent as the store keeps it, and how it is shown.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { AgentSummary, AgentWithTools } from '../contracts/agent.ts'
import type { AgentStatus } from '../contracts/enums.ts'
import { omitAbsent } from './run-row.ts'
import { splitModel } from './split-model.ts'

export interface AgentRow {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly slug: string
  readonly description: string | null
  readonly status: AgentStatus
  readonly tags: readonly string[]
  /** Ad hoc agents are kept for their runs and never listed. */
  readonly isAdHoc: boolean
  readonly revisionNumber: number
  readonly latestRevisionId: string
  readonly publishedRevisionId: string | null
  readonly lastPublishedAt: string | null
  readonly createdAt: string
  readonly updatedAt: string
  /** Definition of the latest revision. */
  readonly definition: AgentDefinition
}

export function renderAgent(row: AgentRow, includeTools: boolean): AgentWithTools {
  const { definition } = row
  const tools = definition.tools.map(({ name, description }) => ({
    id: name,
    name,
    slug: name,
    description,
    category: 'custom',
  }))
  return omitAbsent({
    id: row.id,
    organizationId: row.organizationId,
    name: row.name,
    slug: row.slug,
    description: row.description,
    status: row.status,
    ...splitModel(definition.model),
    modelConfig: definition.modelConfig,
    systemPrompt: definition.instructions,
    userPromptTemplate: definition.userPromptTemplate,
    toolIds: tools.length > 0 ? tools.map((tool) => tool.id) : undefined,
    toolChoice: definition.toolChoice,
    maxIterations: definition.maxIterations,
    maxTokensPerRun: definition.maxTokensPerRun,
    maxCostUsd: definition.maxCostUsd,
    timeoutMs: definition.timeoutMs,
    version: renderVersion(row.revisionNumber),
    tags: row.tags.length > 0 ? [...row.tags] : undefined,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    inputSchema: definition.inputSchema,
    resultType: definition.resultType,
    onUnknown: definition.onUnknown,
    latestRevisionId: row.latestRevisionId,
    publishedRevisionId: row.publishedRevisionId,
    lastPublishedAt: row.lastPublishedAt,
    hasChanges: row.latestRevisionId !== row.publishedRevisionId,
    tools: includeTools ? tools : undefined,
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

/** The first revision is 1.0.0; each new one raises the patch part. */
function renderVersion(revisionNumber: number): string {
  return `1.0.${revisionNumber - 1}`
}
