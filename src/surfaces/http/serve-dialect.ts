// Serves one request for a route of a dialect: credential, rights, body, place, then the dialect's own answer.
import type { DialectAnswer, DialectRequest, DialectRoute, Refusal } from '../../operations/dialect-route.ts'
import { getOperation, invoke, parseInput } from '../../operations/invoke.ts'
import type { Principal } from '../../operations/operation.ts'
import { createProblem, type Problem } from '../../spec/problem.ts'
import { enter } from './enter.ts'
import { openTextStream } from './event-stream.ts'
import { readBody } from './read-input.ts'
import { renderEmpty, renderJson, renderProblem } from './render.ts'
import { renderStreamOptions, type ServeDeps } from './serve.ts'
import { refuseStream } from './stream-places.ts'

type ServeDialect = (request: Request, route: DialectRoute, params: Record<string, string>) => Promise<Response>

export function createServeDialect(deps: ServeDeps): ServeDialect {
  return async (request, route, params) => {
    const { contract, readToken: findToken } = route
    const token = findToken ? findToken(request.headers) : deps.readToken(request)
    const refuse = (problem: Problem) => renderProblem(problem, request, {}, route.renderMembers)
    const answer = (principal: Principal) => serveAdmitted(request, { route, params, principal, refuse }, deps)
    return enter({ token, asked: { contract, origin: 'api' }, refuse, answer }, deps)
  }
}

interface Admitted {
  readonly route: DialectRoute
  readonly params: Record<string, string>
  readonly principal: Principal
  readonly refuse: (problem: Problem) => Response
}

async function serveAdmitted(request: Request, { route, params, principal, refuse }: Admitted, deps: ServeDeps) {
  const hasBody = route.method === 'POST' || route.method === 'PATCH'
  const read = hasBody ? await readBody(request) : { ok: true as const, input: readQuery(request) }
  if (!read.ok) return refuse(createProblem(read.code, { detail: read.detail }))
  const release = route.isLong ? deps.streams.take() : () => undefined
  if (!release) return refuse(refuseStream())
  const controller = new AbortController()
  let isStream = false
  try {
    const call = { params, request, route, body: read.input, principal, signal: controller.signal }
    const answer = await route.answer(createDialectRequest(call, deps))
    if (!answer.ok) return refuse(answer.problem)
    isStream = 'chunks' in answer
    return renderAnswer(answer, { ...renderStreamOptions(deps), controller, onClose: release })
  } finally {
    if (!isStream) release()
  }
}

function readQuery(request: Request): Record<string, string> {
  return Object.fromEntries(new URL(request.url).searchParams)
}

type StreamOptions = Parameters<typeof openTextStream>[2]

function renderAnswer(answer: Exclude<DialectAnswer, Refusal>, options: StreamOptions): Response {
  if ('chunks' in answer) return openTextStream(answer.chunks, new Headers(answer.headers), options)
  const response = answer.body === null ? renderEmpty(answer.status) : renderJson(answer.body, answer.status)
  for (const [name, value] of new Headers(answer.headers)) response.headers.set(name, value)
  return response
}

interface DialectCall {
  readonly params: Readonly<Record<string, string>>
  readonly request: Request
  readonly route: DialectRoute
  readonly body: unknown
  readonly principal: Principal
  readonly signal: AbortSignal
}

function createDialectRequest(call: DialectCall, { pipeline, stopSignal }: ServeDeps): DialectRequest {
  const { params, request, route, body, principal } = call
  const signal = AbortSignal.any([call.signal, request.signal, stopSignal])
  return {
    params,
    principal,
    store: pipeline.store,
    signal,
    stopSignal,
    parse: (schema) => parseInput(schema, body),
    parseQuery: (schema) => parseInput(schema, readQuery(request)),
    async call(asked, input, { origin = 'api', wantsStream = false, isKeyed = false } = {}) {
      const operation = typeof asked === 'string' ? getOperation(asked, pipeline) : asked
      const idempotencyKey = isKeyed ? request.headers.get('idempotency-key') : null
      return invoke({ operation, input, principal, origin, idempotencyKey, wantsStream, signal }, pipeline)
    },
    refuse: (code, details) => ({ ok: false, problem: createProblem(code, details, route.contract) }),
    onError: (error) => pipeline.onError(error, pipeline.createTraceId()),
  }
}
