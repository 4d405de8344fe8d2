// agent.removeTool: takes a tool from an agent; makes a new revision.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { AGENT_NOT_FOUND } from './errors.ts'
import { Id } from './scalars.ts'

export const removeTool = defineCommand({
  isIdempotent: true,
  meta: {
    key: 'agent.removeTool',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['agent', 'tool'],
    description: 'Takes a tool from an agent; makes a new revision.',
    goal: 'Let an agent do less.',
    context: 'Used by the agent form.',
  },
  io: {
    inputName: 'RemoveToolInput',
    outputName: 'RemoveToolOutput',
    input: z.strictObject({ agentId: Id, toolId: Id }),
    output: z.strictObject({
      /** False when the agent did not have the tool. */
      success: z.boolean(),
    }),
    errors: { AGENT_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [], audit: ['agent.tool.removed'] },
  acceptance: {
    scenarios: [
      {
        key: 'remove-tool-unknown-agent',
        given: ['No agent has this id'],
        when: ['A user takes a tool from it'],
        then: ['AGENT_NOT_FOUND is returned'],
        expects: { error: 'AGENT_NOT_FOUND' },
        play: { input: { agentId: 'nowhere', toolId: 'weather' } },
      },
    ],
    examples: [{ key: 'remove-basic', input: { agentId: 'researcher', toolId: 'weather' }, output: { success: true } }],
  },
  http: { method: 'DELETE', path: '/v1/agents/{agentId}/tools/{toolId}' },
  cli: { positionals: ['agentId', 'toolId'] },
})
