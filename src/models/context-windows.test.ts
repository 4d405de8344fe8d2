import { APICallError } from '@ai-sdk/provider'
import { expect, it } from 'vitest'
import { isOverflow } from './context-windows.ts'

const refusal = (message: string, statusCode = 400, responseBody = '') =>
  new APICallError({ message, statusCode, responseBody, url: 'https://x', requestBodyValues: {} })

it.each<[string, boolean, unknown]>([
  ['OpenAI', true, refusal('Your input exceeds the context window of this model.')],
  ['OpenAI, by its code', true, refusal('no', 400, '{"error":{"code":"context_length_exceeded"}}')],
  ['Anthropic', true, refusal('prompt is too long: 213462 tokens > 200000 maximum')],
  ['Google', true, refusal('The input token count (1189203) exceeds the maximum number of tokens allowed (1048576).')],
  ['vLLM', true, refusal("This model's maximum context length is 8192 tokens. However, you requested 9000 tokens")],
  ['llama.cpp', true, refusal('the request exceeds the available context size, try increasing it')],
  ['a frame in the stream', true, { message: 'Your input exceeds the context window of this model.' }],
  ['another fault of the request', false, refusal('temperature is not supported')],
  ['a fault of the provider', false, refusal('the context window service is down', 503)],
  ['no error at all', false, 'context window'],
])('a prompt that is too long is known by what %s says: %j', (_who, expected, error) => {
  expect(isOverflow(error)).toBe(expected)
})
