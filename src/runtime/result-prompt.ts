// What the model is told of the result schema, and of answers that do not fit it.
import type { LanguageModelV4Message } from '@ai-sdk/provider'
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { RunEventData } from '../contracts/run-event.ts'
import { markOwn } from '../models/own-message.ts'

/** For the system prompt, also where the provider takes the schema by itself: not every server that should does. */
export function describeResult({ resultType, resultSchema }: AgentDefinition): string {
  if (resultType !== 'json') return ''
  const demand = 'Your final answer is one JSON object that is valid against this JSON Schema, and nothing else:'
  return `## Result format\n${demand}\n${JSON.stringify(resultSchema)}`
}

export function renderRefusal({ issues }: RunEventData<'result.refused'>): LanguageModelV4Message {
  const lines = issues.map(({ pointer, message }) => `- ${pointer || 'the whole'}: ${message}`)
  const text = `Your answer does not fit the result format:\n${lines.join('\n')}\nAnswer again, with the whole JSON object and nothing else.`
  return { role: 'user', content: [{ type: 'text', text }], providerOptions: markOwn() }
}
