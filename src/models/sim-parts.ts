// Turns what a simulated model says into the parts a provider would stream, and estimates its usage. The same reply to
// the same prompt always gives the same parts: no clock and no random numbers.
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider'

/** A tool call as it goes out; `input` is the raw JSON text, possibly malformed on purpose. */
export type SimToolCall = { id: string; name: string; input: string }

export type FinishReason = 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'error' | 'interrupted' | 'other'

/** Everything a simulated model says in one turn. `failure` is streamed as an error part after the text. */
export type SimReply = {
  reasoning: string
  text: string
  toolCalls: readonly SimToolCall[]
  finishReason: FinishReason
  failure?: Error
}

/** All parts of the reply in the order a provider sends them: reasoning, text, tool calls, finish. */
export function renderParts(
  reply: SimReply,
  modelId: string,
  options: LanguageModelV4CallOptions,
): LanguageModelV4StreamPart[] {
  const parts: LanguageModelV4StreamPart[] = [
    { type: 'stream-start', warnings: [] },
    { type: 'response-metadata', id: `sim-${modelId}-${options.prompt.length}`, modelId },
  ]
  if (reply.reasoning !== '') {
    parts.push({ type: 'reasoning-start', id: 'reasoning-1' })
    for (const delta of splitWords(reply.reasoning)) parts.push({ type: 'reasoning-delta', id: 'reasoning-1', delta })
    parts.push({ type: 'reasoning-end', id: 'reasoning-1' })
  }
  if (reply.text !== '') {
    parts.push({ type: 'text-start', id: 'text-1' })
    for (const delta of splitWords(reply.text)) parts.push({ type: 'text-delta', id: 'text-1', delta })
    parts.push({ type: 'text-end', id: 'text-1' })
  }
  for (const call of reply.toolCalls) {
    parts.push({ type: 'tool-input-start', id: call.id, toolName: call.name })
    for (const delta of splitPieces(call.input)) parts.push({ type: 'tool-input-delta', id: call.id, delta })
    parts.push({ type: 'tool-input-end', id: call.id })
    parts.push({ type: 'tool-call', toolCallId: call.id, toolName: call.name, input: call.input })
  }
  if (reply.failure) parts.push({ type: 'error', error: reply.failure })
  const finishReason = reply.failure ? 'error' : reply.finishReason
  const usage = estimateUsage(options, reply)
  parts.push({ type: 'finish', usage, finishReason: { unified: finishReason, raw: finishReason } })
  return parts
}

/** Words with the white space after them; joined they are the text again. */
function splitWords(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? []
}

/** Pieces of at most 24 characters that never part a surrogate pair. */
function splitPieces(text: string): string[] {
  return text.match(/[\s\S]{1,24}/gu) ?? []
}

/** Four characters count as one token. */
function estimateUsage(options: LanguageModelV4CallOptions, reply: SimReply): LanguageModelV4Usage {
  let inputCharacters = countCharacters(options.tools ?? null)
  for (const message of options.prompt) inputCharacters += countCharacters(message.content)
  const calls = reply.toolCalls.reduce((sum, call) => sum + call.name.length + call.input.length, 0)
  const text = Math.ceil((reply.text.length + calls) / 4)
  const reasoning = Math.ceil(reply.reasoning.length / 4)
  const input = Math.ceil(inputCharacters / 4)
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: text + reasoning, text, reasoning },
  }
}

/** The characters of all strings, numbers and keys in a JSON-like value. */
function countCharacters(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value === 'number' || typeof value === 'boolean') return 4
  if (typeof value !== 'object' || value === null) return 0
  if (ArrayBuffer.isView(value)) return value.byteLength
  let sum = 0
  if (Array.isArray(value)) for (const item of value) sum += countCharacters(item)
  else for (const [key, item] of Object.entries(value)) sum += key.length + countCharacters(item)
  return sum
}
