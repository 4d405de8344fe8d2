// The texts of an agent over the input of a run: what the model is told first, and what it is asked.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { RunInput } from '../contracts/run.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { applyDefaults } from './apply-defaults.ts'
import { type RenderedTemplate, renderTemplate } from './render-template.ts'

/** The system prompt, and what the agent says of single stages under a heading each. Empty when it says nothing. */
export function renderInstructions(definition: AgentDefinition, input: RunInput): RenderedTemplate {
  const { instructions, customInstructions = {} } = definition
  const { planning, toolCall, result } = customInstructions
  const parts = [
    instructions,
    planning && `## Planning\n${planning}`,
    toolCall && `## Tool calls\n${toolCall}`,
    result && `## Result\n${result}`,
  ]
  const context = fillContext(definition, input)
  const rendered: string[] = []
  for (const part of parts) {
    if (!part) continue
    const text = renderTemplate(part, context)
    if (!text.ok) return text
    rendered.push(text.text)
  }
  return { ok: true, text: rendered.join('\n\n') }
}

/** The first message of the user: the agent's template over context and message, or the message. */
export function renderUserPrompt(definition: AgentDefinition, input: RunInput): RenderedTemplate {
  const { userPromptTemplate: template } = definition
  const { message } = input
  if (template === undefined) return { ok: true, text: message }
  return renderTemplate(template, { ...fillContext(definition, input), message })
}

/**
 * What an agent with an input schema is asked when there is only the object that the schema describes: its template over
 * that, or the object as JSON.
 */
export function renderGoal(definition: AgentDefinition, context: JsonObject): RenderedTemplate {
  return renderTemplate(getGoal(definition), fillContext(definition, { message: '', context }))
}

/** The template of the first message over what the run API takes. */
export function getGoal({ userPromptTemplate, inputSchema }: AgentDefinition): string {
  return userPromptTemplate ?? (inputSchema ? '{{this}}' : '{{message}}')
}

/** The input's context with the defaults of its schema; the log keeps it as it was sent. */
function fillContext({ inputSchema }: AgentDefinition, { context = {} }: RunInput): JsonObject {
  return applyDefaults(inputSchema, context) as JsonObject
}
