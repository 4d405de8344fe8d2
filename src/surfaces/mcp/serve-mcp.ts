// MCP over HTTP at one path, without sessions: each request is authenticated, and answered by a server of its own.
import { createMcpHandler } from '@modelcontextprotocol/server'
import { getOperation, invoke, listContracts, reportFault } from '../../operations/invoke.ts'
import type { Principal, Stream } from '../../operations/operation.ts'
import { createProblem, type Problem } from '../../spec/problem.ts'
import { enter } from '../http/enter.ts'
import { readBody } from '../http/read-input.ts'
import { renderProblem } from '../http/render.ts'
import { readHierarchy, type ServeDeps } from '../http/serve.ts'
import { refuseStream } from '../http/stream-places.ts'
import { createMcpServerFactory, type McpServerDeps } from './create-mcp-server.ts'
import type { McpPort } from './mcp-port.ts'

export interface ServeMcpDeps extends Pick<
  ServeDeps,
  'pipeline' | 'readToken' | 'stopSignal' | 'heartbeatMs' | 'streams'
> {
  readonly mcp: Pick<McpServerDeps, 'name' | 'instructions' | 'prompts' | 'skills'>
  readonly version: string
  /** Does work in the trace of that context; whatever is no context changes nothing. */
  readonly runInTrace: <T>(traceparent: string, work: () => T) => T
}

export function createServeMcp(deps: ServeMcpDeps): (request: Request) => Promise<Response> {
  const { pipeline, version, stopSignal } = deps
  const contracts = listContracts(pipeline)
  const createServer = createMcpServerFactory({ ...deps.mcp, version, contracts })
  const createPort = createPorts(deps)
  const callersByRequest = new WeakMap<Request, Caller>()
  const handler = createMcpHandler(
    ({ requestInfo }) => {
      const caller = requestInfo && callersByRequest.get(requestInfo)
      if (!caller) throw new Error('a request reached MCP without a principal')
      return createServer(createPort(caller))
    },
    { keepAliveMs: deps.heartbeatMs },
  )
  stopSignal.addEventListener('abort', () => void handler.close())

  return (request) => {
    const refuse = (problem: Problem) => renderProblem(problem, request)
    const answer = async (principal: Principal) => {
      const body = request.method === 'POST' ? await readBody(request) : null
      if (body && !body.ok) return refuse(createProblem(body.code, { detail: body.detail }))
      callersByRequest.set(request, { principal, hierarchy: readHierarchy(request) })
      return handler.fetch(request, body ? { parsedBody: body.input } : {})
    }
    return enter({ token: deps.readToken(request), refuse, answer }, deps)
  }
}

interface Caller {
  readonly principal: Principal
  readonly hierarchy: string | null
}

/** Calls go through the pipeline of this process. */
function createPorts(deps: ServeMcpDeps): (caller: Caller) => McpPort {
  const { pipeline, stopSignal, streams } = deps
  return ({ principal, hierarchy }) => ({
    stopSignal,
    async call({ contract, traceparent, ...call }) {
      const operation = getOperation(contract.meta.key, pipeline)
      const release = call.wantsStream ? streams.take() : () => undefined
      if (!release) return { ok: false, problem: refuseStream(contract) }
      const perform = () => invoke({ ...call, operation, principal, hierarchy, origin: 'mcp' }, pipeline)
      const answer = await (traceparent === null ? perform() : deps.runInTrace(traceparent, perform))
      if (answer.ok && answer.stream) return { ...answer, stream: holdPlace(answer.stream, release) }
      release()
      return answer
    },
    describeFault: (error) => reportFault(error, pipeline),
  })
}

async function* holdPlace(stream: Stream, release: () => void): Stream {
  try {
    yield* stream
  } finally {
    release()
  }
}
