// An agent as a tool of another: the model calls it by its id, and each call is a run of its own.
import { z } from 'zod'
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import { RunInput } from '../contracts/run.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { validateJson } from '../core/validate-json.ts'
import { defineTool, type Tool } from './define-tool.ts'

interface Callee {
  readonly id: string
  readonly description: string
  readonly definition: Pick<AgentDefinition, 'inputSchema' | 'timeoutMs'>
}

/** The store makes the run when the call starts, and ends the call when the run has ended; no code of the tool runs. */
export function createAgentTool({ id, description, definition }: Callee): Tool {
  const tool = defineTool({
    name: id,
    description,
    input: describeInput(definition.inputSchema),
    effect: 'idempotent',
    timeoutMs: definition.timeoutMs,
    execute: () => Promise.reject(new Error('a run of the agent answers this')),
  })
  return {
    ...tool,
    definition: { ...tool.definition, agentId: id },
    parseInput(value) {
      const parsed = tool.parseInput(value)
      const input = RunInput.safeParse(value) // whatever the schema allows, a run takes no other input
      return parsed.ok && !input.success ? { ok: false, message: z.prettifyError(input.error) } : parsed
    },
  }
}

/** `{message, context}` as the agent's runs take it; `context` is there when the agent declares one. */
function describeInput(inputSchema: JsonObject | undefined): JsonObject {
  const message = { type: 'string', minLength: 1, description: 'What the agent is to do, with all it needs to know' }
  const base = { type: 'object', additionalProperties: false }
  if (!inputSchema) return { ...base, properties: { message }, required: ['message'] }
  const { $defs, ...context } = inputSchema // references in the context are resolved from the root
  const isOptional = validateJson(inputSchema, {}).length === 0
  const required = isOptional ? ['message'] : ['message', 'context']
  return { ...base, properties: { message, context }, required, ...($defs !== undefined && { $defs }) }
}
