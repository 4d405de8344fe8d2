// The server that the crash tests kill. Arguments: the database file, the file its tools write their calls to, the `host:port`
// that webhooks may reach, and the type of event at whose commit it kills itself.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createApp } from '../app/app.ts'
import { ROOT } from '../app/credentials.ts'
import { listenTcp } from '../app/listen.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { createScriptedAgent } from './scripted-agent.ts'

const [databasePath = '', ledgerPath = '', receiver = '', lastType = ''] = process.argv.slice(2)
const write = (line: string) => appendFileSync(ledgerPath, `${line}\n`)
const hasCrashed = () => existsSync(ledgerPath) && readFileSync(ledgerPath, 'utf8').includes('KILLED')

/** Has an effect outside that must not happen twice. */
const charge = defineTool({
  name: 'charge',
  description: 'Charges a card.',
  input: { type: 'object' },
  effect: 'once',
  execute: (_input, { callId }) => {
    write(`charge ${callId}`)
    return 'charged'
  },
})

/** Is in progress when the server is killed; afterwards it ends at once. */
const wait = defineTool({
  name: 'wait',
  description: 'Waits for the crash.',
  input: { type: 'object' },
  effect: 'idempotent',
  execute: async (_input, { callId }) => {
    write(`wait ${callId}`)
    if (!hasCrashed()) await new Promise((resolve) => setTimeout(resolve, 60_000))
    return 'waited'
  },
})

/** Takes five seconds, every time. */
const slow = defineTool({
  name: 'slow',
  description: 'Takes five seconds.',
  input: { type: 'object' },
  effect: 'pure',
  execute: async (_input, { callId }) => {
    write(`slow ${callId}`)
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    return 'slept'
  },
})

const tools = [charge, wait, slow]
const plan = [{ toolCalls: [{ name: 'charge' }] }, { toolCalls: [{ name: 'wait' }] }, { text: 'All done.' }]
const app = await createApp({
  databasePath,
  agents: [
    createScriptedAgent(plan, { id: 'buyer', tools }),
    createScriptedAgent([{ toolCalls: [{ name: 'slow' }] }, { text: 'Late.' }], { id: 'sleeper', tools }),
    createScriptedAgent([{ text: 'Hi.' }], { id: 'greeter' }),
  ],
  credentials: [{ token: 'crash-test', principal: ROOT }],
  env: {},
  egressAllowed: receiver === '' ? [] : [receiver],
  onError: (error) => console.error(error),
})
app.store.subscribe((committed) => {
  const isLast = committed.some(({ events }) => events.some(({ type }) => type === lastType))
  if (isLast) process.kill(process.pid, 'SIGKILL')
})
const listener = await listenTcp(app.http, { host: '127.0.0.1', port: 0 })
console.log(`READY ${listener.address}`)
