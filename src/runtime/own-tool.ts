// A tool of Errand's own: the run itself answers its calls.
import type { ToolDefinition } from '../contracts/agent-definition.ts'
import { writePlan } from '../core/own-tools.ts'
import { defineTool, type Tool } from './define-tool.ts'

export function createOwnTool(definition: ToolDefinition): Tool {
  const { name, description, inputSchema: input } = definition
  const execute = () => Promise.reject(new Error('the run answers this'))
  return { ...defineTool({ name, description, input, execute }), definition }
}

export const planTool = createOwnTool(writePlan)
