// The process that is to be killed: opens a database, starts a run and says its id. Arguments: database, ledger, agent id.
import { createApp } from '../../app/app.ts'
import { ROOT } from '../../app/credentials.ts'
import { createClient } from '../../client/client.ts'
import { createCrashAgents } from './crash-agents.ts'

const [databasePath = '', ledgerPath = '', agentId = ''] = process.argv.slice(2)
const token = 'token-of-the-crash-test'
const app = await createApp({
  databasePath,
  agents: createCrashAgents({ ledgerPath, isHanging: true }),
  env: {},
  credentials: [{ token, principal: ROOT }],
  onError: (error) => console.error(error),
})
// The parent kills this process once the run is where it should be: it watches for these lines.
app.store.subscribe((committed) => {
  for (const { events } of committed) for (const event of events) console.log(event.type)
})
const client = createClient({ url: 'http://localhost', token, fetch: async (request) => app.http.fetch(request) })
for (let run = 0; run < 2; run += 1) {
  const { runId } = await client.call('agent.run.execute', { agentId, input: { message: 'Go' }, sessionId: 's1' })
  console.log(`run ${runId}`)
}
