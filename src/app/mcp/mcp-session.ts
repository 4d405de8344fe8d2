// The connection to one MCP server: made when it is needed, made again when the server went away, closed when asked.
import {
  type CallToolResult,
  Client,
  ProtocolError,
  SdkHttpError,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { isDeepStrictEqual } from 'node:util'
import { OutcomeUnknownError } from '../../runtime/outcome-unknown.ts'
import { describeError } from '../../spec/describe-error.ts'
import { version } from '../version.ts'
import { McpTool } from './mcp-lock.ts'

export interface StdioServer {
  readonly command: string
  readonly args?: readonly string[]
  /** Added to PATH, HOME and a few others; nothing else of this process's environment is handed on. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

export interface HttpServer {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface CallParams {
  /** The tool as it was approved; a call of a tool that differs by now is refused. */
  readonly tool: McpTool
  readonly input: unknown
  readonly callId: string
  readonly traceparent: string | null
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

export interface McpSession {
  listTools(): Promise<McpTool[]>
  call(params: CallParams): Promise<CallToolResult>
  close(): Promise<void>
}

interface Connected {
  readonly client: Client
  readonly tools: McpTool[]
}

/** How long a server may take to start and list its tools; the first start of a package may download it. */
const CONNECT_MS = 60_000

export function createMcpSession(name: string, server: StdioServer | HttpServer): McpSession {
  let connecting: Promise<Connected> | null = null
  const connect = (): Promise<Connected> => {
    if (connecting) return connecting
    const forget = () => {
      if (connecting === made) connecting = null
    }
    const made = open(name, server, forget)
    made.catch(forget)
    return (connecting = made)
  }
  return {
    listTools: async () => (await connect()).tools,
    async call({ tool, input, callId, traceparent, signal, timeoutMs }) {
      const { client, tools } = await connect()
      if (!tools.some((current) => isDeepStrictEqual(current, tool))) {
        throw new Error(`the MCP server "${name}" changed or removed "${tool.name}" since it was approved`)
      }
      // An Errand server does a command once under this key; others pay no heed.
      const _meta = { 'errand/idempotency-key': callId, ...(traceparent !== null && { traceparent }) }
      const call = { name: tool.name, arguments: input as Record<string, unknown>, _meta }
      return client.callTool(call, { signal, timeout: timeoutMs + 1000 }).catch((error: unknown) => {
        if (wasAnswered(error)) throw error
        throw new OutcomeUnknownError(`the MCP server "${name}" was lost in the call: ${describeError(error)}`)
      })
    },
    async close() {
      const opened = connecting
      connecting = null
      await opened?.then(({ client }) => client.close()).catch(() => undefined) // one that never came up is closed
    },
  }
}

/** A stdio server is greeted as of 2025, which all know; one over HTTP is asked which versions it speaks. */
async function open(name: string, server: StdioServer | HttpServer, onClose: () => void): Promise<Connected> {
  const isHttp = 'url' in server
  const mode = isHttp ? 'auto' : 'legacy'
  const made = new Client({ name: 'errand', version }, { versionNegotiation: { mode } })
  const client = Object.assign(made, { onclose: onClose })
  let said = ''
  try {
    if (isHttp) {
      const requestInit = { headers: { ...server.headers } }
      await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit }), connectOptions)
    } else {
      const { args = [], env = {}, ...rest } = server
      const transport = new StdioClientTransport({ ...rest, args: [...args], env: { ...env }, stderr: 'pipe' })
      transport.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-1000)))
      await client.connect(transport, connectOptions)
    }
    const { tools } = await client.listTools(undefined, connectOptions)
    return { client, tools: tools.map((tool) => McpTool.parse(tool)) }
  } catch (error) {
    await client.close()
    const output = said.trim() === '' ? '' : `; it wrote: ${said.trim()}`
    throw new Error(`the MCP server "${name}" cannot be reached: ${describeError(error)}${output}`, { cause: error })
  }
}

const connectOptions = { timeout: CONNECT_MS }

/** The server said no, or nothing reached it: the call had no effect. */
function wasAnswered(error: unknown): boolean {
  if (error instanceof ProtocolError || error instanceof SdkHttpError) return true
  const cause = error instanceof Error ? error.cause : null
  return cause instanceof Error && 'code' in cause && ['ECONNREFUSED', 'ENOTFOUND'].includes(String(cause.code))
}
