// Rebuilds what the model is asked from the folded log. The prompt itself is stored nowhere.
import type { LanguageModelV4Message, LanguageModelV4Prompt, LanguageModelV4ToolResultPart } from '@ai-sdk/provider'
import type { JSONValue } from '@ai-sdk/provider'
import type { RunInput } from '../contracts/run.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { applyDefaults } from '../core/apply-defaults.ts'
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import { renderTemplate } from '../core/render-template.ts'
import type { RunState } from '../core/run-state.ts'
import type { CallOutcome, CallPart, Turn, TurnPart } from '../core/turn.ts'
import { describeSpaces, renderExcerpts } from './context-prompt.ts'
import type { ActiveRun } from './ports.ts'

export function buildPrompt({
  state,
  definition,
  history,
}: Pick<ActiveRun, 'state' | 'definition' | 'history'>): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = []
  const { message } = state.created.input
  const context = fillContext(definition, state.created.input)
  const instructions = [renderInstructions(definition, context), describeSpaces(state, definition)]
    .filter((text) => text !== '')
    .join('\n\n')
  if (instructions !== '') prompt.push({ role: 'system', content: instructions })
  for (const past of history) {
    const said = past.agentId === state.created.agentId ? renderInput(definition, past.input) : past.input.message
    prompt.push(userMessage(said), { role: 'assistant', content: [{ type: 'text', text: past.result }] })
  }
  const excerpts = renderExcerpts(state)
  if (excerpts !== null) prompt.push(userMessage(excerpts))
  prompt.push(userMessage(renderUserPrompt(definition, message, context)))
  for (const turn of state.turns) prompt.push(...turnMessages(turn, state))
  return prompt
}

/** The system prompt, and what the agent says of single stages under a heading each. */
function renderInstructions({ instructions, customInstructions = {} }: AgentDefinition, context: JsonObject): string {
  const { planning, toolCall, result } = customInstructions
  const parts: [string, string | undefined][] = [
    ['', instructions],
    ['## Planning\n', planning],
    ['## Tool calls\n', toolCall],
    ['## Result\n', result],
  ]
  return parts
    .filter(([, text]) => text)
    .map(([heading, text = '']) => heading + renderTemplate(text, context))
    .join('\n\n')
}

/** The input's context with the defaults of its schema; the log keeps it as it was sent. */
function fillContext({ inputSchema }: AgentDefinition, { context = {} }: RunInput): JsonObject {
  return applyDefaults(inputSchema, context) as JsonObject
}

function renderInput(definition: AgentDefinition, input: RunInput): string {
  return renderUserPrompt(definition, input.message, fillContext(definition, input))
}

function renderUserPrompt(definition: AgentDefinition, message: string, context: Record<string, unknown>): string {
  const template = definition.userPromptTemplate
  return template === undefined ? message : renderTemplate(template, { ...context, message })
}

function userMessage(text: string): LanguageModelV4Message {
  return { role: 'user', content: [{ type: 'text', text }] }
}

function turnMessages(turn: Turn, state: RunState): LanguageModelV4Message[] {
  if (turn.parts.length === 0) return []
  const results = turn.parts.flatMap((part) => (part.kind === 'call' ? [resultPart(part, state.outcomes)] : []))
  const assistant: LanguageModelV4Message = { role: 'assistant', content: turn.parts.map(assistantPart) }
  return results.length > 0 ? [assistant, { role: 'tool', content: results }] : [assistant]
}

type AssistantPart = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'][number]

function assistantPart(part: TurnPart): AssistantPart {
  const options = part.providerMetadata ? { providerOptions: part.providerMetadata as never } : {}
  if (part.kind !== 'call') return { type: part.kind, text: part.text, ...options }
  return { type: 'tool-call', toolCallId: providerCallId(part), toolName: part.toolName, input: part.input, ...options }
}

/** The id under which the provider knows the call. */
function providerCallId(part: CallPart): string {
  const own = part.providerMetadata?.['errand']?.['toolCallId']
  return typeof own === 'string' ? own : part.callId
}

function resultPart(part: CallPart, outcomes: ReadonlyMap<string, CallOutcome>): LanguageModelV4ToolResultPart {
  const toolCallId = providerCallId(part)
  return { type: 'tool-result', toolCallId, toolName: part.toolName, output: resultOutput(outcomes.get(part.callId)) }
}

function resultOutput(outcome: CallOutcome | undefined): LanguageModelV4ToolResultPart['output'] {
  if (outcome?.kind === 'completed') {
    if (typeof outcome.output === 'string') return { type: 'text', value: outcome.output }
    return { type: 'json', value: outcome.output as JSONValue }
  }
  if (outcome?.kind === 'failed') return { type: 'error-text', value: `${outcome.code}: ${outcome.message}` }
  return { type: 'error-text', value: outcome?.message ?? 'the call has no outcome' }
}
