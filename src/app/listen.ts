// Listeners for the HTTP app: TCP for everyone with a token, and the data folder's socket for other processes of its user.
import { rmSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createProblem } from '../spec/problem.ts'
import type { HttpApp } from '../surfaces/http/create-http-app.ts'

export interface Listener extends AsyncDisposable {
  /** `http://127.0.0.1:7717`, or the path of the socket. */
  readonly address: string
}

/** Listens on a TCP address; port 0 picks a free one. Rejects when the port is taken. */
export async function listenTcp(app: HttpApp, { host, port }: { host: string; port: number }): Promise<Listener> {
  const server = createServer(app)
  await start(server, () => server.listen(port, host))
  const bound = server.address()
  const boundPort = typeof bound === 'object' && bound ? bound.port : port
  const name = host.includes(':') ? `[${host}]` : host
  return { address: `http://${name}:${boundPort}`, [Symbol.asyncDispose]: () => close(server) }
}

/**
 * Listens on the data folder's socket. Only the owner of the folder may call this: a socket that is left over is removed.
 * With `isHolding` false it does not keep the process alive.
 */
export async function listenSocket(
  app: HttpApp,
  socketPath: string,
  { isHolding }: { isHolding: boolean } = { isHolding: true },
): Promise<Listener> {
  const server = createServer(app)
  if (!isHolding) server.unref()
  if (process.platform !== 'win32') rmSync(socketPath, { force: true })
  await start(server, () => server.listen(socketPath))
  return { address: socketPath, [Symbol.asyncDispose]: () => close(server) }
}

function createServer(app: HttpApp): Server {
  const listener = getRequestListener((request) => app.fetch(request), { errorHandler: renderUnreadable })
  const server = createHttpServer((incoming, outgoing) => void listener(incoming, outgoing))
  server.keepAliveTimeout = 65_000
  return server
}

/** The answer to what cannot be made a request of, e.g. because its Host header names no host. */
function renderUnreadable(): Response {
  const problem = createProblem('MISDIRECTED_REQUEST', { detail: 'The Host header or the path is not valid.' })
  const headers = { 'Content-Type': 'application/problem+json; charset=utf-8' }
  return new Response(JSON.stringify(problem), { status: problem.status, headers })
}

async function start(server: Server, listen: () => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', () => {
      server.removeListener('error', reject)
      resolve()
    })
    listen()
  })
}

/** Closes idle connections at once and waits for the others to finish what they are doing. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), 1000)
  await closed
  clearTimeout(timer)
}
