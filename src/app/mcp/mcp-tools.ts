// mcpTools: the tools of an MCP server, for agents. What a model is told of them is what was approved.
import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/client'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Effect } from '../../contracts/enums.ts'
import type { Source } from '../../contracts/run.ts'
import { defineTool, type Tool, type ToolOptions } from '../../runtime/define-tool.ts'
import { describeError } from '../../spec/describe-error.ts'
import { compareTools, DEFAULT_LOCK, type McpLock, type McpTool, readMcpLock, writeMcpLock } from './mcp-lock.ts'
import { createMcpSession, type HttpServer, type McpSession, type StdioServer } from './mcp-session.ts'

export type McpToolsOptions = (StdioServer | HttpServer) & {
  /** 1 to 32 letters, digits, `_` and `-`: stands before the name of each tool. */
  readonly name: string
  /** Names of the tools to take, as the server calls them. Default: all. */
  readonly tools?: readonly string[]
  /** Whether a person is asked before a call of any of them runs. Default false. */
  readonly approval?: ToolOptions<unknown, unknown>['approval']
  /** Limit of one call in ms. Default 60,000. */
  readonly timeoutMs?: number
  /** File that holds what was approved; commit it. Default `mcp.lock.json` in the current folder. */
  readonly lockFile?: string | URL
}

const Options = z.object({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,32}$/, 'must be 1 to 32 letters, digits, "_" or "-"'),
  tools: z.array(z.string()).optional(),
  timeoutMs: z.int().min(100).max(86_400_000).default(60_000),
})

/**
 * Asks an MCP server for its tools; `await` it before `defineAgent`. A tool that differs from what was approved is left
 * out, and stderr says so. A server that does not answer is no hindrance once its tools were approved.
 * Throws an Error that names the server when it cannot be asked the first time, or the options do not hold together.
 */
export async function mcpTools(options: McpToolsOptions): Promise<Tool[]> {
  const parsed = Options.safeParse(options)
  if (!parsed.success) throw new Error(`MCP server ${JSON.stringify(options.name)}: ${z.prettifyError(parsed.error)}`)
  const { name, tools: wanted } = parsed.data
  const session = createMcpSession(name, options)
  const tools = await findTools(session, parsed.data, options.lockFile ?? DEFAULT_LOCK)
  const missing = wanted?.filter((tool) => !tools.known.has(tool)) ?? []
  if (missing.length > 0) {
    throw new Error(`the MCP server "${name}" has no tool ${missing.join(', ')}; it has ${[...tools.known].join(', ')}`)
  }
  return tools.offered.map((tool) => createTool(tool, session, options))
}

interface Found {
  readonly offered: readonly McpTool[]
  /** Names of all tools of the server, offered or not. */
  readonly known: ReadonlySet<string>
}

async function findTools(session: McpSession, { name, tools }: z.infer<typeof Options>, path: string | URL) {
  const isWanted = (tool: McpTool) => tools?.includes(tool.name) ?? true
  const lock = readMcpLock(path)
  const listed = await session.listTools().catch((error: unknown) => {
    if (!lock[name]) throw error
    console.error(`${describeError(error)}\nIts tools are offered as ${String(path)} has them.`)
    return null
  })
  await session.close() // nothing stays open before a tool is called
  if (!listed) return findKnown(lock[name], isWanted)
  const compared = compareTools(lock, name, listed.filter(isWanted))
  saveLock(path, lock, compared, name)
  const { approved = {}, pending = {} } = compared[name] ?? {}
  const waiting = listed.filter((tool) => isWanted(tool) && tool.name in pending).map((tool) => tool.name)
  if (waiting.length > 0) {
    const what = `MCP server "${name}": ${waiting.join(', ')} changed since it was approved, and is not offered.`
    console.error(`${what}\nSee how: errand mcp approve. Approve: errand mcp approve ${name}`)
  }
  const offered = listed.filter((tool) => isWanted(tool) && tool.name in approved && !(tool.name in pending))
  return { offered, known: new Set(listed.map((tool) => tool.name)) }
}

function findKnown(entry: McpLock[string] | undefined, isWanted: (tool: McpTool) => boolean): Found {
  const { approved = {}, pending = {} } = entry ?? {}
  const offered = Object.values(approved).filter((tool) => isWanted(tool) && !(tool.name in pending))
  return { offered, known: new Set(Object.keys({ ...approved, ...pending })) }
}

function saveLock(path: string | URL, before: McpLock, after: McpLock, name: string): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return
  try {
    writeMcpLock(path, after)
  } catch (error) {
    const what = `MCP server "${name}": ${String(path)} cannot be written: ${describeError(error)}`
    if (!before[name]) throw new Error(`${what}; commit the file, or name another with lockFile`, { cause: error })
    console.error(what)
  }
}

function createTool(tool: McpTool, session: McpSession, options: McpToolsOptions): Tool {
  const { $schema: _dialect, ...input } = tool.inputSchema
  const { timeoutMs = 60_000, approval = false } = options
  const made = defineTool({
    name: renderName(options.name, tool.name),
    description: (tool.description || tool.name).slice(0, 4000),
    input,
    effect: readEffect(tool),
    timeoutMs,
    approval,
    async execute(input, { callId, traceparent, signal, addSource }) {
      const result = await session.call({ tool, input, callId, traceparent, signal, timeoutMs })
      for (const source of listSources(result)) addSource(source)
      return renderResult(result)
    },
  })
  return { ...made, mcp: { serverId: options.name, tool: tool.name }, close: () => session.close() }
}

/** Within the 64 characters a model takes; a name that has to be cut ends in its hash. */
function renderName(server: string, tool: string): string {
  const name = `${server}_${tool.replaceAll(/[^a-zA-Z0-9_-]/g, '_')}`
  return name.length <= 64
    ? name
    : `${name.slice(0, 55)}_${createHash('sha256').update(tool).digest('hex').slice(0, 8)}`
}

function readEffect({ annotations = {} }: McpTool): Effect {
  if (annotations['readOnlyHint'] === true) return 'pure'
  return annotations['idempotentHint'] === true ? 'idempotent' : 'once'
}

/** What an answer links to, or brings as a resource, is what the run draws on. */
function listSources({ content }: CallToolResult): Source[] {
  return content.flatMap((block) => {
    if (block.type === 'resource_link') return [createSource(block.uri, block.title ?? block.name)]
    return block.type === 'resource' ? [createSource(block.resource.uri)] : []
  })
}

function createSource(uri: string, title?: string): Source {
  return { ...(/^https?:/i.test(uri) ? { url: uri } : { ref: uri }), ...(title !== undefined && { title }) }
}

/** The structured content, else the text. Throws what the server says of a call that failed. */
function renderResult({ content, structuredContent, isError }: CallToolResult): unknown {
  const text = content.map(renderBlock).join('\n')
  if (isError) throw new Error(text || 'the tool failed')
  return structuredContent ?? text
}

/** Bytes say nothing to a model that reads text. */
function renderBlock(block: ContentBlock): string {
  switch (block.type) {
    case 'text':
      return block.text
    case 'resource':
      return 'text' in block.resource ? block.resource.text : `(${block.resource.uri})`
    case 'resource_link':
      return `(${block.uri})`
    default:
      return `(${block.type}, ${block.mimeType}, ${Math.floor((block.data.length * 3) / 4)} bytes)`
  }
}
