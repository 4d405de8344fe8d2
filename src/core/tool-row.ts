// A stored tool as the store keeps it, and how it is shown.
import type { Effect, ImplementationType, ToolCategory, ToolStatus } from '../contracts/enums.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import type { Tool, ToolSummary } from '../contracts/tool.ts'
import { omitAbsent } from './run-row.ts'

export interface ToolRow {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly slug: string
  readonly description: string
  readonly category: ToolCategory
  readonly status: ToolStatus
  readonly createdAt: string
  readonly updatedAt: string
  readonly definition: StoredTool
}

/** What a tool does. Unlike an agent's revision it is not frozen: a change reaches every agent that has the tool. */
export interface StoredTool {
  readonly parametersSchema: JsonObject
  readonly outputSchema?: JsonObject
  readonly implementationType: ImplementationType
  readonly implementationConfig: JsonObject
  readonly maxInvocationsPerMinute?: number
  readonly timeoutMs: number
  readonly effect: Effect
  readonly tags: readonly string[]
}

/** It comes with Errand: it cannot be changed. */
export function isBuiltIn({ definition }: ToolRow): boolean {
  return 'builtIn' in definition.implementationConfig
}

const VERSION = '1.0.0'

export function renderTool(row: ToolRow): Tool {
  const { definition, ...facts } = row
  const { tags, ...rest } = definition
  return { ...omitAbsent({ ...facts, ...rest, tags: tags.length > 0 ? [...tags] : undefined }), version: VERSION }
}

export function renderToolSummary(row: ToolRow): ToolSummary {
  const { id, name, slug, description, category, status, createdAt } = row
  return { id, name, slug, description, category, status, version: VERSION, createdAt }
}
