// An agent, and what its revisions hold, as the run API shows them.
import type { AgentDefinition } from '../../contracts/agent-definition.ts'
import type { AgentRow } from '../../core/agent-row.ts'
import { getGoal } from '../../core/render-prompts.ts'
import { omitAbsent } from '../../core/run-row.ts'
import type { JsonObject } from '../../contracts/scalars.ts'
import { renderTools } from './resolve-tools.ts'

/** What an agent without a schema of its own takes. */
export const messageSchema: JsonObject = {
  type: 'object',
  properties: { message: { type: 'string', minLength: 1 }, context: { type: 'object' } },
  required: ['message'],
  additionalProperties: false,
}

export function renderConfig(definition: AgentDefinition) {
  const { customInstructions = {} } = definition
  return omitAbsent({
    modelStackId: definition.modelStackId ?? definition.model,
    inputSchema: definition.inputSchema ?? messageSchema,
    goalPrompt: getGoal(definition),
    customPlanningInstructions: customInstructions.planning,
    customToolCallInstructions: customInstructions.toolCall,
    customResultInstructions: customInstructions.result,
    enableContextCompression: definition.contextCompression ?? false,
    tools: renderTools(definition),
    resultType: definition.resultType === 'json' ? 'json' : 'document',
    resultSchema: definition.resultSchema,
  })
}

export function renderAgentSummary(row: AgentRow) {
  return omitAbsent({
    id: row.id,
    name: row.name,
    description: row.description,
    isPublished: row.publishedRevisionId !== null,
    isActive: row.status === 'active',
    hasChanges: row.latestRevisionId !== row.publishedRevisionId,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  })
}

/** `webhookSecret`: of a webhook that has just got it. */
export function renderAgent(row: AgentRow, webhookSecret?: string) {
  const webhookUrl = row.webhookUrl
  return { ...renderAgentSummary(row), ...renderConfig(row.definition), ...omitAbsent({ webhookUrl, webhookSecret }) }
}
