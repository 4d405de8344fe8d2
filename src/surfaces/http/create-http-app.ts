// HTTP from contracts: every operation at its REST route and at its contract path. No product words here.
import { Hono } from 'hono'
import { invoke, type PipelineDeps } from '../../operations/invoke.ts'
import type { Operation, Principal } from '../../operations/operation.ts'
import type { Contract } from '../../spec/contract.ts'
import { listNames } from '../../spec/names.ts'
import { createProblem, type Problem } from '../../spec/problem.ts'
import { checkOrigin } from './check-origin.ts'
import { openEventStream } from './event-stream.ts'
import { listFields } from '../input-fields.ts'
import { renderOpenApi } from './openapi.ts'
import { type InputSource, readInput } from './read-input.ts'
import { renderJson, renderProblem } from './render.ts'

export interface HttpDeps {
  readonly operations: readonly Operation[]
  readonly pipeline: PipelineDeps
  /** Who a bearer token belongs to, or null. */
  authenticate(token: string): Principal | null
  /** Host names that this server answers to, besides loopback names. */
  readonly hosts: readonly string[]
  readonly version: string
  /** Null when requests can be served, else why not. */
  findReadinessFault(): Promise<string | null>
  /** Fires when the server stops: open streams end, and their readers resume elsewhere. */
  readonly stopSignal: AbortSignal
  readonly maxStreams: number
  readonly heartbeatMs: number
  /** How long a reader may leave its buffer full before it is cut, in ms. */
  readonly slowReaderMs: number
}

export interface HttpApp {
  fetch(request: Request): Response | Promise<Response>
}

interface Route extends InputSource {
  readonly operation: Operation
}

/** Serves the operations, `/openapi.json`, `/livez`, `/readyz` and its alias `/healthz`. */
export function createHttpApp(deps: HttpDeps): HttpApp {
  const app = new Hono()
  const serve = createServe(deps)
  app.use(async (context, next) => {
    const problem = checkOrigin(context.req.raw, deps.hosts)
    if (problem) return renderProblem(problem, context.req.raw)
    await next()
  })
  for (const [path, routes] of listRoutes(deps.operations)) {
    app.all(path, (context) => {
      const { method } = context.req
      const route = routes.get(method === 'HEAD' ? 'GET' : method)
      if (route) return serve(context.req.raw, route, context.req.param())
      const allow = [...routes.keys()].join(', ')
      const detail = `${path} takes ${allow}.`
      return renderProblem(createProblem('METHOD_NOT_ALLOWED', { detail }), context.req.raw, { Allow: allow })
    })
  }
  const contracts = deps.operations.map((operation) => operation.contract)
  let document: unknown = null
  app.get('/openapi.json', () => renderJson((document ??= renderOpenApi(contracts, deps.version))))
  app.get('/livez', () => renderJson({ status: 'ok' }))
  for (const path of ['/readyz', '/healthz']) {
    app.get(path, async () => {
      const fault = await deps.findReadinessFault()
      return fault === null ? renderJson({ status: 'ok' }) : renderJson({ status: 'unavailable', reason: fault }, 503)
    })
  }
  app.get('/', () => new Response(`Errand ${deps.version}. The API is described at /openapi.json.\n`))
  app.notFound((context) => {
    const detail = `Nothing is served at ${context.req.path}; /openapi.json lists what is.`
    return renderProblem(createProblem('NOT_FOUND', { detail }), context.req.raw)
  })
  return { fetch: (request) => app.fetch(request) }
}

/** Every path with its routes by method: the REST route first, then the contract path as an alias. */
function listRoutes(operations: readonly Operation[]): Map<string, Map<string, Route>> {
  const routesByPath = new Map<string, Map<string, Route>>()
  const add = (path: string, method: string, route: Route) => {
    routesByPath.set(path, (routesByPath.get(path) ?? new Map<string, Route>()).set(method, route))
  }
  for (const operation of operations) {
    const { contract } = operation
    const fields = new Map(listFields(contract).map((field) => [field.name, field]))
    const route: Route = { operation, fields }
    add(contract.http.path.replaceAll(/\{(\w+)\}/g, ':$1'), contract.http.method, route)
    add(listNames(contract).path, contract.kind === 'query' ? 'GET' : 'POST', route)
  }
  return routesByPath
}

function createServe(deps: HttpDeps) {
  let openStreams = 0

  const answerStream = (
    stream: Parameters<typeof openEventStream>[0],
    headers: Headers,
    controller: AbortController,
  ) => {
    openStreams += 1
    const { stopSignal, heartbeatMs, slowReaderMs } = deps
    return openEventStream(stream, headers, {
      controller,
      stopSignal,
      heartbeatMs,
      slowReaderMs,
      onClose: () => {
        openStreams -= 1
      },
    })
  }

  return async (request: Request, route: Route, params: Record<string, string>): Promise<Response> => {
    const { operation } = route
    const { contract } = operation
    const refuse = (problem: Problem) => renderProblem(problem, request)
    const token = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    const principal = token === undefined ? null : deps.authenticate(token)
    if (!principal) return refuse(createProblem('UNAUTHENTICATED', {}, contract))
    const read = await readInput(request, route, params)
    if (!read.ok) return refuse(createProblem(read.code, { detail: read.detail }, contract))
    const wantsStream = isStreamWanted(contract, request, read.input)
    if (wantsStream && openStreams >= deps.maxStreams) {
      return refuse(createProblem('TOO_MANY_STREAMS', { retryAfterSeconds: 5 }, contract))
    }
    const controller = new AbortController()
    const idempotencyKey = request.headers.get('idempotency-key')
    const call = { operation, input: read.input, principal, origin: 'api', idempotencyKey, wantsStream } as const
    const answer = await invoke({ ...call, signal: controller.signal }, deps.pipeline)
    if (!answer.ok) return refuse(answer.problem)
    if (!answer.stream) return renderJson(answer.output)
    return answerStream(answer.stream, streamHeaders(contract, answer.output), controller)
  }
}

function isStreamWanted({ stream }: Contract, request: Request, input: unknown): boolean {
  if (!stream) return false
  if ('accept' in stream.on) return (request.headers.get('accept') ?? '').includes('text/event-stream')
  return typeof input === 'object' && input !== null && (input as Record<string, unknown>)[stream.on.input] === true
}

function streamHeaders({ stream }: Contract, output: unknown): Headers {
  const headers = new Headers()
  for (const [name, field] of Object.entries(stream?.headers ?? {})) {
    headers.set(name, String((output as Record<string, unknown>)[field]))
  }
  return headers
}
