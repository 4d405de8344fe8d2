// Agents for tests of batches.
import { existsSync } from 'node:fs'
import { APICallError } from '@ai-sdk/provider'
import { askHuman, defineAgent } from 'errand'
import { z } from 'zod'
import { createFakeModel, say } from '../../testing/fake-model.ts'

/** Knows what it is given: a count of people in a city. */
export const counts = defineAgent({
  id: 'counts',
  instructions: '',
  prompt: '{{city}}',
  model: 'sim/script',
  modelConfig: { script: [{ text: '{"total":5,"of":{"a":1}}' }], delayMs: 0 },
  input: z.object({
    city: z.string(),
    people: z.int(),
    isOpen: z.boolean().optional(),
    tags: z.array(z.string()).optional(),
  }),
  resultType: 'json',
  resultSchema: z.object({ total: z.number(), of: z.object({ a: z.number() }) }),
})

/** Answers when the file that its message names is there, and fails for good when it is not. */
export const finds = defineAgent({
  id: 'finds',
  instructions: '',
  model: createFakeModel((_n, { prompt }) => {
    const content = prompt.at(-1)?.content[0]
    const path = typeof content === 'object' && content.type === 'text' ? content.text : ''
    if (existsSync(path)) return say('found')
    throw new APICallError({ message: 'not found', url: 'x', requestBodyValues: {}, statusCode: 404 })
  }),
})

export const asks = defineAgent({
  id: 'asks',
  instructions: '',
  model: 'sim/script',
  modelConfig: {
    script: [{ toolCalls: [{ name: 'ask_human', input: { question: 'Tea?' } }] }, { text: 'Thanks.' }],
    delayMs: 0,
  },
  tools: [askHuman],
})

/** Takes about half a second. */
export const slow = defineAgent({
  id: 'slow',
  instructions: '',
  model: 'sim/script',
  modelConfig: { script: [{ text: 'One two three four five.' }], delayMs: 100 },
})
