// Serves one request for a route of a dialect: credential, rights, body, place, then the dialect's own answer.
import { admit } from '../../operations/admit.ts'
import type { DialectAnswer, DialectRequest, DialectRoute } from '../../operations/dialect-route.ts'
import { invoke, parseInput } from '../../operations/invoke.ts'
import type { Principal } from '../../operations/operation.ts'
import { createProblem, type Problem } from '../../spec/problem.ts'
import { openTextStream } from './event-stream.ts'
import { readBody } from './read-input.ts'
import { renderJson, renderProblem } from './render.ts'
import { renderStreamOptions, type ServeDeps } from './serve.ts'
import { refuseStream } from './stream-places.ts'

type ServeDialect = (request: Request, route: DialectRoute, params: Record<string, string>) => Promise<Response>

export function createServeDialect(deps: ServeDeps): ServeDialect {
  return async (request, route, params) => {
    const refuse = (problem: Problem) => renderProblem(problem, request)
    const { pipeline, stopSignal } = deps
    const admission = await admit(deps.readToken(request), pipeline, { contract: route.contract, origin: 'api' })
    if (!admission.ok) return refuse(admission.problem)
    if (stopSignal.aborted) return refuse(createProblem('SHUTTING_DOWN', { retryAfterSeconds: 1 }))
    const read = route.method === 'POST' ? await readBody(request) : { ok: true as const, input: readQuery(request) }
    if (!read.ok) return refuse(createProblem(read.code, { detail: read.detail }))
    const release = route.isLong ? deps.streams.take() : () => undefined
    if (!release) return refuse(refuseStream())
    const controller = new AbortController()
    let isStream = false
    try {
      const call = { params, request, body: read.input, principal: admission.principal, signal: controller.signal }
      const answer = await route.answer(createDialectRequest(call, deps))
      isStream = answer.ok && 'chunks' in answer
      return renderAnswer(answer, request, { ...renderStreamOptions(deps), controller, onClose: release })
    } finally {
      if (!isStream) release()
    }
  }
}

function readQuery(request: Request): Record<string, string> {
  return Object.fromEntries(new URL(request.url).searchParams)
}

type StreamOptions = Parameters<typeof openTextStream>[2]

function renderAnswer(answer: DialectAnswer, request: Request, options: StreamOptions): Response {
  if (!answer.ok) return renderProblem(answer.problem, request)
  if ('chunks' in answer) return openTextStream(answer.chunks, new Headers(answer.headers), options)
  const response = renderJson(answer.body, answer.status)
  for (const [name, value] of new Headers(answer.headers)) response.headers.set(name, value)
  return response
}

interface DialectCall {
  readonly params: Readonly<Record<string, string>>
  readonly request: Request
  readonly body: unknown
  readonly principal: Principal
  readonly signal: AbortSignal
}

function createDialectRequest(call: DialectCall, { pipeline, stopSignal }: ServeDeps): DialectRequest {
  const { params, request, body, principal } = call
  const signal = AbortSignal.any([call.signal, request.signal, stopSignal])
  return {
    params,
    principal,
    store: pipeline.store,
    signal,
    stopSignal,
    parse: (schema) => parseInput(schema, body),
    async call(key, input, { origin = 'api', wantsStream = false, isKeyed = false } = {}) {
      const operation = pipeline.operationsByKey.get(key)
      if (!operation) throw new Error(`there is no operation "${key}"`)
      const idempotencyKey = isKeyed ? request.headers.get('idempotency-key') : null
      return invoke({ operation, input, principal, origin, idempotencyKey, wantsStream, signal }, pipeline)
    },
    refuse: (code, details) => ({ ok: false, problem: createProblem(code, details) }),
    onError: (error) => pipeline.onError(error, pipeline.createTraceId()),
  }
}
