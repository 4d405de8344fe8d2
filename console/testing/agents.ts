// Agents for the console's tests.
import { defineAgent, defineTool } from 'errand'
import { z } from 'zod'

const words = Array.from({ length: 120 }, (_, index) => `word${index}`).join(' ')
const look = defineTool({
  name: 'look_up',
  description: 'Looks something up.',
  input: z.object({ query: z.string() }),
  effect: 'pure',
  execute({ query }, { log }) {
    log('info', `looking for ${query}`, { query })
    return { found: [{ path: 'a.md', text: 'a text' }] }
  },
})

/** Asks for fields, and says what it was asked. */
export const topical = defineAgent({
  id: 'topical',
  description: 'Answers about a topic.',
  instructions: 'Explain {{topic}} to {{audience}}.',
  input: z.object({ topic: z.string().min(1), audience: z.enum(['experts', 'beginners']).default('beginners') }),
})

/** Looks something up, then says 120 numbered words, slowly enough to be watched. */
export const slow = defineAgent({
  id: 'slow',
  description: 'Speaks slowly.',
  instructions: 'Speak.',
  model: 'sim/script',
  tools: [look],
  modelConfig: {
    delayMs: 20,
    script: [{ text: 'I look it up.', toolCalls: [{ name: 'look_up', input: { query: 'x' } }] }, { text: words }],
  },
})
