// agent.get: one agent, with its tools when asked.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { AgentWithTools } from './agent.ts'
import { owners } from './emissions.ts'
import { AGENT_NOT_FOUND } from './errors.ts'
import { Id } from './scalars.ts'

export const getAgent = defineQuery({
  meta: {
    key: 'agent.get',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['agent', 'get'],
    description: 'Reads one agent.',
    goal: 'See how an agent is set up.',
    context: 'Used by the agent page and by forms made from inputSchema.',
  },
  io: {
    inputName: 'GetAgentInput',
    outputName: 'AgentWithTools',
    input: z.strictObject({ agentId: Id, includeTools: z.boolean().optional() }),
    output: AgentWithTools,
    errors: { AGENT_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'get-agent-unknown',
        given: ['No agent has this id'],
        when: ['A user reads it'],
        then: ['AGENT_NOT_FOUND is returned'],
        expects: { error: 'AGENT_NOT_FOUND' },
        play: { input: { agentId: 'nowhere' } },
      },
    ],
    examples: [
      {
        key: 'get-agent-basic',
        input: { agentId: 'agent-123' },
        output: {
          id: 'agent-123',
          organizationId: 'default',
          name: 'Researcher',
          slug: 'researcher',
          status: 'active',
          modelProvider: 'custom',
          modelName: 'sim/assistant',
          systemPrompt: 'Answer briefly.',
          toolChoice: 'auto',
          maxIterations: 25,
          timeoutMs: 600_000,
          version: '1.0.0',
          createdAt: '2026-01-05T09:00:00.000Z',
          updatedAt: '2026-01-05T09:00:00.000Z',
          resultType: 'text',
          onUnknown: 'tell-model',
          latestRevisionId: 'rev-1',
          hasChanges: true,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/agents/{agentId}' },
  cli: { positionals: ['agentId'] },
})
