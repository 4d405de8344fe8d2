// The clients of the kill test: they post runs with a key, read streams, are cut, and write down all they see.
import { readFrames } from '../read-frames.ts'
import { hashEvent, type History, type Post, type Reading } from './history.ts'

export interface ClientDeps {
  readonly history: History
  readonly token: string
  /** A number from 0 to 1. */
  readonly random: () => number
}

const REQUEST_MS = 10_000

/**
 * Sends a post, again or for the first time; a fault of the connection leaves its outcome unknown.
 * With `onlyAnswer` a stream is left as soon as it names its run.
 */
export async function sendPost(url: string, post: Post, deps: ClientDeps, onlyAnswer = false): Promise<void> {
  const { key, agentId, wantsStream } = post
  const body = JSON.stringify({ agentId, input: { message: key }, ...(wantsStream && { stream: true }) })
  const headers = { ...authorize(deps), 'Content-Type': 'application/json', 'Idempotency-Key': key }
  try {
    const response = await fetch(`${url}/v1/runs`, { method: 'POST', body, headers, signal: timeout() })
    if (!response.ok) {
      const { code } = (await response.json()) as { code: string }
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
  } catch (error) {
    rethrowUnlessCut(error)
  }
}

/** Follows a run from a cursor; now and then it hangs up by itself. */
export async function readRun(url: string, runId: string, after: number, deps: ClientDeps): Promise<void> {
  const headers = { ...authorize(deps), Accept: 'text/event-stream', 'Last-Event-ID': String(after) }
  try {
    const response = await fetch(`${url}/v1/runs/${runId}/events`, { headers, signal: timeout() })
    if (response.ok) await read(response, { runId, after, seqs: [], isEnded: false }, deps)
    else await response.body?.cancel()
  } catch (error) {
    rethrowUnlessCut(error)
  }
}

/** Asks for something and gives its JSON. */
export async function get(url: string, path: string, deps: ClientDeps): Promise<unknown> {
  const response = await fetch(url + path, { headers: authorize(deps), signal: timeout() })
  return response.json()
}

async function read(response: Response, reading: Reading, { history, random }: ClientDeps): Promise<void> {
  history.readings.push(reading)
  const cutAt = random() < 0.2 ? 1 + Math.floor(random() * 10) : Infinity
  for await (const { id, data } of readFrames(response)) {
    reading.seqs.push(id)
    history.sightings.push({ runId: reading.runId, seq: id, hash: hashEvent(data) })
    if (reading.seqs.length >= cutAt) return
  }
  reading.isEnded = true
}

function authorize({ token }: ClientDeps) {
  return { Authorization: `Bearer ${token}` }
}

function timeout(): AbortSignal {
  return AbortSignal.timeout(REQUEST_MS)
}

/** A connection that broke, and an answer that broke off, are what the test is about; anything else is its own fault. */
function rethrowUnlessCut(error: unknown): void {
  const isCut = error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError
  if (!isCut) throw error
}
