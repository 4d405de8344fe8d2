// The server that drains tasks while it is measured: `node task-server.ts DIR`. Answers `left` and `stop` over the IPC channel.
import { join } from 'node:path'
import { createApp } from '../src/app/app.ts'
import { ROOT } from '../src/app/credentials.ts'
import { listenTcp } from '../src/app/listen.ts'
import { agents } from './agents.ts'

const [dataDir = ''] = process.argv.slice(2)
const token = 'token-of-the-benchmark'
const app = await createApp({
  databasePath: join(dataDir, 'errand.db'),
  agents,
  env: {},
  credentials: [{ token, principal: ROOT }],
  isScheduling: true,
  onError: (error) => console.error(error),
})
const listener = await listenTcp(app.http, { host: '127.0.0.1', port: 0 })
process.send?.({ url: listener.address, token })

process.on('message', (message) => {
  if (message === 'left') void countLeft().then((left) => process.send?.(left))
  if (message === 'stop') void stop().then(() => process.disconnect())
})

const stop = () => app.stop({ graceMs: 1000, closeListeners: async () => listener[Symbol.asyncDispose]() })

/** Tasks that have not fired, as far as one can tell that there are some, and firings in progress. */
async function countLeft(): Promise<number> {
  return app.tasks.running + ((await app.store.getNextDueAt()) === null ? 0 : 1)
}
