// A local HTTP server that speaks the streaming wire formats of the model providers and plays scripted turns, so that
// the real provider packages can be tested without a network. It listens on loopback only and records what it is sent.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

import { anthropicMessages } from './anthropic-messages.ts'
import { chatCompletions } from './chat-completions.ts'
import { googleGenerate } from './google-generate.ts'
import { openaiResponses } from './openai-responses.ts'
import type { ProviderTurn, WireFormat, WireFrame } from './provider-turn.ts'

/** A request as it came in; `closed` resolves when its connection is done with, by either side. */
export type ProviderRequest = {
  path: string
  headers: IncomingMessage['headers']
  body: Record<string, unknown>
  closed: Promise<void>
}

/**
 * `url` has no path: append `/v1` or `/v1beta`. `script` replaces the turns still to be played; each request takes one,
 * and a request without a turn gets a 500.
 */
export type ProviderServer = AsyncDisposable & {
  url: string
  requests: ProviderRequest[]
  script: (turns: readonly ProviderTurn[]) => void
}

/** Starts the server on a free loopback port. */
export async function createProviderServer(): Promise<ProviderServer> {
  const requests: ProviderRequest[] = []
  let turns: ProviderTurn[] = []
  const server = createServer((request, response) => {
    answer(request, response, requests, () => turns.shift()).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    script: (next) => {
      turns = [...next]
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  requests: ProviderRequest[],
  nextTurn: () => ProviderTurn | undefined,
): Promise<void> {
  const path = request.url ?? '/'
  const closed = new Promise<void>((resolve) => response.once('close', resolve))
  const body = (await json(request)) as Record<string, unknown>
  requests.push({ path, headers: request.headers, body, closed })
  const format = formatOf(path)
  if (!format) return sendJson(response, 404, { error: { message: `no such path: ${path}` } }, {})
  const turn = nextTurn() ?? { httpError: { status: 500, message: 'no turn is scripted for this request' } }
  if (turn.httpError) {
    const { status, message, headers } = turn.httpError
    return sendJson(response, status, format.renderError(status, message), headers ?? {})
  }
  const model = typeof body['model'] === 'string' ? body['model'] : 'scripted'
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  await stream(response, format, turn, format.renderFrames(turn, { number: requests.length, model }))
}

function formatOf(path: string): WireFormat | null {
  if (path === '/v1/responses') return openaiResponses
  if (path === '/v1/chat/completions') return chatCompletions
  if (path === '/v1/messages') return anthropicMessages
  if (/^\/v1beta\/models\/[^/]+:streamGenerateContent\?alt=sse$/.test(path)) return googleGenerate
  return null
}

async function stream(
  response: ServerResponse,
  format: WireFormat,
  turn: ProviderTurn,
  frames: readonly WireFrame[],
): Promise<void> {
  let characters = 0
  for (const frame of frames) {
    const name = frame.event === undefined ? '' : `event: ${frame.event}\n`
    await write(response, `${name}data: ${JSON.stringify(frame.data)}\n\n`)
    characters += frame.characters ?? 0
    if (!turn.stopAfter || characters < turn.stopAfter.characters) continue
    if (turn.stopAfter.how === 'cut') response.socket?.destroy()
    if (turn.stopAfter.how === 'end') response.end()
    return
  }
  response.end(format.endMarker ?? '')
}

/** Waits until the piece has left the process, so that a socket destroyed next still delivers it. */
function write(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    response.write(text, () => resolve())
  })
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
