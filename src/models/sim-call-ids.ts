// Ids for simulated tool calls: the same prompt gives the same ids, and no two calls of a conversation share one.
import type { LanguageModelV4Prompt } from '@ai-sdk/provider'

/**
 * Returns a function that gives the next call its id. An id holds the place in the prompt and a hash over the input and
 * the id of the latest result, so it stays unique when a prompt has been shortened in between.
 */
export function createCallIds(prompt: LanguageModelV4Prompt): (input: string) => string {
  const latest = latestResultId(prompt)
  let index = 0
  return (input) => `call_${prompt.length}_${++index}_${hash(`${latest}\n${input}`)}`
}

function latestResultId(prompt: LanguageModelV4Prompt): string {
  const last = prompt.at(-1)
  const part = last?.role === 'tool' ? last.content.at(-1) : undefined
  return part?.type === 'tool-result' ? part.toolCallId : ''
}

/** FNV-1a in 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return (value >>> 0).toString(36)
}
