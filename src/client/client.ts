// The typed client: calls operations by key and follows runs, over fetch alone. Runs in a browser as well.
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { Contracts } from '../contracts/index.ts'
import { contracts } from '../contracts/index.ts'
import type { RunEvent } from '../contracts/run-event.ts'
import { isTerminal } from '../contracts/run-event.ts'
import type { Run } from '../contracts/run.ts'
import { isObject } from '../contracts/scalars.ts'
import type { Contract, OutputOf, RawInputOf } from '../spec/contract.ts'
import type { Problem } from '../spec/problem.ts'
import { createRequest } from './create-request.ts'

export interface ClientOptions {
  /** Address of the server, e.g. `http://127.0.0.1:7717`. */
  readonly url: string
  readonly token: string
  /** Gives every command an Idempotency-Key of its own, so that `fetch` may send it again. Default false. */
  readonly isRepeatSafe?: boolean
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Default: the global fetch. */
  readonly fetch?: (request: Request) => Promise<Response>
}

export interface CallOptions {
  /** Makes a repeat of a command safe for 24 h. */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}

type Key = keyof Contracts
type Input<K extends Key> = RawInputOf<Contracts[K]>

export interface Client {
  /** Calls an operation by its key. Rejects with a `ProblemError` when it answers with a problem. */
  call<K extends Key>(key: K, input: Input<K>, options?: CallOptions): Promise<OutputOf<Contracts[K]>>
  /**
   * Follows a run from the event after `after` (default 0: from the start) to its terminal event, each event once and in
   * order. A connection that breaks is opened again where it broke, for as long as the server can be reached.
   */
  follow(runId: string, options?: { after?: number; signal?: AbortSignal }): AsyncGenerator<RunEvent, void, undefined>
}

/** The server answered with a problem. */
export class ProblemError extends Error {
  override name = 'ProblemError'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** Tries in a row to reach the server again before following a run is given up. */
const MAX_RECONNECTS = 120
const RECONNECT_MS = 250

export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? ((request: Request) => globalThis.fetch(request))
  const request = async (contract: Contract, input: unknown, headers: Record<string, string>, signal?: AbortSignal) => {
    const { url, token } = options
    const made = createRequest({ url, token, contract, input, headers: { ...options.headers, ...headers } })
    const response = await send(signal ? new Request(made, { signal }) : made)
    if (!response.ok) throw new ProblemError(await readProblem(response))
    return response
  }
  const hasEndedAt = async (runId: string, seq: number) => {
    const response = await request(contracts['agent.run.get'], { runId }, {})
    const run = (await response.json()) as Run
    return run.completedAt !== undefined && run.lastSeq <= seq
  }
  return {
    async call(key, input, { idempotencyKey, signal } = {}) {
      const needsKey = options.isRepeatSafe === true && contracts[key].kind === 'command'
      const repeatKey = idempotencyKey ?? (needsKey ? crypto.randomUUID() : undefined)
      const headers: Record<string, string> = repeatKey === undefined ? {} : { 'Idempotency-Key': repeatKey }
      const response = await request(contracts[key], input, headers, signal)
      return (await response.json()) as never
    },

    async *follow(runId, { after = 0, signal } = {}) {
      let cursor = after
      for (let failures = 0; !signal?.aborted; failures += 1) {
        const headers = { Accept: 'text/event-stream', 'Last-Event-ID': String(cursor) }
        try {
          const response = await request(contracts['agent.run.getEvents'], { runId }, headers, signal)
          failures = 0 // it answers: a stream that ends early is no failure, however often
          for await (const event of readEvents(response)) {
            cursor = event.seq
            yield event
            if (isTerminal(event)) return
          }
          if (await hasEndedAt(runId, cursor)) return
        } catch (error) {
          if (!isPassing(error)) throw error
          if (failures + 1 >= MAX_RECONNECTS || signal?.aborted) throw error
        }
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS))
      }
    },
  }
}

/** A problem that may pass, or a connection that was not made or broke. */
function isPassing(error: unknown): boolean {
  if (error instanceof ProblemError) return error.problem.retryable
  return error instanceof TypeError || (error instanceof Error && 'code' in error)
}

async function* readEvents(response: Response): AsyncGenerator<RunEvent> {
  if (!response.body) return
  const text = response.body.pipeThrough(new TextDecoderStream())
  for await (const { data } of text.pipeThrough(new EventSourceParserStream())) yield JSON.parse(data) as RunEvent
}

async function readProblem(response: Response): Promise<Problem> {
  const text = await response.text()
  try {
    const body: unknown = JSON.parse(text)
    if (isObject(body) && typeof body['code'] === 'string') return body as unknown as Problem
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const detail = `the server answered ${response.status}: ${text.slice(0, 200)}`
  const { status } = response
  return {
    type: 'about:blank',
    title: 'Unexpected answer',
    status,
    code: 'INTERNAL_ERROR',
    detail,
    retryable: status >= 500,
  }
}
