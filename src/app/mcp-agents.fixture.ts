// An agent and an operation of the MCP tests. The file prints, as files of users do: that must not reach the protocol.
import { defineAgent, implement } from 'errand'
import { defineQuery } from 'errand/spec'
import { z } from 'zod'

console.log('an agent file that prints')

export const echo = defineAgent({
  id: 'echo',
  instructions: 'Echo.',
  model: 'sim/script',
  modelConfig: { script: [{ text: 'Hello yourself.' }], delayMs: 0 },
})

const greet = defineQuery({
  meta: {
    key: 'fixture.greet',
    version: '1.0.0',
    stability: 'experimental',
    owners: ['@fixture'],
    tags: [],
    description: 'Greets.',
    goal: 'Test.',
    context: 'Tests.',
  },
  io: {
    inputName: 'GreetInput',
    outputName: 'GreetOutput',
    input: z.strictObject({ name: z.string() }),
    output: z.strictObject({ greeting: z.string() }),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: { scenarios: [], examples: [{ key: 'one', input: { name: 'Ada' }, output: { greeting: 'Hello Ada' } }] },
  http: { method: 'GET', path: '/v1/fixture/{name}' },
})
export const greeting = implement(greet, { run: ({ name }) => ({ greeting: `Hello ${name}` }) })
