// agent.diffRevisions: compares two revisions of an agent.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { AGENT_NOT_FOUND, REVISION_NOT_FOUND } from './errors.ts'
import { Id, JsonObject } from './scalars.ts'

export const diffRevisions = defineQuery({
  meta: {
    key: 'agent.diffRevisions',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['agent', 'revision'],
    description: 'Compares two revisions of an agent.',
    goal: 'See what a change did before it is published.',
    context: 'Used by the history of an agent.',
  },
  io: {
    inputName: 'DiffRevisionsInput',
    outputName: 'DiffRevisionsOutput',
    input: z.strictObject({
      agentId: Id,
      /** A revision's id. */
      from: Id,
      /** A revision's id. */
      to: Id,
    }),
    output: z.strictObject({
      from: JsonObject,
      to: JsonObject,
      /** Changed settings only; a side on which a setting is absent is left out. */
      diff: z.record(z.string(), z.strictObject({ from: z.unknown().optional(), to: z.unknown().optional() })),
    }),
    errors: { AGENT_NOT_FOUND, REVISION_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'diff-revisions-foreign-revision',
        given: ['One revision is of another agent'],
        when: ['A user compares them'],
        then: ['REVISION_NOT_FOUND is returned'],
        expects: { error: 'REVISION_NOT_FOUND' },
        play: {
          situation: 'a stored agent with two revisions',
          input: { agentId: '{agentId}', from: '{agentId}-r1', to: 'other-r1' },
        },
      },
    ],
    examples: [
      {
        key: 'diff-prompt',
        input: { agentId: 'researcher', from: 'researcher-r1', to: 'researcher-r2' },
        output: {
          from: { systemPrompt: 'Answer briefly.' },
          to: { systemPrompt: 'Answer in one word.' },
          diff: { systemPrompt: { from: 'Answer briefly.', to: 'Answer in one word.' } },
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/agents/{agentId}/revisions/diff' },
  cli: { positionals: ['agentId', 'from', 'to'] },
})
