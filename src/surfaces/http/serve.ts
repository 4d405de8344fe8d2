// Serves one request for one operation: credential, rights, input, then the pipeline, then an answer or a stream.
import { invoke } from '../../operations/invoke.ts'
import type { Operation, Principal } from '../../operations/operation.ts'
import type { Contract } from '../../spec/contract.ts'
import { createProblem, type Problem } from '../../spec/problem.ts'
import { enter, type EnterDeps } from './enter.ts'
import { openEventStream, openJsonLines } from './event-stream.ts'
import { type InputSource, readInput } from './read-input.ts'
import { renderJson, renderProblem } from './render.ts'
import type { ReadToken } from './read-token.ts'
import { refuseStream, type StreamPlaces } from './stream-places.ts'

export interface ServeDeps extends EnterDeps {
  readonly readToken: ReadToken
  readonly streams: StreamPlaces
  readonly heartbeatMs: number
  /** How long a reader may leave its buffer full before it is cut, in ms. */
  readonly slowReaderMs: number
}

export interface Route extends InputSource {
  readonly operation: Operation
  /** Fields that the path stands for. */
  readonly given?: Readonly<Record<string, string>>
}

export type Serve = (request: Request, route: Route, params: Record<string, string>) => Promise<Response>

export function createServe(deps: ServeDeps): Serve {
  const answer = async (request: Request, route: Route, params: Record<string, string>, principal: Principal) => {
    const { operation } = route
    const { contract } = operation
    const refuse = (problem: Problem) => renderProblem(problem, request)
    const read = await readInput(request, route, { ...params, ...route.given })
    if (!read.ok)
      return refuse(
        createProblem(
          read.code,
          read.issues ? { detail: read.detail, issues: read.issues } : { detail: read.detail },
          contract,
        ),
      )

    const wantsStream = isStreamWanted(contract, request, read.input)
    const release = wantsStream ? deps.streams.take() : () => undefined
    if (!release) return refuse(refuseStream(contract))
    const controller = new AbortController()
    const idempotencyKey = request.headers.get('idempotency-key')
    const call = {
      operation,
      input: read.input,
      principal,
      origin: readOrigin(request),
      idempotencyKey,
      wantsStream,
      hierarchy: readHierarchy(request),
    } as const
    const signal = wantsStream ? controller.signal : deps.stopSignal
    const answered = await invoke({ ...call, signal }, deps.pipeline)
    if (answered.ok && answered.stream) {
      const options = { ...renderStreamOptions(deps), controller, onClose: release }
      if (isOfLines(contract)) return openJsonLines(answered.stream, options)
      return openEventStream(answered.stream, streamHeaders(contract, answered.output), options)
    }
    release()
    return answered.ok ? renderJson(answered.output) : refuse(answered.problem)
  }

  return (request, route, params) =>
    enter(
      {
        token: deps.readToken(request),
        asked: { contract: route.operation.contract, origin: readOrigin(request) },
        refuse: (problem) => renderProblem(problem, request),
        answer: (principal) => answer(request, route, params, principal),
      },
      deps,
    )
}

/** What every stream of this server has in common. */
export function renderStreamOptions({ stopSignal, heartbeatMs, slowReaderMs, pipeline }: ServeDeps) {
  const onError = (error: unknown) => pipeline.onError(error, pipeline.createTraceId())
  return { stopSignal, heartbeatMs, slowReaderMs, onError }
}

/** The path that a caller names as its own. */
export function readHierarchy(request: Request): string | null {
  return request.headers.get('x-errand-agent-instance-hierarchy')
}

function isOfLines({ stream }: Pick<Contract, 'stream'>): boolean {
  return stream !== undefined && 'always' in stream.on
}

/** A HEAD request has no body, so it never opens a stream. */
function isStreamWanted({ stream }: Contract, request: Request, input: unknown): boolean {
  if (!stream || request.method === 'HEAD') return false
  if ('always' in stream.on) return true
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

/** The command line and its MCP server say so; everybody else is an API caller. */
function readOrigin(request: Request): 'api' | 'cli' | 'mcp' {
  const origin = request.headers.get('x-errand-origin')
  return origin === 'cli' || origin === 'mcp' ? origin : 'api'
}
