// The SDK's own MCP client, for tests of the server.
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
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
