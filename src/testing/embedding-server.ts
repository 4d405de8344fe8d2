// A local HTTP server that speaks OpenAI's embeddings format: texts that hold a word of the same group mean the same.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export interface EmbeddingServer extends AsyncDisposable {
  /** Ends in `/v1`. */
  readonly url: string
  /** The texts of each request. */
  readonly requests: string[][]
  /** While true, requests are answered with 503. */
  isDown: boolean
}

/** `meanings`: words of each meaning; a text with none of them has a meaning that is like no other. */
export async function createEmbeddingServer(meanings: readonly (readonly string[])[]): Promise<EmbeddingServer> {
  const embed = (text: string): number[] => {
    const found = meanings.map((words) => (words.some((word) => text.toLowerCase().includes(word)) ? 2 : 0))
    return [...found, found.some(Boolean) ? 0 : 1]
  }
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { input } = body as { input: string[] }
      requests.push(input)
      response.writeHead(state.isDown ? 503 : 200, { 'content-type': 'application/json' })
      const data = input.map((text, index) => ({ object: 'embedding', index, embedding: embed(text) }))
      response.end(JSON.stringify(state.isDown ? { error: { message: 'out of order' } } : { object: 'list', data }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const requests: string[][] = []
  const state: EmbeddingServer = {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    isDown: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return state
}
