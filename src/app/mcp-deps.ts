// Agents as MCP prompts: each active agent is one, and using it asks the model at hand to run the agent.
import { type Prompt, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import type { AgentWithTools } from '../contracts/agent.ts'
import { contracts } from '../contracts/index.ts'
import { isObject } from '../contracts/scalars.ts'
import type { McpPrompts } from '../surfaces/mcp/prompts.ts'
import { query } from '../surfaces/mcp/query.ts'
import { contextSkills } from './mcp-skills.ts'

const INSTRUCTIONS = `Errand runs AI agents durably. agent_list says which there are. agent_run_execute starts a run and
answers at once; with stream: true it answers at the end, with the result. A run goes on when its caller is gone:
agent_run_get reads it later. agent_run_listApprovals lists what runs wait for a person to answer.`

const agentPrompts: McpPrompts = {
  async list(port, signal) {
    const { items } = await query(contracts['agent.list'], { status: 'active', limit: 500 }, port, signal)
    return Promise.all(
      items.map(async ({ id }) => renderPrompt(await query(contracts['agent.get'], { agentId: id }, port, signal))),
    )
  },
  async get(name, values, port, signal) {
    const agent = await query(contracts['agent.get'], { agentId: name }, port, signal)
    const { description, arguments: fields = [] } = renderPrompt(agent)
    const missing = fields.filter((field) => field.required && !values[field.name]).map((field) => field.name)
    if (missing.length > 0) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `the prompt "${name}" needs ${missing.join(', ')}`)
    }
    const { message, ...context } = values
    const input = { agentId: agent.id, stream: true, input: { message, ...(fields.length > 1 && { context }) } }
    const text = `Call the tool agent_run_execute with this input, and show me the answer:\n\n${JSON.stringify(input, null, 2)}`
    return { ...(description && { description }), messages: [{ role: 'user', content: { type: 'text', text } }] }
  },
}

/** What MCP shows of Errand besides its contracts. */
export const mcpDeps = { name: 'errand', instructions: INSTRUCTIONS, prompts: agentPrompts, skills: contextSkills }

/** Its arguments are the message and the text fields of the agent's input. */
function renderPrompt({ id, name, description, inputSchema = {} }: AgentWithTools): Prompt {
  const required = Array.isArray(inputSchema['required']) ? inputSchema['required'] : []
  const properties = isObject(inputSchema['properties']) ? Object.entries(inputSchema['properties']) : []
  const fields = properties.filter(
    ([field, schema]) => field !== 'message' && isObject(schema) && schema['type'] === 'string',
  )
  return {
    name: id,
    title: name,
    description: description ?? `Runs the agent ${name}.`,
    arguments: [
      { name: 'message', description: 'What to tell the agent', required: true },
      ...fields.map(([field, schema]) => ({
        name: field,
        ...(isObject(schema) && typeof schema['description'] === 'string' && { description: schema['description'] }),
        required: required.includes(field),
      })),
    ],
  }
}
