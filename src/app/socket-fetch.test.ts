import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createTempDir } from '../testing/temp-dir.ts'
import { copyRequest, createSocketFetch } from './socket-fetch.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

it('a request to a server that never answers ends with its signal, also after a garbage collection', async () => {
  using dir = createTempDir()
  const socketPath = join(dir.path, 'silent.sock')
  const server = createServer().listen(socketPath)
  await once(server, 'listening')
  const connected = once(server, 'connection')
  const abort = new AbortController()
  const request = () => copyRequest(new Request('http://localhost/livez', { signal: abort.signal }), null)
  const asked = createSocketFetch(socketPath)(request())
  const [socket] = (await connected) as [{ destroy: () => void }]
  for (let turn = 0; turn < 5; turn += 1) {
    await sleep(1) // lets what awaited go
    collectGarbage()
  }
  abort.abort()
  await expect(asked).rejects.toThrow(/abort/)
  socket.destroy()
  server.close()
}, 5000)
