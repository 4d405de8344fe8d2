// The agents that are measured: two model turns with one tool call of 0 ms, and long answers streamed word by word.
import { setImmediate as nextTick } from 'node:timers/promises'
import { defineAgent, defineTool } from 'errand'
import { z } from 'zod'

/** Seven words, the answer every peer gives in the comparison. */
export const ANSWER = 'The answer is forty two, of course.'

const lookup = defineTool({
  name: 'lookup',
  description: 'Looks something up.',
  input: z.object({ q: z.string() }),
  effect: 'pure',
  execute: ({ q }) => ({ found: q }),
})

export const twoTurns = defineAgent({
  id: 'bench',
  instructions: 'Use the tool.',
  model: 'sim/script',
  modelConfig: { script: [{ toolCalls: [{ name: 'lookup', input: { q: 'x' } }] }, { text: ANSWER }], delayMs: 0 },
  tools: [lookup],
})

/** Waits for a person for ever. */
export const asking = defineAgent({
  id: 'asking',
  instructions: 'Ask first.',
  model: 'sim/script',
  modelConfig: { script: [{ toolCalls: [{ name: 'pay', input: { amount: 1 } }] }], delayMs: 0 },
  tools: [
    defineTool({
      name: 'pay',
      description: 'Pays.',
      input: z.object({ amount: z.int() }),
      approval: true,
      execute: () => null,
    }),
  ],
})

/** Words of one long answer. */
export const LONG_WORDS = 2000

/** An answer at a model's pace: a word a millisecond. */
export const paced = defineAgent({
  id: 'paced',
  instructions: 'Talk.',
  model: 'sim/script',
  modelConfig: { script: [{ text: 'word '.repeat(LONG_WORDS) }], delayMs: 1 },
})

/** Words of the answer that comes as fast as it is taken. */
export const FLOOD_WORDS = 200_000

type FloodModel = Exclude<Parameters<typeof defineAgent>[0]['model'], string | undefined>
type FloodPart = Awaited<ReturnType<FloodModel['doStream']>>['stream'] extends ReadableStream<infer P> ? P : never

async function* flood(): AsyncGenerator<FloodPart> {
  yield { type: 'text-start', id: 't' }
  for (let word = 0; word < FLOOD_WORDS; word += 1) {
    if (word % 100 === 0) await nextTick()
    yield { type: 'text-delta', id: 't', delta: 'word ' }
  }
  yield { type: 'text-end', id: 't' }
  const inputTokens = { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 }
  const usage = { inputTokens, outputTokens: { total: FLOOD_WORDS, text: FLOOD_WORDS, reasoning: 0 } }
  yield { type: 'finish', usage, finishReason: { unified: 'stop', raw: 'stop' } }
}

function streamFrom<T>(parts: AsyncGenerator<T>): ReadableStream<T> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
}

const floodModel: FloodModel = {
  specificationVersion: 'v4',
  provider: 'bench',
  modelId: 'flood',
  supportedUrls: {},
  doGenerate: () => Promise.reject(new Error('only streams')),
  doStream: async () => ({ stream: streamFrom(flood()) }),
}

export const flooded = defineAgent({ id: 'flood', instructions: 'Talk.', model: floodModel })

export const agents = [twoTurns, asking, paced, flooded]
