// Tools in the words of the dialect: those that code gives to agents, and stored ones.
import type { AgentDefinition, ToolDefinition } from '../../contracts/agent-definition.ts'
import type { JsonObject } from '../../contracts/scalars.ts'
import type { ToolRow } from '../../core/tool-row.ts'

interface DescribedTool {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly typeName: string
  readonly inputSchema: JsonObject
  readonly outputSchema: JsonObject | null
}

export function describeCodeTool({ name, description, agentId, ...schemas }: ToolDefinition): DescribedTool {
  const typeName = agentId === undefined ? 'function' : 'agent'
  const { inputSchema, outputSchema = null } = schemas
  return { name, displayName: name, description, typeName, inputSchema, outputSchema }
}

export function describeStoredTool({ slug, name, description, definition }: ToolRow): DescribedTool {
  const { implementationType: typeName, parametersSchema: inputSchema, outputSchema = null } = definition
  return { name: slug, displayName: name, description, typeName, inputSchema, outputSchema }
}

/** What an agent has: its tools of code, and those that are assigned to it, in order. */
export function listToolsOf({ tools, assignments = [] }: AgentDefinition, rows: readonly ToolRow[]): DescribedTool[] {
  const ordered = assignments.toSorted((a, b) => a.order - b.order)
  const stored = ordered.flatMap(({ toolId }) => rows.find(({ id }) => id === toolId) ?? [])
  return [...tools.map(describeCodeTool), ...stored.map(describeStoredTool)]
}

export function renderTool({ name, displayName, description, inputSchema, outputSchema }: DescribedTool) {
  const types = { inputType: nameType(inputSchema), outputType: outputSchema && nameType(outputSchema) }
  return { name, displayName, description, ...types }
}

function nameType(schema: JsonObject): string | null {
  return readText(schema, 'title', 'type')
}

/** The first of the keys that holds a text. */
export function readText(object: JsonObject | undefined, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = object?.[key]
    if (typeof value === 'string') return value
  }
  return null
}
