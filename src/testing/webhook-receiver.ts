// A receiver of webhooks on a loopback port, with answers that a test sets.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string
  /** `host:port` for `egressAllowed`. */
  readonly place: string
  /** In order of arrival. */
  readonly received: Received[]
  /** Resolves when this many requests have arrived. */
  whenReceived(count: number): Promise<void>
  /** Set by tests; default: 200. Not ending the response leaves the sender waiting. */
  answer: (response: ServerResponse, count: number) => void
}

export async function createWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = []
  let waiters: { count: number; resolve: () => void }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      receiver.answer(response, received.length)
      for (const { resolve } of waiters.filter(({ count }) => count <= received.length)) resolve()
      waiters = waiters.filter(({ count }) => count > received.length)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${port}/hook`,
    place: `127.0.0.1:${port}`,
    received,
    answer: (response) => response.end(),
    whenReceived: (count) =>
      received.length >= count ? Promise.resolve() : new Promise((resolve) => waiters.push({ count, resolve })),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}
