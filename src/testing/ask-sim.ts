// Asks the simulated assistant with a prompt that a test wrote.
import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4Prompt,
  LanguageModelV4ToolResultOutput,
} from '@ai-sdk/provider'
import { createSimAssistant } from '../models/sim-assistant.ts'

const model = createSimAssistant()

export function tool(
  name: string,
  description: string,
  properties: object,
  required: string[],
): LanguageModelV4FunctionTool {
  return {
    type: 'function',
    name,
    description,
    inputSchema: { type: 'object', properties: { ...properties }, required },
  }
}

export const ask = (question: string): LanguageModelV4Prompt[number] => ({
  role: 'user',
  content: [{ type: 'text', text: question }],
})
export const say = (answer: string): LanguageModelV4Prompt[number] => ({
  role: 'assistant',
  content: [{ type: 'text', text: answer }],
})

/** A finished tool call as it stands in the prompt. */
export function done(toolName: string, input: object, output: LanguageModelV4ToolResultOutput): LanguageModelV4Prompt {
  const call = { toolCallId: `id-${toolName}`, toolName }
  return [
    { role: 'assistant', content: [{ type: 'tool-call', ...call, input }] },
    { role: 'tool', content: [{ type: 'tool-result', ...call, output }] },
  ]
}

type Options = Partial<LanguageModelV4CallOptions>

/** What it says in one turn. */
export async function reply(
  prompt: LanguageModelV4Prompt | string,
  tools: LanguageModelV4FunctionTool[],
  options: Options = {},
) {
  const whole = typeof prompt === 'string' ? [ask(prompt)] : prompt
  const result = await model.doGenerate({ prompt: whole, tools, providerOptions: { sim: { delayMs: 0 } }, ...options })
  const calls = result.content.flatMap((part): [string, unknown][] =>
    part.type === 'tool-call' ? [[part.toolName, JSON.parse(part.input)]] : [],
  )
  const pick = (type: 'text' | 'reasoning'): string =>
    result.content.map((part) => (part.type === type ? part.text : '')).join('')
  return {
    calls,
    text: pick('text'),
    reasoning: pick('reasoning'),
    finish: result.finishReason.unified,
    usage: result.usage,
  }
}
