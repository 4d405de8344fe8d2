// Runs an agent of a server and follows it. Needs ERRAND_URL and ERRAND_TOKEN; runs in a browser as well.
import { createClient } from 'errand/client'

const { ERRAND_URL = 'http://127.0.0.1:7717', ERRAND_TOKEN = '' } = process.env
const client = createClient({ url: ERRAND_URL, token: ERRAND_TOKEN })

const { items } = await client.agent.list({ status: 'active' })
const agentId = items[0]?.id ?? ''
const input = { message: 'Which models are there?' }

let runId = ''
for await (const event of client.agent.run.execute.stream({ agentId, input })) {
  runId = event.runId
  if (event.type === 'tool.started') console.log('→', event.data.toolName)
  if (event.type === 'run.completed') console.log(event.data.resultData['result'])
}

const { cancel } = client.agent.run
try {
  await cancel({ runId })
} catch (error) {
  if (!cancel.isError(error, 'RUN_NOT_CANCELLABLE')) throw error
  console.log(`${error.code}: ${error.message}`)
}
