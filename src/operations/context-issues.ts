// What is wrong with the input of a run, by what its agent says.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { RunInput } from '../contracts/run.ts'
import { renderInstructions, renderUserPrompt } from '../core/render-prompts.ts'
import { validateJson } from '../core/validate-json.ts'
import type { Issue } from '../spec/issues.ts'

export function listContextIssues(definition: AgentDefinition, input: RunInput): Issue[] {
  const { inputSchema } = definition
  const issues = inputSchema ? validateJson(inputSchema, input.context ?? {}) : []
  if (issues.length > 0) return issues.map((issue) => ({ ...issue, pointer: `/input/context${issue.pointer}` }))
  const prompts = [renderInstructions(definition, input), renderUserPrompt(definition, input)]
  return prompts.flatMap((prompt) =>
    prompt.ok ? [] : [{ pointer: '/input', code: 'too_big', message: `with this input ${prompt.message}` }],
  )
}
