// agent.assignTool: gives an agent a tool; makes a new revision.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { AGENT_NOT_FOUND, TOOL_NOT_FOUND } from './errors.ts'
import { Id, JsonObject, NonEmptyText } from './scalars.ts'

export const assignTool = defineCommand({
  meta: {
    key: 'agent.assignTool',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['agent', 'tool'],
    description: 'Gives an agent a tool; makes a new revision.',
    goal: 'Let an agent do more.',
    context: 'Used by the agent form. Only active and deprecated tools are offered to the model.',
  },
  io: {
    inputName: 'AssignToolInput',
    outputName: 'AssignToolOutput',
    input: z.strictObject({
      agentId: Id,
      toolId: Id,
      /** Arguments that calls of this agent always have; the model neither sees nor sets them. */
      config: JsonObject.optional(),
      /** Tools are offered in this order, lowest first. */
      order: z.int().min(0).max(10_000).default(0),
    }),
    output: z.strictObject({ agentToolId: NonEmptyText, agentId: Id, toolId: Id }),
    errors: {
      AGENT_NOT_FOUND,
      TOOL_NOT_FOUND,
      TOOL_ALREADY_ASSIGNED: {
        description: 'The agent has the tool already',
        http: 409,
        gqlCode: 'TOOL_ALREADY_ASSIGNED',
        when: 'The tool is assigned to the agent',
      },
    },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [], audit: ['agent.tool.assigned'] },
  acceptance: {
    scenarios: [
      {
        key: 'assign-tool-twice',
        given: ['The agent has the tool'],
        when: ['A user assigns it again'],
        then: ['TOOL_ALREADY_ASSIGNED is returned'],
        expects: { error: 'TOOL_ALREADY_ASSIGNED' },
        play: { situation: 'a stored agent with a tool', input: { agentId: '{agentId}', toolId: '{toolId}' } },
      },
    ],
    examples: [
      {
        key: 'assign-basic',
        input: { agentId: 'researcher', toolId: 'weather', config: { city: 'Oslo' } },
        output: { agentToolId: 'researcher:weather', agentId: 'researcher', toolId: 'weather' },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/agents/{agentId}/tools' },
  cli: { positionals: ['agentId', 'toolId'] },
})
