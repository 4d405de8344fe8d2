// agent.create: creates an agent as a draft.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { agentSettings, Slug } from './agent.ts'
import { agentCreated, owners } from './emissions.ts'
import { AgentStatus, ModelProvider } from './enums.ts'
import { CONTEXT_SPACE_NOT_FOUND, SCHEMA_UNSUPPORTED, SLUG_EXISTS, TOOL_NOT_FOUND } from './errors.ts'
import { Id, Name, NonEmptyText } from './scalars.ts'

export const createAgent = defineCommand({
  meta: {
    key: 'agent.create',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['agent', 'create'],
    description: 'Creates an agent as a draft.',
    goal: 'Set up an agent without writing code.',
    context: 'Used by the agent form and by scripts.',
  },
  io: {
    inputName: 'CreateAgentInput',
    outputName: 'CreateAgentOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      slug: Slug,
      ...agentSettings,
      name: Name,
      modelProvider: ModelProvider,
      /** With provider `custom`: `provider/name`. */
      modelName: NonEmptyText,
      systemPrompt: z.string(),
    }),
    output: z.strictObject({ id: Id, name: Name, slug: Slug, status: AgentStatus }),
    errors: { SLUG_EXISTS, TOOL_NOT_FOUND, CONTEXT_SPACE_NOT_FOUND, SCHEMA_UNSUPPORTED },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [agentCreated], audit: ['agent.created'] },
  acceptance: {
    scenarios: [
      {
        key: 'create-agent-happy-path',
        given: ['The slug is free'],
        when: ['A user creates an agent'],
        then: ['The agent exists as a draft', 'AgentCreated was emitted'],
        expects: { emission: 'agent.created' },
        play: {
          input: {
            name: 'Researcher',
            slug: 'researcher',
            modelProvider: 'custom',
            modelName: 'sim/assistant',
            systemPrompt: 'Answer.',
          },
          output: { id: 'researcher', status: 'draft' },
        },
      },
      {
        key: 'create-agent-slug-exists',
        given: ['An agent has the slug'],
        when: ['A user creates another one with it'],
        then: ['SLUG_EXISTS is returned'],
        expects: { error: 'SLUG_EXISTS' },
        play: {
          situation: 'a stored agent with two revisions',
          input: {
            name: 'Other',
            slug: '{agentId}',
            modelProvider: 'custom',
            modelName: 'sim/assistant',
            systemPrompt: 'Answer.',
          },
        },
      },
    ],
    examples: [
      {
        key: 'create-agent-basic',
        input: {
          name: 'Researcher',
          slug: 'researcher',
          modelProvider: 'custom',
          modelName: 'sim/assistant',
          systemPrompt: 'Answer briefly.',
        },
        output: { id: 'researcher', name: 'Researcher', slug: 'researcher', status: 'draft' },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/agents' },
})
