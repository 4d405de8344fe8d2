// GraphQL over HTTP at one path: who calls, within which bounds, and whether the answer is a stream.
import { admit } from '../../operations/admit.ts'
import { invoke } from '../../operations/invoke.ts'
import type { Operation, Principal } from '../../operations/operation.ts'
import { createProblem, type Problem } from '../../spec/problem.ts'
import { openEventStream } from '../http/event-stream.ts'
import { readBody } from '../http/read-input.ts'
import { renderProblem } from '../http/render.ts'
import { readToken, renderStreamOptions, type ServeDeps } from '../http/serve.ts'
import { refuseStream } from '../http/stream-places.ts'
import { createGraphqlHandler } from './graphql-handler.ts'
import type { GraphqlCaller } from './graphql-schema.ts'

export interface ServeGraphqlDeps extends ServeDeps {
  readonly operations: readonly Operation[]
}

export function createServeGraphql(deps: ServeGraphqlDeps): (request: Request) => Promise<Response> {
  const handler = createGraphqlHandler(deps.operations)
  return async (request) => {
    const refuse = (problem: Problem) => renderProblem(problem, request)
    const admission = await admit(readToken(request), deps.pipeline)
    if (!admission.ok) return refuse(admission.problem)
    if (deps.stopSignal.aborted) return refuse(createProblem('SHUTTING_DOWN', { retryAfterSeconds: 1 }))
    const read = request.method === 'POST' ? await readBody(request) : null
    if (read && !read.ok) return refuse(createProblem(read.code, { detail: read.detail }))
    const controller = new AbortController()
    const caller = createCaller(request, admission.principal, controller.signal, deps)
    const call = { request, body: read?.input ?? null, caller }
    if (!(request.headers.get('accept') ?? '').includes('text/event-stream')) return handler.answer(call)
    const release = deps.streams.take()
    if (!release) return refuse(refuseStream())
    const answer = await handler.stream(call)
    if (!(answer instanceof Response)) {
      return openEventStream(answer, new Headers(), { ...renderStreamOptions(deps), controller, onClose: release })
    }
    release()
    return answer
  }
}

function createCaller(
  request: Request,
  principal: Principal,
  signal: AbortSignal,
  { pipeline }: ServeGraphqlDeps,
): GraphqlCaller {
  const idempotencyKey = request.headers.get('idempotency-key')
  return {
    call: (operation, input, wantsStream) =>
      invoke({ operation, input, principal, origin: 'api', idempotencyKey, wantsStream, signal }, pipeline),
  }
}
