// The server that is measured, as a process of its own: `node server.ts DIR`. Answers `usage` and `stop` over the IPC channel.
import { createErrand } from 'errand'
import { readToken } from '../src/app/credentials.ts'
import { agents } from './agents.ts'

const dataDir = process.argv[2] ?? ''
const errand = await createErrand({ agents, dataDir, env: {} })
const { address } = await errand.serve()
process.send?.({ url: address, token: readToken(dataDir) })

process.on('message', (message) => {
  if (message === 'usage') process.send?.(readUsage())
  if (message === 'stop') void errand.close().then(() => process.disconnect())
})

function readUsage() {
  globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  return { rss: process.memoryUsage.rss(), cpuMs: (user + system) / 1000 }
}
