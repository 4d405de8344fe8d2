// An MCP server over any contracts: each is a tool, some are resources or prompts. No product words here.
import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server'
import type { Contract } from '../../spec/contract.ts'
import { listNames } from '../../spec/names.ts'
import { callTool } from './call-tool.ts'
import type { McpPort } from './mcp-port.ts'
import { addQueryPrompts, type McpPrompts } from './prompts.ts'
import { ProblemAnswer } from './query.ts'
import { listResources, listTemplates, readResource } from './read-resource.ts'
import { renderTool } from './render-tool.ts'
import { addSkillMethods, listSkillResources, type McpSkills, SKILLS_EXTENSION } from './skills.ts'

export interface McpServerDeps {
  readonly name: string
  readonly version: string
  /** What a model should know of the tools as a whole. */
  readonly instructions: string
  readonly contracts: readonly Contract[]
  /** Prompts that depend on data. */
  readonly prompts: McpPrompts
  readonly skills: McpSkills
}

/**
 * Makes servers that differ only in whose calls they perform. Tools are rendered once. An operation whose answer holds a
 * secret is no tool: a model would read it.
 */
export function createMcpServerFactory(deps: McpServerDeps): (port: McpPort) => Server {
  const contracts = deps.contracts.filter((contract) => !contract.isShownOnce)
  const tools = contracts.map(renderTool)
  const contractsByTool = new Map(contracts.map((contract) => [listNames(contract).mcp, contract]))
  const resourceTemplates = listTemplates(contracts)
  const prompts = addQueryPrompts(contracts, deps.prompts)
  return (port) => {
    const { name, version, instructions, skills } = deps
    const server = new Server(
      { name, version },
      { instructions, capabilities: { tools: {}, resources: {}, prompts: {}, extensions: { [SKILLS_EXTENSION]: {} } } },
    )
    server.setRequestHandler('tools/list', () => ({ tools }))
    server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
      const contract = contractsByTool.get(params.name)
      if (!contract) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `there is no tool "${params.name}"`)
      return callTool(contract, params.arguments ?? {}, mcpReq, port)
    })
    server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates }))
    server.setRequestHandler('resources/list', async (_request, { mcpReq }) =>
      guard(port, async () => {
        const ofQueries = await listResources(contracts, port, mcpReq.signal)
        return { resources: [...ofQueries, ...(await listSkillResources(skills, port, mcpReq.signal))] }
      }),
    )
    server.setRequestHandler('resources/read', async ({ params }, { mcpReq }) =>
      guard(port, async () => {
        const contents = params.uri.startsWith('skill:') ? await skills.read(params.uri, port, mcpReq.signal) : null
        return contents ? { contents } : readResource(params.uri, contracts, port, mcpReq.signal)
      }),
    )
    addSkillMethods(server, skills, port, guard)
    server.setRequestHandler('prompts/list', async (_request, { mcpReq }) =>
      guard(port, async () => ({ prompts: await prompts.list(port, mcpReq.signal) })),
    )
    server.setRequestHandler('prompts/get', async ({ params }, { mcpReq }) =>
      guard(port, async () => {
        const prompt = await prompts.get(params.name, params.arguments ?? {}, port, mcpReq.signal)
        if (prompt) return prompt
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, `there is no prompt "${params.name}"`)
      }),
    )
    return server
  }
}

/** A fault nobody declared tells no more than its problem does. */
async function guard<T>(port: McpPort, answer: () => Promise<T>): Promise<T> {
  try {
    return await answer()
  } catch (error) {
    if (error instanceof ProtocolError) throw error
    throw new ProblemAnswer(port.describeFault(error))
  }
}
