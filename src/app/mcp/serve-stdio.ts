// Serves MCP on standard input and output, for the process that has the data.
import { Writable } from 'node:stream'
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import type { Client } from '../../client/client.ts'
import { ProblemError } from '../../client/problem-error.ts'
import { contracts } from '../../contracts/index.ts'
import type { RunEvent } from '../../contracts/run-event.ts'
import { findInputFault } from '../../operations/invoke.ts'
import type { Stream } from '../../operations/operation.ts'
import { createProblem } from '../../spec/problem.ts'
import { createMcpServerFactory } from '../../surfaces/mcp/create-mcp-server.ts'
import type { McpPort } from '../../surfaces/mcp/mcp-port.ts'
import { findStreamField } from '../../surfaces/mcp/render-tool.ts'
import { type CommandContext, type CommonOptions, renderFault } from '../commands/command.ts'
import { untilSignal } from '../commands/serve.ts'
import { UnreachableError } from '../env.ts'
import { loadCode } from '../load-code.ts'
import { mcpDeps } from '../mcp-deps.ts'
import { version } from '../version.ts'

/** Resolves when standard input has ended, or a signal came. */
export async function serveMcp(options: CommonOptions, context: CommandContext): Promise<void> {
  const { stdin, note } = context.terminal(options)
  const output = takeStdout()
  const { operations } = await loadCode(options.agents ?? [])
  const ownContracts = operations.map(({ contract }) => contract)
  const connection = await context.connect(options, 'work', { origin: 'mcp', ownContracts })
  const stopping = new AbortController()
  const port = createClientPort(connection.client, stopping.signal, note)
  const served = [...Object.values(contracts), ...ownContracts]
  const createServer = createMcpServerFactory({ ...mcpDeps, version, contracts: served })
  const server = serveStdio(() => createServer(port), { transport: new StdioServerTransport(stdin, output) })
  await Promise.race([untilSignal(), new Promise((resolve) => stdin.once('end', resolve).once('close', resolve))])
  stopping.abort()
  await server.close()
  await connection.close(context.config())
}

/** What else is written to standard output, by agents say, goes to standard error: the protocol has it for itself. */
function takeStdout(): Writable {
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = process.stderr.write.bind(process.stderr)
  return new Writable({ write: (chunk: Buffer, _encoding, done) => void write(chunk, done) })
}

/** Calls go to the process that has the data, which may be this one. */
function createClientPort(client: Client, stopSignal: AbortSignal, note: (text: string) => void): McpPort {
  return {
    stopSignal,
    async call({ contract, input, idempotencyKey, wantsStream, signal }) {
      const fault = findInputFault(contract, input)
      if (fault) return { ok: false, problem: fault }
      const options = { signal, ...(idempotencyKey !== null && { idempotencyKey }) }
      try {
        // Streamed here means followed: a connection that breaks is opened again where it broke.
        const body = { ...(input as object), ...(wantsStream && { [findStreamField(contract) ?? '']: false }) }
        const output: unknown = await client.call(contract.meta.key as never, body as never, options)
        return { ok: true, output, stream: wantsStream ? renderFrames(client, output, signal) : null }
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        const { instance: _path, ...problem } = error.problem
        return { ok: false, problem }
      }
    },
    describeFault(error) {
      if (error instanceof UnreachableError) return createProblem('STORE_UNAVAILABLE', { detail: error.message })
      note(renderFault(error, null))
      return createProblem('INTERNAL_ERROR')
    },
  }
}

async function* renderFrames(client: Client, output: unknown, signal: AbortSignal): Stream {
  const { runId } = output as { runId: string }
  const render = (event: RunEvent) => ({ id: String(event.seq), event: event.type, data: event })
  for await (const event of client.follow(runId, { signal })) yield [render(event)]
}
