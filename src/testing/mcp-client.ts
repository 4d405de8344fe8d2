// The SDK's own MCP client, for tests of the server.
import {
  type CallToolResult,
  Client,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client'
import type { Problem } from '../spec/problem.ts'
import type { TestApp } from './create-test-app.ts'

export const mcpVersions = ['2025-11-25', '2026-07-28'] as const
export type McpVersion = (typeof mcpVersions)[number]

/** A client that has connected and speaks this version of the protocol. */
export async function connectMcp(transport: Transport, version: McpVersion): Promise<Client> {
  const mode = version === '2025-11-25' ? 'legacy' : { pin: version }
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } })
  await client.connect(transport)
  return client
}

/** A client of a test app's `/mcp`; `headers` go with every request. */
export function connectTestApp(app: TestApp, version: McpVersion, headers: Record<string, string> = {}) {
  const transport = new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), {
    fetch: (url, init) => app.send(new URL(url).pathname, init),
    requestInit: { headers },
  })
  return connectMcp(transport, version)
}

/** The problem that a refused call carries. */
export function readToolProblem({ isError, content: [block] }: CallToolResult): Problem {
  if (!isError || block?.type !== 'text') throw new Error('the call was not refused')
  return JSON.parse(block.text) as Problem
}
