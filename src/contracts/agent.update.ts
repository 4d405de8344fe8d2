// agent.update: changes an agent; another definition makes a new revision.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { agentSettings } from './agent.ts'
import { agentUpdated, owners } from './emissions.ts'
import { AgentStatus } from './enums.ts'
import { AGENT_NOT_FOUND, CONTEXT_SPACE_NOT_FOUND, SCHEMA_UNSUPPORTED, TOOL_NOT_FOUND } from './errors.ts'
import { DateTime, Id, Name } from './scalars.ts'

export const updateAgent = defineCommand({
  isIdempotent: true,
  meta: {
    key: 'agent.update',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['agent', 'update'],
    description: 'Changes an agent; another definition makes a new revision.',
    goal: 'Improve an agent, or switch it on and off.',
    context: 'Used by the agent form. What is left out stays as it is.',
  },
  io: {
    inputName: 'UpdateAgentInput',
    outputName: 'UpdateAgentOutput',
    input: z.strictObject({ agentId: Id, status: AgentStatus.optional(), ...agentSettings }),
    output: z.strictObject({ id: Id, name: Name, status: AgentStatus, updatedAt: DateTime }),
    errors: { AGENT_NOT_FOUND, TOOL_NOT_FOUND, CONTEXT_SPACE_NOT_FOUND, SCHEMA_UNSUPPORTED },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [agentUpdated], audit: ['agent.updated'] },
  acceptance: {
    scenarios: [
      {
        key: 'update-agent-happy-path',
        given: ['Agent exists'],
        when: ['A user changes its prompt'],
        then: ['A new revision exists', 'AgentUpdated was emitted'],
        expects: { emission: 'agent.updated' },
        play: {
          situation: 'a stored agent with two revisions',
          input: { agentId: '{agentId}', systemPrompt: 'Answer in verse.' },
          output: { status: 'draft' },
        },
      },
      {
        key: 'update-agent-unknown',
        given: ['No agent has this id'],
        when: ['A user changes it'],
        then: ['AGENT_NOT_FOUND is returned'],
        expects: { error: 'AGENT_NOT_FOUND' },
        play: { input: { agentId: 'nowhere' } },
      },
    ],
    examples: [
      {
        key: 'activate',
        input: { agentId: 'researcher', status: 'active' },
        output: { id: 'researcher', name: 'Researcher', status: 'active', updatedAt: '2026-01-05T09:00:00.000Z' },
      },
    ],
  },
  http: { method: 'PATCH', path: '/v1/agents/{agentId}' },
  cli: { positionals: ['agentId'] },
})
