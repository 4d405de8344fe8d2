// An MCP server on standard input and output, for tests of the client. `WORDS` is the description of its tool `add`; what
// its other tools do stands in the file `ledger`.
import { appendFileSync } from 'node:fs'
import { type CallToolResult, Server } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'

const nothing = { type: 'object' as const }
const numbers = { ...nothing, properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] }
const sum = { ...nothing, properties: { sum: { type: 'number' } }, required: ['sum'] }
const description = process.env['WORDS'] ?? 'Adds two numbers.'

const tools = [
  { name: 'add', description, inputSchema: numbers, outputSchema: sum, annotations: { readOnlyHint: true } },
  { name: 'env', description: 'Tells its environment.', inputSchema: nothing, annotations: { idempotentHint: true } },
  { name: 'fail', description: 'Fails.', inputSchema: nothing },
  { name: 'hang', description: 'Hangs until it is cancelled.', inputSchema: nothing },
  { name: 'find', description: 'Finds pages.', inputSchema: nothing, annotations: { readOnlyHint: true } },
  { name: 'die', description: 'Ends the server.', inputSchema: nothing },
]

const note = (line: string) => appendFileSync('ledger', `${line}\n`)
const tell = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })

async function call(name: string, input: Record<string, unknown>, signal: AbortSignal): Promise<CallToolResult> {
  note(name)
  switch (name) {
    case 'add': {
      const structuredContent = { sum: Number(input['a']) + Number(input['b']) }
      return { ...tell(JSON.stringify(structuredContent)), structuredContent }
    }
    case 'env':
      return tell(Object.keys(process.env).sort().join(' '))
    case 'find': {
      const page = { type: 'resource_link' as const, uri: 'https://example.com/a', name: 'a', title: 'Page A' }
      const file = { type: 'resource' as const, resource: { uri: 'file:///b.md', text: 'B' } }
      return { content: [page, file, page] }
    }
    case 'fail':
      return { ...tell('it cannot be done'), isError: true }
    case 'hang':
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      note('cancelled')
      return tell('')
    default:
      process.kill(process.pid, 'SIGKILL')
      return tell('')
  }
}

note('started')
serveStdio(() => {
  const server = new Server({ name: 'tools', version: '1.0.0' }, { capabilities: { tools: {} } })
  server.setRequestHandler('tools/list', () => ({ tools }))
  server.setRequestHandler('tools/call', ({ params }, { mcpReq }) =>
    call(params.name, params.arguments ?? {}, mcpReq.signal),
  )
  return server
})
process.stdin.once('end', () => note('ended'))
