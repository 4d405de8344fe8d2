// fetch over a local socket: how a process reaches the owner of a data folder.
import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'

/** A fetch whose every request goes to the server that listens on `socketPath`. */
export function createSocketFetch(socketPath: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    const body = Buffer.from(await request.arrayBuffer())
    const headers = { ...Object.fromEntries(request.headers), host: 'localhost', 'content-length': String(body.length) }
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    const options = { socketPath, path: pathname + search, method: request.method, headers, signal: request.signal }
    const sent = httpRequest(options, (response) => {
      const received = new Headers()
      for (const [name, value] of Object.entries(response.headers)) received.set(name, String(value))
      const stream = Readable.toWeb(response) as ReadableStream<Uint8Array>
      resolve(new Response(stream, { status: response.statusCode ?? 500, headers: received }))
    })
    sent.once('error', reject)
    sent.once('close', () => hold(request))
    sent.end(body)
    return promise
  }
}

/** A listener that calls this keeps the request from being collected: its signal would no longer follow the caller's. */
function hold(_request: Request): void {}

const originals = new WeakMap<Request, Request>()

/** A request that can be sent again. It holds the one that it stands for, whose signal it follows. */
export function copyRequest(request: Request, body: string | null): Request {
  const { url, method, headers, signal } = request
  const copy = new Request(url, { method, headers, signal, body })
  originals.set(copy, request)
  return copy
}

/** How long an owner may take to say that it is there. */
const ANSWER_MS = 2000

/** Whether somebody listens on the socket. */
export async function isListening(socketPath: string): Promise<boolean> {
  try {
    const response = await createSocketFetch(socketPath)(
      new Request('http://localhost/livez', { signal: AbortSignal.timeout(ANSWER_MS) }),
    )
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false // no socket, or nobody behind it
  }
}
