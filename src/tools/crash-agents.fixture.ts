// The agent of crash.e2e.test.ts: three built-in calls at once, to the server that ERRAND_TEST_PLACE names.
import { defineAgent } from 'errand'
import { httpRequest, runJavascript, webFetch } from 'errand/tools'

const place = process.env['ERRAND_TEST_PLACE'] ?? ''
const toolCalls = [
  { name: 'web_fetch', input: { url: `http://${place}/page` } },
  { name: 'http_request', input: { url: `http://${place}/pay`, method: 'POST', body: {} } },
  { name: 'run_javascript', input: { code: 'const end = Date.now() + 1000; while (Date.now() < end); "counted"' } },
]

export const builtIns = defineAgent({
  id: 'built-ins',
  instructions: '',
  model: 'sim/script',
  modelConfig: { script: [{ toolCalls }, { text: 'Done.' }], delayMs: 0 },
  tools: [webFetch(), httpRequest(), runJavascript()],
})
