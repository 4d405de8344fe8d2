// GraphQL over HTTP at one path: who calls, within which bounds, and whether the answer is a stream.
import { admit } from '../../operations/admit.ts'
import { invoke } from '../../operations/invoke.ts'
import type { Operation, Principal } from '../../operations/operation.ts'
import { createProblem, type Problem } from '../../spec/problem.ts'
import { openEventStream } from '../http/event-stream.ts'
import { readBody } from '../http/read-input.ts'
import { addLimit, renderProblem } from '../http/render.ts'
import { readHierarchy, renderStreamOptions, type ServeDeps } from '../http/serve.ts'
import { refuseStream } from '../http/stream-places.ts'
import { createGraphqlHandler } from './graphql-handler.ts'
import type { GraphqlCaller } from './graphql-schema.ts'

export interface ServeGraphqlDeps extends ServeDeps {
  readonly operations: readonly Operation[]
}

export function createServeGraphql(deps: ServeGraphqlDeps): (request: Request) => Promise<Response> {
  const operationsByContract = new Map(deps.operations.map((operation) => [operation.contract, operation]))
  const handler = createGraphqlHandler([...operationsByContract.keys()])
  const answer = async (request: Request, principal: Principal): Promise<Response> => {
    const refuse = (problem: Problem) => renderProblem(problem, request)
    if (deps.stopSignal.aborted) return refuse(createProblem('SHUTTING_DOWN', { retryAfterSeconds: 1 }))
    const read = request.method === 'POST' ? await readBody(request) : null
    if (read && !read.ok) return refuse(createProblem(read.code, { detail: read.detail }))
    const controller = new AbortController()
    const idempotencyKey = request.headers.get('idempotency-key')
    const caller: GraphqlCaller = {
      async call(contract, input, wantsStream) {
        const operation = operationsByContract.get(contract)
        if (!operation) throw new Error(`${contract.meta.key} has no operation`)
        const base = { operation, input, principal, idempotencyKey, wantsStream, signal: controller.signal }
        return invoke({ ...base, origin: 'api', hierarchy: readHierarchy(request) }, deps.pipeline)
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
  return async (request) => {
    const admission = await admit(deps.readToken(request), deps.pipeline)
    const response = admission.ok
      ? await answer(request, admission.principal)
      : renderProblem(admission.problem, request)
    return addLimit(response, admission.limit)
  }
}
