// The same runs without HTTP: `node in-process.ts DIR SECONDS CLIENTS` calls the library in its own process.
import { createErrand } from 'errand'
import { twoTurns } from './agents.ts'

const [dataDir = '', seconds = '5', clients = '1'] = process.argv.slice(2)
const errand = await createErrand({ agents: [twoTurns], dataDir, env: {} })
const startMs = performance.now()
const untilMs = startMs + Number(seconds) * 1000
let runs = 0
async function loop(): Promise<void> {
  while (performance.now() < untilMs) {
    const { isSuccess, errorMessage } = await errand.run(twoTurns, 'hi')
    if (!isSuccess) throw new Error(String(errorMessage))
    runs += 1
  }
}
await Promise.all(Array.from({ length: Number(clients) }, loop))
const elapsed = (performance.now() - startMs) / 1000
await errand.close()
process.send?.({ runsPerSecond: runs / elapsed })
process.disconnect()
