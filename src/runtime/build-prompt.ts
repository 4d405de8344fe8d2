// Rebuilds what the model is asked from the folded log. The prompt itself is stored nowhere.
import type { LanguageModelV4Message, LanguageModelV4Prompt, LanguageModelV4ToolResultPart } from '@ai-sdk/provider'
import type { JSONValue } from '@ai-sdk/provider'
import { writePlan } from '../core/own-tools.ts'
import { renderInstructions, renderUserPrompt } from '../core/render-prompts.ts'
import type { RenderedTemplate } from '../core/render-template.ts'
import { listTools } from '../core/run-tools.ts'
import type { RunState } from '../core/run-state.ts'
import type { CallOutcome, CallPart, Turn, TurnPart } from '../core/turn.ts'
import { describeSpaces, renderExcerpts } from './context-prompt.ts'
import { clip, renderDigest } from './digest.ts'
import type { ActiveRun } from './ports.ts'
import { describeResult, renderRefusal } from './result-prompt.ts'

export function buildPrompt({
  state,
  definition,
  history,
}: Pick<ActiveRun, 'state' | 'definition' | 'history'>): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = []
  const { input, isRendered } = state.created
  const instructions = [
    requireText(renderInstructions(definition, input)),
    listTools(definition, state).includes(writePlan) ? PLANNING : '',
    describeSpaces(state, definition),
    describeResult(definition),
  ]
    .filter((text) => text !== '')
    .join('\n\n')
  if (instructions !== '') prompt.push({ role: 'system', content: instructions })
  const { keptRuns = history.length, shortenedTurns = 0, outputCharacters, turns = 0 } = state.compression ?? {}
  for (const past of history.slice(Math.max(0, history.length - keptRuns))) {
    const isOwn = past.agentId === state.created.agentId
    const said = isOwn ? requireText(renderUserPrompt(definition, past.input)) : past.input.message
    prompt.push(userMessage(said), { role: 'assistant', content: [{ type: 'text', text: past.result }] })
  }
  const excerpts = renderExcerpts(state)
  if (excerpts !== null) prompt.push(userMessage(excerpts))
  prompt.push(userMessage(isRendered ? input.message : requireText(renderUserPrompt(definition, input))))
  const shortened = state.turns.slice(0, Math.max(0, Math.min(shortenedTurns, state.turns.length - 1)))
  if (shortened.length > 0) prompt.push(renderDigest(shortened, state))
  for (const [index, turn] of state.turns.entries()) {
    if (index < shortened.length) continue
    prompt.push(...turnMessages(turn, state, (index < turns && outputCharacters) || Infinity))
    const refusal = state.refusals.get(turn.spanId)
    if (refusal) prompt.push(renderRefusal(refusal))
  }
  return prompt
}

const PLANNING = `## Plan
Before you call any other tool, write down your plan with ${writePlan.name}. Write it again when it changes. A message that needs no tool needs no plan.`

/** What can be rendered was seen to when the run was accepted; the rest is a fault of the turn. */
function requireText(rendered: RenderedTemplate): string {
  if (!rendered.ok) throw new Error(rendered.message)
  return rendered.text
}

function userMessage(text: string): LanguageModelV4Message {
  return { role: 'user', content: [{ type: 'text', text }] }
}

function turnMessages({ parts }: Turn, { outcomes }: RunState, outputCharacters: number): LanguageModelV4Message[] {
  if (parts.length === 0) return []
  const results = parts.flatMap((part) =>
    part.kind === 'call' ? [resultPart(part, outcomes.get(part.callId), outputCharacters)] : [],
  )
  const assistant: LanguageModelV4Message = { role: 'assistant', content: parts.map(assistantPart) }
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

function resultPart(
  part: CallPart,
  outcome: CallOutcome | undefined,
  outputCharacters: number,
): LanguageModelV4ToolResultPart {
  const toolCallId = providerCallId(part)
  return { type: 'tool-result', toolCallId, toolName: part.toolName, output: resultOutput(outcome, outputCharacters) }
}

function resultOutput(
  outcome: CallOutcome | undefined,
  outputCharacters: number,
): LanguageModelV4ToolResultPart['output'] {
  if (outcome?.kind === 'completed') {
    const { output } = outcome
    const text = typeof output === 'string' ? output : JSON.stringify(output)
    if (typeof output === 'string' || text.length > outputCharacters) {
      return { type: 'text', value: clip(text, outputCharacters) }
    }
    return { type: 'json', value: output as JSONValue }
  }
  if (outcome?.kind === 'failed') return { type: 'error-text', value: `${outcome.code}: ${outcome.message}` }
  return { type: 'error-text', value: outcome?.message ?? 'the call has no outcome' }
}
