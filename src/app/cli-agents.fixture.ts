// Agents for the end-to-end tests of the command line.
import { appendFileSync } from 'node:fs'
import { askHuman, defineAgent, defineTool } from 'errand'

/** Appends a line to the file `ledger` when it starts, and hangs until its signal fires. */
const hang = defineTool({
  name: 'hang',
  description: 'Hangs.',
  input: { type: 'object', properties: {} },
  effect: 'pure',
  execute: (_input, { signal, callId }) => {
    appendFileSync('ledger', `${callId}\n`)
    return new Promise((_resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('nobody stopped it')), 60_000)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        appendFileSync('ledger', 'stopped\n')
        reject(new Error('stopped'))
      })
    })
  },
})

/** Takes as long as the file `go` does not exist. */
const wait = defineTool({
  name: 'wait',
  description: 'Waits for the file go.',
  input: { type: 'object', properties: {} },
  effect: 'pure',
  async execute() {
    const { existsSync } = await import('node:fs')
    const { setTimeout } = await import('node:timers/promises')
    for (let tries = 0; tries < 1200 && !existsSync('go'); tries += 1) await setTimeout(25)
    return 'went'
  },
})

/** Writes what it was given to the file `paid`, once a person allowed it. */
const pay = defineTool<{ amount: number }, unknown>({
  name: 'pay',
  description: 'Pays.',
  input: { type: 'object', properties: { amount: { type: 'integer' } } },
  approval: true,
  execute: ({ amount }) => appendFileSync('paid', `${amount}\n`),
})

const scripted = (id: string, script: object[], tools = [hang, wait, pay, askHuman]) =>
  defineAgent({ id, instructions: '', model: 'sim/script', modelConfig: { script, delayMs: 0 }, tools })

export const echo = scripted('echo', [{ text: 'Said and done.' }])
export const hanging = scripted('hanging', [{ toolCalls: [{ name: 'hang', input: {} }] }, { text: 'Never.' }])
export const waiting = scripted('waiting', [{ toolCalls: [{ name: 'wait', input: {} }] }, { text: 'It went.' }])
export const failing = scripted('failing', [{ error: { message: 'no such model', isRetryable: false } }])
export const asking = scripted('asking', [
  { toolCalls: [{ name: 'pay', input: { amount: 7 } }] },
  { toolCalls: [{ name: 'pay', input: { amount: 8 } }] },
  { toolCalls: [{ name: 'ask_human', input: { question: 'Tea?' } }] },
  { text: 'Paid.' },
])
