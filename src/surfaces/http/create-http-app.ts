// HTTP from contracts: every operation at its REST route and at its contract path. No product words here.
import { Hono, type MiddlewareHandler } from 'hono'
import { getSchema } from '../../contracts/operation.getSchema.ts'
import type { DialectRoute } from '../../operations/dialect-route.ts'
import type { Operation } from '../../operations/operation.ts'
import { admit } from '../../operations/admit.ts'
import { listContracts, reportFault } from '../../operations/invoke.ts'
import { listNames } from '../../spec/names.ts'
import { createProblem } from '../../spec/problem.ts'
import { checkOrigin } from './check-origin.ts'
import { listFields } from '../input-fields.ts'
import { renderOpenApi } from './openapi.ts'
import { guardAnswer, renderJson, renderProblem } from './render.ts'
import { createServeGraphql } from '../graphql/serve-graphql.ts'
import { createServeMcp, type ServeMcpDeps } from '../mcp/serve-mcp.ts'
import { createServeDialect } from './serve-dialect.ts'
import { type ConsoleDeps, createServeConsole, type ServeConsole } from '../console/serve-console.ts'
import { readBearer, type ReadToken } from './read-token.ts'
import { createServe, type Route, type ServeDeps } from './serve.ts'
import { createStreamPlaces } from './stream-places.ts'

export interface HttpDeps extends Omit<ServeDeps & ServeMcpDeps, 'streams' | 'readToken'> {
  /** Routes of foreign formats. */
  readonly dialects: readonly DialectRoute[]
  /** Pages for a browser; null: none. */
  readonly console: ConsoleDeps | null
  /** Most streams that are open at once. */
  readonly maxStreams: number
  /** Host names that this server answers to, besides loopback names. */
  readonly hosts: readonly string[]
  /** Null when requests can be served, else why not. */
  findReadinessFault(): Promise<string | null>
  /** The figures of the process, with how many streams are open. */
  readonly renderMetrics: (openStreams: number) => Promise<Response>
  /** Serves a request in its trace. Pages have none. */
  readonly runRequest: (
    request: { method: string; traceparent: string | null },
    serve: () => Promise<{ operation: string | null; status: number }>,
  ) => Promise<void>
  /** Milliseconds since any moment. */
  readonly nowMs: () => number
  /** Told of each request that is not for a page, once its answer begins. */
  readonly observeRequest: (request: ServedRequest) => void
}

export interface ServedRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** Key of the operation; null when it is none: a page, MCP, or nothing. */
  readonly operation: string | null
  readonly status: number
  /** Until the answer began. */
  readonly durationMs: number
}

export interface HttpApp {
  /** Every path that is served, `:name` standing for a parameter. */
  readonly paths: readonly string[]
  fetch(request: Request): Response | Promise<Response>
}

/** Serves the operations, the same over MCP at `/mcp` and GraphQL at `/graphql`, `/openapi.json`, `/livez`, `/readyz` and its alias `/healthz`. */
export function createHttpApp(deps: HttpDeps): HttpApp {
  const app = new Hono<Seen>()
  const readToken = deps.console?.sessions.readToken ?? readBearer
  const shared = { ...deps, readToken, streams: createStreamPlaces(deps.maxStreams) }
  const serve = createServe(shared)
  const serveGraphql = createServeGraphql(shared)
  const serveMcp = createServeMcp(shared)
  const serveDialect = createServeDialect(shared)
  app.use(async (context, next) => {
    const problem = checkOrigin(context.req.raw, deps.hosts)
    if (problem) context.res = renderProblem(problem, context.req.raw)
    else await next()
    guardAnswer(context.res)
  })
  const pages = {
    ...listPages(deps),
    '/metrics': (request: Request) => serveMetrics(request, shared.streams.countTaken(), shared),
  }
  for (const [path, renderPage] of Object.entries(pages)) {
    app.all(path, (context) =>
      ['GET', 'HEAD'].includes(context.req.method)
        ? renderPage(context.req.raw)
        : refuseMethod(context.req.raw, ['GET']),
    )
  }
  const console = deps.console && createServeConsole(deps.console, deps.pipeline)
  if (console) app.get(`${console.path}/*`, async ({ req }, next) => console.file(req.raw) ?? next())
  app.use(createWatch(deps))
  for (const [path, routes] of listRoutes(deps.pipeline.operationsByKey)) {
    app.all(path, (context) => {
      const { method } = context.req
      const route = routes.get(method === 'HEAD' ? 'GET' : method)
      context.set('operation', route?.operation.contract.meta.key)
      return route ? serve(context.req.raw, route, context.req.param()) : refuseMethod(context.req.raw, routes.keys())
    })
  }
  for (const [path, routes] of Map.groupBy(deps.dialects, (route) => route.path)) {
    app.all(path, (context) => {
      const { method, raw } = context.req
      const route = routes.find((one) => one.method === (method === 'HEAD' ? 'GET' : method))
      if (route) return serveDialect(raw, route, context.req.param())
      const methods = routes.map((one) => one.method)
      return refuseMethod(raw, methods, routes[0]?.renderMembers)
    })
  }
  app.all('/mcp', (context) => serveMcp(context.req.raw))
  app.all('/graphql', (context) => serveGraphql(context.req.raw))
  if (console) addConsole(app, console)
  app.notFound((context) => {
    const detail = `Nothing is served at ${context.req.path}; /openapi.json lists what is.`
    return renderProblem(createProblem('NOT_FOUND', { detail }), context.req.raw)
  })
  app.onError((error, context) => {
    const traceId = deps.pipeline.createTraceId()
    deps.pipeline.onError(error, traceId)
    return renderProblem(createProblem('INTERNAL_ERROR', { traceId }), context.req.raw)
  })
  const paths = new Set(app.routes.map((route) => route.path).filter((path) => !path.includes('*')))
  return { paths: [...paths], fetch: (request) => app.fetch(request) }
}

function addConsole(app: Hono<Seen>, { path, session, link, page, flow }: ServeConsole): void {
  const methods = ['GET', 'POST', 'DELETE']
  app.all(`${path}/session`, ({ req }) =>
    methods.includes(req.method === 'HEAD' ? 'GET' : req.method) ? session(req.raw) : refuseMethod(req.raw, methods),
  )
  if (flow) {
    app.get(`${path}/sign-in`, ({ req }) => flow.start(req.raw))
    app.get(`${path}/callback`, ({ req }) => flow.finish(req.raw))
  }
  app.all(`${path}/links`, ({ req }) => (req.method === 'POST' ? link(req.raw) : refuseMethod(req.raw, ['POST'])))
  app.get(`${path}/*`, async ({ req }, next) => page(req.raw) ?? next())
}

/** What a request turned out to be, for the log and the figures. */
interface Seen {
  Variables: { operation?: string }
}

function createWatch({ runRequest, observeRequest, nowMs }: HttpDeps): MiddlewareHandler<Seen> {
  return async (context, next) => {
    const { method, path } = context.req
    await runRequest({ method, traceparent: context.req.header('traceparent') ?? null }, async () => {
      const startedMs = nowMs()
      await next()
      const answered = { operation: context.get('operation') ?? null, status: context.res.status }
      observeRequest({ method, path, ...answered, durationMs: nowMs() - startedMs })
      return answered
    })
  }
}

/** Figures are of all tenants together, so a key of one tenant does not open them. */
async function serveMetrics(
  request: Request,
  openStreams: number,
  { pipeline, renderMetrics, readToken }: HttpDeps & { readonly readToken: ReadToken },
): Promise<Response> {
  const admission = await admit(readToken(request), pipeline)
  if (!admission.ok) return renderProblem(admission.problem, request)
  if (!admission.principal.isOperator) {
    const detail = 'The metrics are of all tenants; only a token of the operator opens them.'
    return renderProblem(createProblem('FORBIDDEN', { detail }), request)
  }
  try {
    return await renderMetrics(openStreams)
  } catch (error) {
    return renderProblem(reportFault(error, pipeline), request)
  }
}

function refuseMethod(
  request: Request,
  methods: Iterable<string>,
  renderMembers?: DialectRoute['renderMembers'],
): Response {
  const allow = [...methods].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
  const detail = `${new URL(request.url).pathname} takes ${allow}.`
  return renderProblem(createProblem('METHOD_NOT_ALLOWED', { detail }), request, { Allow: allow }, renderMembers)
}

/** The pages that need no credential, by path. */
function listPages(deps: HttpDeps): Record<string, () => Response | Promise<Response>> {
  let document: unknown = null
  const contracts = listContracts(deps.pipeline)
  const renderReadiness = async () => {
    const fault = await deps.findReadinessFault()
    return fault === null ? renderJson({ status: 'ok' }) : renderJson({ status: 'unavailable', reason: fault }, 503)
  }
  return {
    '/': () => new Response(`Errand ${deps.version}. The API is described at /openapi.json.\n`),
    '/livez': () => renderJson({ status: 'ok' }),
    '/readyz': renderReadiness,
    '/healthz': renderReadiness,
    '/openapi.json': () => renderJson((document ??= renderOpenApi(contracts, deps.version))),
  }
}

/**
 * Every path with its routes by method: the REST route first, then the contract path as an alias, and the schemas of the
 * operation under its key: `/tasks/run/request_schema/v1.0.0`.
 */
function listRoutes(operationsByKey: ReadonlyMap<string, Operation>): Map<string, Map<string, Route>> {
  const routesByPath = new Map<string, Map<string, Route>>()
  const add = (path: string, method: string, route: Route) => {
    routesByPath.set(path, (routesByPath.get(path) ?? new Map<string, Route>()).set(method, route))
  }
  const schemaOperation = operationsByKey.get(getSchema.meta.key)
  const schemas = schemaOperation && createRoute(schemaOperation)
  for (const operation of operationsByKey.values()) {
    const { contract } = operation
    const { key, version } = contract.meta
    const route = createRoute(operation)
    add(contract.http.path.replaceAll(/\{(\w+)\}/g, ':$1'), contract.http.method, route)
    add(listNames(contract).path, contract.kind === 'query' ? 'GET' : 'POST', route)
    for (const side of ['request', 'response']) {
      const path = `/${key.replaceAll('.', '/')}/${side}_schema/v${version}`
      if (schemas) add(path, 'GET', { ...schemas, given: { operation: key, side } })
    }
  }
  return routesByPath
}

function createRoute(operation: Operation): Route {
  return { operation, fields: new Map(listFields(operation.contract).map((field) => [field.name, field])) }
}
