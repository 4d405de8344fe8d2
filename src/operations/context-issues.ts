// What is wrong with the context of a run's input, by the schema of its agent.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { RunInput } from '../contracts/run.ts'
import { validateJson } from '../core/validate-json.ts'
import type { Issue } from '../spec/issues.ts'

export function listContextIssues({ inputSchema }: AgentDefinition, { context = {} }: RunInput): Issue[] {
  if (!inputSchema) return []
  return validateJson(inputSchema, context).map((issue) => ({ ...issue, pointer: `/input/context${issue.pointer}` }))
}
