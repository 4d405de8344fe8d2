// One tools/call: the pipeline's answer as a tool result, with progress while a stream goes on. A problem is a result.
import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server'
import type { Stream } from '../../operations/operation.ts'
import type { Contract } from '../../spec/contract.ts'
import { createProblem, type Problem } from '../../spec/problem.ts'
import type { McpPort } from './mcp-port.ts'
import { findStreamField, renderStreamedOutput } from './render-tool.ts'

/** Where a caller puts the Idempotency-Key of a command. */
export const IDEMPOTENCY_META = 'errand/idempotency-key'

const BROKEN_OFF = 'The server stops before the end of the stream; what the call began goes on.'

type Request = ServerContext['mcpReq']

export async function callTool(
  contract: Contract,
  input: Record<string, unknown>,
  request: Request,
  port: McpPort,
): Promise<CallToolResult> {
  const field = findStreamField(contract)
  const wantsStream = field !== null && input[field] === true
  const signal = AbortSignal.any([request.signal, port.stopSignal])
  const key = request._meta?.[IDEMPOTENCY_META]
  const idempotencyKey = key === undefined ? null : typeof key === 'string' ? key : '' // no text is no valid key
  const given = request._meta?.['traceparent']
  const traceparent = typeof given === 'string' ? given : null
  try {
    const answer = await port.call({ contract, input, idempotencyKey, traceparent, wantsStream, signal })
    if (!answer.ok) return renderProblem(answer.problem)
    if (!answer.stream) return renderOutput(contract, answer.output)
    const end = await followStream(answer.stream, request)
    if (signal.aborted) return renderProblem(createProblem('SHUTTING_DOWN', { detail: BROKEN_OFF }, contract))
    return renderStructure(renderStreamedOutput(contract, answer.output, end))
  } catch (error) {
    return renderProblem(port.describeFault(error))
  }
}

/** Tells the caller of each frame, if it gave a progress token. Answers the data of the last frame. */
async function followStream(stream: Stream, request: Request): Promise<unknown> {
  const progressToken = request._meta?.progressToken
  let progress = 0
  let end: unknown = null
  for await (const frames of stream) {
    const last = frames.at(-1)
    if (!last) continue
    end = last.data
    progress += frames.length
    if (progressToken === undefined) continue
    const params = { progressToken, progress, message: last.event }
    await request.notify({ method: 'notifications/progress', params })
  }
  return end
}

function renderOutput(contract: Contract, output: unknown): CallToolResult {
  const content = contract.mcp?.renderContent?.(output)
  return content ? { ...renderStructure(output), content: [...content] } : renderStructure(output)
}

function renderStructure(output: unknown): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(output) }], structuredContent: output }
}

/** No structured content: clients check that against the output schema. */
function renderProblem(problem: Problem): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: JSON.stringify(problem) }] }
}
