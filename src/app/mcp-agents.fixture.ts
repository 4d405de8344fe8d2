// The agents of the MCP tests. It prints, as agents of users do: that must not reach the protocol.
import { defineAgent } from '../runtime/define-agent.ts'

console.log('an agent file that prints')

export const echo = defineAgent({
  id: 'echo',
  instructions: 'Echo.',
  model: 'sim/script',
  modelConfig: { script: [{ text: 'Hello yourself.' }], delayMs: 0 },
})
