// GET {dashboardPath}/metadata/…: what a chat page shows of the agents that can be chatted with, their tools and spaces.
import { z } from 'zod'
import { listAgents } from '../../contracts/agent.list.ts'
import type { AgentRow } from '../../core/agent-row.ts'
import type { DialectRequest, DialectRoute } from '../../operations/dialect-route.ts'
import { describeSkill, describeSource, describeSpace } from './describe-space.ts'
import { describeCodeTool, describeStoredTool, listToolsOf, readText, renderTool } from './describe-tool.ts'

const PAGE = 500

/** Whoever may list agents may read these. */
export function createMetadataRoutes(dashboardPath: string): DialectRoute[] {
  const read = (path: string, render: (request: DialectRequest) => Promise<unknown>): DialectRoute => ({
    method: 'GET',
    path: `${dashboardPath}/metadata/${path}`,
    contract: listAgents,
    isLong: false,
    async answer(request) {
      const parsed = request.parse(z.strictObject({}))
      return parsed.ok ? { ok: true, status: 200, body: await render(request) } : parsed
    },
  })
  return [read('agents', renderAgents), read('tools', renderTools), read('context-spaces', renderSpaces)]
}

function listActive({ store, principal: { organizationId } }: DialectRequest): Promise<AgentRow[]> {
  const filter = { organizationId, status: 'active', modelProvider: null, search: null } as const
  return listAll((page) => store.listAgents({ ...filter, ...page }))
}

function listSpaces({ store, principal: { organizationId } }: DialectRequest) {
  return listAll((page) => store.listContextSpaces({ organizationId, search: null, ...page }))
}

async function listTools({ store, principal: { organizationId } }: DialectRequest) {
  const filter = { organizationId, category: null, status: null, search: null } as const
  const rows = await listAll((page) => store.listTools({ ...filter, ...page }))
  return rows.filter(({ status }) => status !== 'disabled')
}

type List<T> = (page: { limit: number; offset: number }) => Promise<{ items: readonly T[]; total: number }>

async function listAll<T>(list: List<T>): Promise<T[]> {
  const all: T[] = []
  for (;;) {
    const { items, total } = await list({ limit: PAGE, offset: all.length })
    all.push(...items)
    if (items.length === 0 || all.length >= total) return all
  }
}

/** A system prompt is for those who may edit the agent. */
async function renderAgents(request: DialectRequest) {
  const isEditor = request.principal.scopes.includes('admin')
  const found = await Promise.all([listActive(request), listSpaces(request), listTools(request)])
  const [agents, spaces, rows] = found
  return agents.map(({ id, name, definition }) => ({
    id,
    name,
    instructions: isEditor ? definition.instructions : null,
    model: definition.model,
    reasoningEffort: readText(definition.modelConfig, 'reasoning', 'reasoningEffort'),
    verbosity: readText(definition.modelConfig, 'verbosity', 'textVerbosity'),
    tools: listToolsOf(definition, rows).map(renderTool),
    contextSpaces: spaces
      .filter((space) => definition.contextSpaceIds?.includes(space.id))
      .map((space) => ({
        ...describeSpace(space),
        sourceCount: space.sources.length,
        documentCount: space.documentCount,
        skillCount: space.skills.length,
      })),
  }))
}

async function renderSpaces(request: DialectRequest) {
  const [agents, spaces] = await Promise.all([listActive(request), listSpaces(request)])
  return spaces.map((space) => ({
    ...describeSpace(space),
    sources: space.sources.map(describeSource),
    skillSources: space.skillSources.map(describeSource),
    skills: space.skills.map(describeSkill),
    attachedAgents: agents.filter(({ definition }) => definition.contextSpaceIds?.includes(space.id)).map(nameAgent),
  }))
}

/** Tools that code gives to agents, and stored ones, each once. */
async function renderTools(request: DialectRequest) {
  const [agents, rows] = await Promise.all([listActive(request), listTools(request)])
  const toolsByName = new Map(agents.flatMap(({ definition }) => definition.tools).map((tool) => [tool.name, tool]))
  const ofCode = [...toolsByName.values()].map((tool) => ({
    tool: describeCodeTool(tool),
    has: ({ definition }: AgentRow) => definition.tools.some(({ name }) => name === tool.name),
  }))
  const stored = rows.map((row) => ({
    tool: describeStoredTool(row),
    has: ({ definition }: AgentRow) => definition.assignments?.some(({ toolId }) => toolId === row.id) ?? false,
  }))
  return [...ofCode, ...stored].map(({ tool, has }) => ({
    ...renderTool(tool),
    typeName: tool.typeName,
    hasInput: Object.keys(tool.inputSchema['properties'] ?? {}).length > 0,
    inputSchema: tool.inputSchema,
    outputSchema: tool.outputSchema,
    attachedAgents: agents.filter(has).map(nameAgent),
  }))
}

function nameAgent({ id, name }: AgentRow) {
  return { id, name }
}
