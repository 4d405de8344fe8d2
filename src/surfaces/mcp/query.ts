// A query asked while a resource or a prompt is made. Where MCP has no result for a problem, a JSON-RPC error carries it.
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import type { Contract, OutputOf, RawInputOf } from '../../spec/contract.ts'
import type { Problem } from '../../spec/problem.ts'
import type { McpPort } from './mcp-port.ts'

export class ProblemAnswer extends ProtocolError {
  readonly problem: Problem
  constructor(problem: Problem) {
    const code = problem.status < 500 ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError
    super(code, `${problem.code}: ${problem.detail}`, problem)
    this.problem = problem
  }
}

/** Throws a `ProblemAnswer`. */
export async function query<C extends Contract>(
  contract: C,
  input: RawInputOf<C>,
  port: McpPort,
  signal: AbortSignal,
): Promise<OutputOf<C>> {
  const answer = await port.call({
    contract,
    input,
    idempotencyKey: null,
    traceparent: null,
    wantsStream: false,
    signal,
  })
  if (!answer.ok) throw new ProblemAnswer(answer.problem)
  return answer.output as OutputOf<C>
}
