// Writes bytes to a TCP port as they are, for requests that no HTTP client would send.
import { connect } from 'node:net'

/** Sends the parts in order and answers with all that came back until the server closed the connection. */
export async function sendRaw(address: string, parts: readonly (string | Uint8Array)[]): Promise<string> {
  const { hostname, port } = new URL(address)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => undefined) // a server that closes early resets what is still on its way
  for (const part of parts) socket.write(part)
  const chunks: Uint8Array[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('close', () => resolve())
  await promise
  return Buffer.concat(chunks).toString('utf8')
}
