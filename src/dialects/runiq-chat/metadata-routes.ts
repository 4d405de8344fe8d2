// GET {dashboardPath}/metadata/…: what a chat page shows of the agents that can be chatted with, and of their tools.
import { z } from 'zod'
import type { ToolDefinition } from '../../contracts/agent-definition.ts'
import { listAgents } from '../../contracts/agent.list.ts'
import type { JsonObject } from '../../contracts/scalars.ts'
import type { AgentRow } from '../../core/agent-row.ts'
import type { DialectRequest, DialectRoute } from '../../operations/dialect-route.ts'

const PAGE = 500

/** Whoever may list agents may read these. */
export function createMetadataRoutes(dashboardPath: string): DialectRoute[] {
  const read = (
    path: string,
    render: (agents: readonly AgentRow[], request: DialectRequest) => unknown,
  ): DialectRoute => ({
    method: 'GET',
    path: `${dashboardPath}/metadata/${path}`,
    contract: listAgents,
    isLong: false,
    async answer(request) {
      const parsed = request.parse(z.strictObject({}))
      return parsed.ok ? { ok: true, status: 200, body: render(await listActive(request), request) } : parsed
    },
  })
  return [read('agents', renderAgents), read('tools', renderTools)]
}

async function listActive({ store, principal: { organizationId } }: DialectRequest): Promise<AgentRow[]> {
  const agents: AgentRow[] = []
  const filter = { organizationId, status: 'active', modelProvider: null, search: null, limit: PAGE } as const
  for (;;) {
    const { items, total } = await store.listAgents({ ...filter, offset: agents.length })
    agents.push(...items)
    if (items.length === 0 || agents.length >= total) return agents
  }
}

/** A system prompt is for those who may edit the agent. */
function renderAgents(agents: readonly AgentRow[], { principal }: DialectRequest) {
  const isEditor = principal.scopes.includes('admin')
  return agents.map(({ id, name, definition }) => ({
    id,
    name,
    instructions: isEditor ? definition.instructions : null,
    model: definition.model,
    reasoningEffort: readText(definition.modelConfig, 'reasoning', 'reasoningEffort'),
    verbosity: readText(definition.modelConfig, 'verbosity', 'textVerbosity'),
    tools: definition.tools.map(describeTool),
    contextSpaces: [],
  }))
}

function renderTools(agents: readonly AgentRow[]) {
  const offers = agents.flatMap((agent) => agent.definition.tools.map((tool) => ({ tool, agent })))
  return [...Map.groupBy(offers, ({ tool }) => tool.name).values()].flatMap(([first, ...others]) =>
    first
      ? renderTool(
          first.tool,
          [first, ...others].map(({ agent }) => agent),
        )
      : [],
  )
}

function renderTool(tool: ToolDefinition, agents: readonly AgentRow[]) {
  return {
    ...describeTool(tool),
    typeName: tool.agentId === undefined ? 'function' : 'agent',
    hasInput: Object.keys(tool.inputSchema['properties'] ?? {}).length > 0,
    inputSchema: tool.inputSchema,
    outputSchema: tool.outputSchema ?? null,
    attachedAgents: agents.map(({ id, name }) => ({ id, name })),
  }
}

function describeTool({ name, description, inputSchema, outputSchema }: ToolDefinition) {
  const types = { inputType: nameType(inputSchema), outputType: outputSchema ? nameType(outputSchema) : null }
  return { name, displayName: name, description, ...types }
}

function nameType(schema: JsonObject): string | null {
  return readText(schema, 'title', 'type')
}

/** The first of the keys that holds a text. */
function readText(object: JsonObject | undefined, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = object?.[key]
    if (typeof value === 'string') return value
  }
  return null
}
