// agent.publish: makes a revision the one that new runs use.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { agentPublished, owners } from './emissions.ts'
import { AGENT_NOT_FOUND, REVISION_NOT_FOUND } from './errors.ts'
import { DateTime, Id } from './scalars.ts'

export const publishAgent = defineCommand({
  isIdempotent: true,
  meta: {
    key: 'agent.publish',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['agent', 'publish'],
    description: 'Makes a revision the one that new runs use.',
    goal: 'Keep changes from running before they are ready.',
    context: 'Used after an agent was tried out. Without a first publish, runs use the latest revision.',
  },
  io: {
    inputName: 'PublishAgentInput',
    outputName: 'PublishAgentOutput',
    input: z.strictObject({
      agentId: Id,
      /** Default: the latest. */
      revisionId: Id.optional(),
    }),
    output: z.strictObject({ id: Id, publishedRevisionId: Id, lastPublishedAt: DateTime, hasChanges: z.boolean() }),
    errors: { AGENT_NOT_FOUND, REVISION_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [agentPublished], audit: ['agent.published'] },
  acceptance: {
    scenarios: [
      {
        key: 'publish-agent-happy-path',
        given: ['Agent exists'],
        when: ['A user publishes it'],
        then: ['New runs use that revision', 'AgentPublished was emitted'],
        expects: { emission: 'agent.published' },
        play: {
          situation: 'a stored agent with two revisions',
          input: { agentId: '{agentId}' },
          output: { hasChanges: false },
        },
      },
      {
        key: 'publish-agent-foreign-revision',
        given: ['The revision is of another agent'],
        when: ['A user publishes it'],
        then: ['REVISION_NOT_FOUND is returned'],
        expects: { error: 'REVISION_NOT_FOUND' },
        play: {
          situation: 'a stored agent with two revisions',
          input: { agentId: '{agentId}', revisionId: 'other-r1' },
        },
      },
    ],
    examples: [
      {
        key: 'publish-latest',
        input: { agentId: 'researcher' },
        output: {
          id: 'researcher',
          publishedRevisionId: 'researcher-r2',
          lastPublishedAt: '2026-01-05T09:00:00.000Z',
          hasChanges: false,
        },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/agents/{agentId}/publish' },
  cli: { positionals: ['agentId'] },
})
