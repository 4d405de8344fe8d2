// The tools of an agent, from the run API's shapes to assignments and back.
import type { AgentDefinition, ToolAssignment } from '../../contracts/agent-definition.ts'
import type { CallDeps } from '../../operations/operation.ts'
import type { AgentTool } from './agent-input.ts'
import type { Installation } from './installation.ts'

/** Names that a tool of loaded code may have to be the built-in tool of this type. */
const namesByType: Readonly<Record<string, readonly string[]>> = {
  searchWeb: ['searchWeb', 'search_web'],
  searchNews: ['searchNews', 'search_news'],
  browseWebsite: ['browseWebsite', 'web_fetch'],
  codeInterpreter: ['codeInterpreter', 'run_javascript'],
}

export type ResolvedTools =
  | { readonly ok: true; readonly assignments: readonly ToolAssignment[] }
  | { readonly ok: false; readonly index: number; readonly message: string }

/** What `known` says of a tool that stays is kept. */
export async function resolveTools(
  tools: readonly AgentTool[],
  known: readonly ToolAssignment[],
  installation: Installation,
  { store, principal: { organizationId } }: CallDeps,
): Promise<ResolvedTools> {
  const toolIds = tools.flatMap((tool) => (tool.source === 'native' ? [tool.toolId] : []))
  const stored = await store.getTools({ organizationId, toolIds })
  const assignments: ToolAssignment[] = []
  for (const [index, tool] of tools.entries()) {
    const found =
      tool.source === 'native' ? findStored(tool.toolId, stored) : findInstalled(tool, organizationId, installation)
    if (typeof found === 'string') return { ok: false, index, message: found }
    const twice = found.find(({ toolId }) => assignments.some((other) => other.toolId === toolId))
    if (twice) return { ok: false, index, message: `the tool "${twice.toolId}" is named twice` }
    assignments.push(...found.map((one) => ({ ...known.find(({ toolId }) => toolId === one.toolId), ...one })))
  }
  return { ok: true, assignments }
}

type Found = ToolAssignment[] | string

function findStored(toolId: string, stored: readonly { readonly id: string }[]): Found {
  return stored.some(({ id }) => id === toolId) ? [{ toolId, order: 0 }] : `there is no tool "${toolId}"`
}

function findInstalled(
  tool: Exclude<AgentTool, { source: 'native' }>,
  organizationId: string,
  installation: Installation,
): Found {
  if (tool.source === 'builtin') {
    const names = namesByType[tool.type]
    if (!names) return `there is no built-in tool "${tool.type}"; there are ${Object.keys(namesByType).join(', ')}`
    const name = names.find((one) => installation.hasTool(organizationId, one))
    if (name !== undefined) return [{ toolId: name, order: 0, installed: { source: 'builtin', type: tool.type } }]
    return `the built-in tool ${tool.type} is not set up here: there is no tool named ${names.at(-1)} in ERRAND_TOOLS or a loaded file`
  }
  const { serverId, enabledTools } = tool
  const found: ToolAssignment[] = []
  for (const name of new Set(enabledTools)) {
    const toolId = installation.findMcpTool(organizationId, serverId, name)
    if (toolId === null) return `no loaded file exports the tool "${name}" of an MCP server "${serverId}"`
    found.push({ toolId, order: 0, installed: { source: 'mcp', serverId, tool: name } })
  }
  return found
}

/** Tools of one MCP server are listed together. */
export function renderTools({ assignments, tools }: AgentDefinition): AgentTool[] {
  if (!assignments) return tools.map(({ name }) => ({ source: 'native', toolId: name }))
  const shown: AgentTool[] = []
  for (const { toolId, installed } of assignments) {
    if (!installed) shown.push({ source: 'native', toolId })
    else if (installed.source === 'builtin') shown.push({ source: 'builtin', type: installed.type })
    else {
      const { serverId, tool } = installed
      const server = shown.find((one) => one.source === 'mcp' && one.serverId === serverId)
      if (server?.source === 'mcp') server.enabledTools.push(tool)
      else shown.push({ source: 'mcp', serverId, enabledTools: [tool] })
    }
  }
  return shown
}
