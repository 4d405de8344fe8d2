// What a simulated assistant is asked, read off the prompt: the question, the one before it, the tool calls and results
// since, and the passages that came with the prompt. A pure reading; nothing is decided here.
import type { LanguageModelV4Prompt, LanguageModelV4ToolResultOutput } from '@ai-sdk/provider'

import { isOwn } from './own-message.ts'
import { hasPassageTags, readTaggedPassages, stripPassageTags, type Passage } from './sim-passages.ts'

/** One finished tool call: its output as plain data, or why there is none. */
export type ToolOutcome = {
  toolName: string
  input: unknown
  outcome: { type: 'output'; value: unknown } | { type: 'failed' | 'denied'; message: string }
}

export type SimRequest = {
  /** The last thing the user said, without passages. */
  question: string
  /** What the user said before that; empty at the start of a conversation. */
  previousQuestion: string
  outcomes: ToolOutcome[]
  /** The plan as it was written last since the question; null when there is none. */
  plan: string | null
  /** Passages in the prompt itself: text in `<excerpt path="…">` or similar tags. */
  passages: Passage[]
}

/** Reads the prompt. A user message that holds nothing but tagged passages is no question. */
export function readRequest(prompt: LanguageModelV4Prompt): SimRequest {
  const questions: string[] = []
  const passages: Passage[] = []
  let outcomes: ToolOutcome[] = []
  let plan: string | null = null
  const inputsByCall = new Map<string, unknown>()
  for (const message of prompt) {
    if (message.role === 'system') passages.push(...readTaggedPassages(message.content))
    if (isOwn(message)) {
      const text = textOf(message)
      outcomes.push(...readShortened(text))
      plan = /^Your plan:\n([^]*?)\n\n/m.exec(text)?.[1] ?? plan
      continue
    }
    if (message.role === 'user') {
      const text = textOf(message)
      if (hasPassageTags(text)) passages.push(...readTaggedPassages(text))
      const said = isContextMessage(text) ? '' : stripPassageTags(text).trim()
      if (said === '') continue
      questions.push(said)
      outcomes = []
      plan = null
    }
    if (message.role !== 'assistant' && message.role !== 'tool') continue
    for (const part of message.content) {
      if (part.type === 'tool-call') inputsByCall.set(part.toolCallId, part.input)
      if (part.type !== 'tool-result') continue
      const input = inputsByCall.get(part.toolCallId)
      if (part.toolName === 'write_plan') plan = readPlan(input)
      else outcomes.push({ toolName: part.toolName, input, outcome: readOutput(part.output) })
    }
  }
  return { question: questions.at(-1) ?? '', previousQuestion: questions.at(-2) ?? '', outcomes, plan, passages }
}

function textOf({ content }: LanguageModelV4Prompt[number]): string {
  if (typeof content === 'string') return content
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
}

/** Calls of which the prompt tells in a line each: `- tool {"input"} → output`. */
function readShortened(text: string): ToolOutcome[] {
  return [...text.matchAll(/^- ([\w-]+) (.*?) → (.*)$/gm)].map(([, toolName = '', input = '', output = '']) => ({
    toolName,
    input: parseText(input),
    outcome: { type: 'output', value: parseText(output) },
  }))
}

function readPlan(input: unknown): string | null {
  const plan: unknown = typeof input === 'object' && input !== null && 'plan' in input ? input.plan : null
  return typeof plan === 'string' ? plan : null
}

/** A message of passages may have a notice around them; a question with a passage in it has more words of its own. */
function isContextMessage(text: string): boolean {
  if (!hasPassageTags(text)) return false
  const around = stripPassageTags(text)
  return around.trim() === '' || /untrusted|excerpts?\b|retrieved|do not follow/i.test(around)
}

function readOutput(output: LanguageModelV4ToolResultOutput): ToolOutcome['outcome'] {
  switch (output.type) {
    case 'json':
      return { type: 'output', value: unwrapContent(output.value) }
    case 'text':
      return { type: 'output', value: parseText(output.value) }
    case 'content': {
      const texts = output.value.flatMap((part) => (part.type === 'text' ? [parseText(part.text)] : []))
      return { type: 'output', value: texts.length === 1 ? texts[0] : texts }
    }
    case 'error-text':
      return { type: 'failed', message: output.value }
    case 'error-json':
      return { type: 'failed', message: messageOf(output.value) }
    case 'execution-denied':
      return { type: 'denied', message: output.reason ?? '' }
  }
}

/** Tools of MCP servers answer `{content: [{type: 'text', text}], structuredContent?}`. */
function unwrapContent(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('content' in value) || !Array.isArray(value.content))
    return value
  if ('structuredContent' in value && value.structuredContent) return value.structuredContent
  const texts: unknown[] = []
  for (const part of value.content as unknown[]) {
    if (typeof part !== 'object' || part === null || !('type' in part) || part.type !== 'text') return value
    texts.push(parseText('text' in part && typeof part.text === 'string' ? part.text : ''))
  }
  return texts.length === 1 ? texts[0] : texts
}

/** Many tools answer JSON as text. */
function parseText(text: string): unknown {
  const trimmed = text.trim()
  if (!/^[[{]/.test(trimmed)) return text
  try {
    return JSON.parse(trimmed)
  } catch {
    return text
  }
}

function messageOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null) {
    for (const key of ['message', 'error', 'detail', 'reason']) {
      const found: unknown = key in value ? (value as Record<string, unknown>)[key] : undefined
      if (found !== undefined) return messageOf(found)
    }
  }
  return JSON.stringify(value)
}
