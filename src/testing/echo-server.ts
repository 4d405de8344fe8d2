// An HTTP server on loopback for tests of tools. It answers what it was asked, or what its path says.
import { createServer, type IncomingMessage } from 'node:http'

export interface EchoServer extends AsyncDisposable {
  /** `127.0.0.1:port` */
  readonly host: string
  readonly requests: readonly EchoRequest[]
}

interface EchoRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** `/status/N`, `/to?URL` (redirect), `/break` (connection cut), `/large`, `/text`; any other path echoes as JSON. */
export async function startEchoServer(): Promise<EchoServer> {
  const requests: EchoRequest[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      requests.push({ method, url, headers, body })
      const [, first = '', second = ''] = url.split(/[/?]/)
      if (first === 'break') return response.destroy()
      if (first === 'large') return response.end('x'.repeat(2 * 1024 * 1024))
      if (first === 'text') return response.end('plain words')
      if (first === 'to') return response.writeHead(302, { location: decodeURIComponent(url.slice(4)) }).end()
      if (first === 'status') return response.writeHead(Number(second)).end('no luck')
      response.setHeader('Content-Type', 'application/json; charset=utf-8')
      response.end(JSON.stringify({ method, url, authorization: headers['authorization'] ?? null, body }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    host: `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
