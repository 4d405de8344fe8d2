// agent.listRevisions: lists the revisions of an agent, newest first.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { Revision } from './agent.ts'
import { owners } from './emissions.ts'
import { AGENT_NOT_FOUND } from './errors.ts'
import { Id, pageInput, pageOutput } from './scalars.ts'

export const listRevisions = defineQuery({
  meta: {
    key: 'agent.listRevisions',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['agent', 'revision'],
    description: 'Lists the revisions of an agent, newest first.',
    goal: 'See how an agent came to be what it is.',
    context: 'Used by the history of an agent, and to find a revision to publish.',
  },
  io: {
    inputName: 'ListRevisionsInput',
    outputName: 'ListRevisionsOutput',
    input: z.strictObject({ agentId: Id, ...pageInput() }),
    output: z.strictObject(pageOutput(Revision)),
    errors: { AGENT_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'list-revisions-unknown-agent',
        given: ['No agent has this id'],
        when: ['A user lists its revisions'],
        then: ['AGENT_NOT_FOUND is returned'],
        expects: { error: 'AGENT_NOT_FOUND' },
        play: { input: { agentId: 'nowhere' } },
      },
    ],
    examples: [
      {
        key: 'list-newest',
        input: { agentId: 'researcher', limit: 1 },
        output: {
          items: [
            {
              id: 'researcher-r2',
              agentId: 'researcher',
              number: 2,
              createdAt: '2026-01-05T09:00:00.000Z',
              createdById: 'root',
              isPublished: true,
            },
          ],
          total: 2,
          hasMore: true,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/agents/{agentId}/revisions' },
  cli: { positionals: ['agentId'] },
})
