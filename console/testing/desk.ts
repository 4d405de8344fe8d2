// Agents that wait for people, with strings in every place that would do harm if a page took them for more than text.
import { askHuman, contextSpace, defineAgent, defineTool } from 'errand'
import { join } from 'node:path'
import { z } from 'zod'

/** Would run, load or turn something if it were not text; the last signs turn the direction of writing and have no width. */
export const hostile =
  '<img src=//evil.example/x onerror=alert(1)><script>alert(2)</script>"\'`{{x}} ![i](http://evil.example/i) \u202Egnp.exe\u200B'

const refund = defineTool({
  name: 'refund',
  description: `Pays money back. ${hostile}`,
  input: z.object({ order: z.int(), note: z.string() }),
  approval: true,
  effect: 'once',
  execute: ({ order }) => ({ refunded: order, note: hostile }),
})
const ship = defineTool({
  name: 'ship',
  description: 'Hands a parcel over, and never comes back to tell.',
  input: z.object({ order: z.int() }),
  effect: 'once',
  execute: (_input, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped')))
    }),
})

const call = (name: string, input: object) => ({
  script: [{ toolCalls: [{ name, input }] }, { text: `Done. ${hostile}` }],
})

/** Wants to pay money back. */
export const refunds = defineAgent({
  id: 'refunds',
  name: 'Refunds',
  description: 'Pays money back.',
  instructions: hostile,
  model: 'sim/script',
  tools: [refund],
  modelConfig: call('refund', { order: 17, note: `${hostile} ${'long '.repeat(400)}the end` }),
})
/** Asks which way to go. */
export const asking = defineAgent({
  id: 'asking',
  name: `Asking ${hostile}`.slice(0, 90),
  description: hostile,
  instructions: 'Ask.',
  model: 'sim/script',
  tools: [askHuman],
  modelConfig: call('ask_human', { question: `Which one? ${hostile}`, choices: ['The left one', hostile] }),
})
/** Is in the middle of a call when the process ends. */
export const shipping = defineAgent({
  id: 'shipping',
  description: 'Ships parcels.',
  instructions: 'Ship.',
  model: 'sim/script',
  onUnknown: 'ask',
  tools: [ship],
  modelConfig: call('ship', { order: 18 }),
})
/** Reads the documentation. */
export const reader = defineAgent({
  id: 'reader',
  description: 'Answers from the documentation.',
  instructions: 'Answer.',
  contextSpaces: [
    contextSpace({ id: 'docs', name: 'Documentation', folders: [join(import.meta.dirname, '../../docs')] }),
  ],
})
