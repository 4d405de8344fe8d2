// GraphQL over HTTP at one path: who calls, within which bounds, and whether the answer is a stream.
import { getOperation, invoke, listContracts } from '../../operations/invoke.ts'
import type { Principal } from '../../operations/operation.ts'
import { createProblem, type Problem } from '../../spec/problem.ts'
import { enter } from '../http/enter.ts'
import { openEventStream } from '../http/event-stream.ts'
import { readBody } from '../http/read-input.ts'
import { renderProblem } from '../http/render.ts'
import { readHierarchy, renderStreamOptions, type ServeDeps } from '../http/serve.ts'
import { refuseStream } from '../http/stream-places.ts'
import { createGraphqlHandler } from './graphql-handler.ts'
import type { GraphqlCaller } from './graphql-schema.ts'

export function createServeGraphql(deps: ServeDeps): (request: Request) => Promise<Response> {
  const { pipeline } = deps
  const handler = createGraphqlHandler(listContracts(pipeline))
  const answer = async (request: Request, principal: Principal): Promise<Response> => {
    const refuse = (problem: Problem) => renderProblem(problem, request)
    const read = request.method === 'POST' ? await readBody(request) : null
    if (read && !read.ok) return refuse(createProblem(read.code, { detail: read.detail }))
    const controller = new AbortController()
    const idempotencyKey = request.headers.get('idempotency-key')
    const caller: GraphqlCaller = {
      async call(contract, input, wantsStream) {
        const operation = getOperation(contract.meta.key, pipeline)
        const base = { operation, input, principal, idempotencyKey, wantsStream, signal: controller.signal }
        return invoke({ ...base, origin: 'api', hierarchy: readHierarchy(request) }, pipeline)
      },
    }
    const call = { request, body: read?.input ?? null, caller }
    if (!(request.headers.get('accept') ?? '').includes('text/event-stream')) return handler.answer(call)
    const release = deps.streams.take()
    if (!release) return refuse(refuseStream())
    const streamed = await handler.stream(call)
    if (!(streamed instanceof Response)) {
      return openEventStream(streamed, new Headers(), { ...renderStreamOptions(deps), controller, onClose: release })
    }
    release()
    return streamed
  }
  return (request) => {
    const refuse = (problem: Problem) => renderProblem(problem, request)
    const token = deps.readToken(request)
    return enter({ token, refuse, answer: (principal) => answer(request, principal) }, deps)
  }
}
