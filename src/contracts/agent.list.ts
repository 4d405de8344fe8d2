// agent.list: the agents of the tenant, newest first.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { AgentSummary } from './agent.ts'
import { owners } from './emissions.ts'
import { AgentStatus, ModelProvider } from './enums.ts'
import { Id, pageInput, pageOutput } from './scalars.ts'

export const listAgents = defineQuery({
  meta: {
    key: 'agent.list',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['agent', 'list'],
    description: 'Lists agents, newest first.',
    goal: 'Find an agent to run.',
    context: 'Used by the agents page and by scripts.',
  },
  io: {
    inputName: 'ListAgentsInput',
    outputName: 'ListAgentsOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      status: AgentStatus.optional(),
      modelProvider: ModelProvider.optional(),
      /** Case-insensitive substring of name, slug or description. */
      search: z.string().max(200).optional(),
      ...pageInput(),
    }),
    output: z.strictObject(pageOutput(AgentSummary)),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'list-active',
        input: { status: 'active' },
        output: {
          items: [
            {
              id: 'agent-123',
              name: 'Researcher',
              slug: 'researcher',
              status: 'active',
              modelProvider: 'custom',
              modelName: 'sim/assistant',
              version: '1.0.0',
              createdAt: '2026-01-05T09:00:00.000Z',
            },
          ],
          total: 1,
          hasMore: false,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/agents' },
})
