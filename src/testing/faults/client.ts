// The clients of the fault tests: they send commands under keys, read streams, are cut, and write down all they see.
import { isTerminal } from '../../contracts/run-event.ts'
import { readFrames } from '../read-frames.ts'
import { hashEvent, type History, type Order, type Post, type Reading } from './history.ts'

/** Sends a request with the credential; `path` starts with `/`. */
export type Send = (path: string, init?: RequestInit) => Promise<Response>

export interface ClientDeps {
  readonly history: History
  /** A number from 0 to 1. */
  readonly random: () => number
  /** The server may end a stream before the run's end, because its store failed. */
  readonly mayBreakOff: boolean
}

const REQUEST_MS = 10_000

/** Reaches one life of a server. */
export function createSend(url: string, token: string): Send {
  return (path, init = {}) => {
    const headers = new Headers(init.headers)
    headers.set('Authorization', `Bearer ${token}`)
    return fetch(url + path, { ...init, headers, signal: AbortSignal.timeout(REQUEST_MS) })
  }
}

/**
 * Sends a post, again or for the first time; a fault of the connection leaves its outcome unknown.
 * With `onlyAnswer` a stream is left as soon as it names its run.
 */
export async function sendPost(send: Send, post: Post, deps: ClientDeps, onlyAnswer = false): Promise<void> {
  const { key, agentId, wantsStream } = post
  const body = { agentId, input: { message: key }, ...(wantsStream && { stream: true }) }
  await unlessCut(async () => {
    const response = await send('/v1/runs', command(key, body))
    if (!response.ok) {
      const code = await readCode(response)
      if (response.status !== 503) post.refusals.push(code)
      return
    }
    if (!wantsStream) {
      post.runIds.push(((await response.json()) as { runId: string }).runId)
      return
    }
    const runId = response.headers.get('x-run-id') ?? ''
    post.runIds.push(runId)
    if (onlyAnswer) await response.body?.cancel()
    else await read(response, { runId, after: 0, seqs: [], isEnded: false }, deps)
  })
}

/** Sends a cancel or an answer to an approval, again or for the first time. */
export async function sendOrder(send: Send, order: Order): Promise<void> {
  const { kind, key, runId, approvalId } = order
  const path = `/v1/runs/${runId}/${kind === 'cancel' ? 'cancel' : `approvals/${approvalId}`}`
  await unlessCut(async () => {
    const response = await send(path, command(key, kind === 'cancel' ? {} : { decision: kind }))
    const code = response.ok ? 'OK' : await readCode(response)
    if (response.ok) await response.body?.cancel()
    if (response.status !== 503) order.answers.push({ code, atMs: Date.now() })
  })
}

/** Follows a run from a cursor; now and then it hangs up by itself. */
export async function readRun(send: Send, runId: string, after: number, deps: ClientDeps): Promise<Reading> {
  const headers = { Accept: 'text/event-stream', 'Last-Event-ID': String(after) }
  const reading: Reading = { runId, after, seqs: [], isEnded: false }
  await unlessCut(async () => {
    const response = await send(`/v1/runs/${runId}/events`, { headers })
    if (response.ok) await read(response, reading, deps)
    else await response.body?.cancel()
  })
  return reading
}

/** Asks for something and gives its JSON; null while the server is away. */
export async function get(send: Send, path: string): Promise<unknown> {
  let value: unknown = null
  await unlessCut(async () => {
    const response = await send(path)
    const json: unknown = await response.json()
    if (response.ok) value = json
  })
  return value
}

function command(key: string, body: object): RequestInit {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key }
  return { method: 'POST', body: JSON.stringify(body), headers }
}

async function readCode(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code
}

async function read(response: Response, reading: Reading, deps: ClientDeps): Promise<void> {
  const { history, random, mayBreakOff } = deps
  history.readings.push(reading)
  const cutAt = random() < 0.2 ? 1 + Math.floor(random() * 10) : Infinity
  for await (const { id, data } of readFrames(response)) {
    reading.seqs.push(id)
    history.sightings.push({ runId: reading.runId, seq: id, hash: hashEvent(data) })
    reading.isEnded = isTerminal(data)
    if (reading.seqs.length >= cutAt) return
  }
  reading.isEnded ||= !mayBreakOff
}

/** A connection that broke, and an answer that broke off, are what the test is about; anything else is its own fault. */
async function unlessCut(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const isCut = error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError
    if (!isCut) throw error
  }
}
