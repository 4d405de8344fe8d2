// session.list: the conversations of the tenant, last updated first.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Id, pageInput, pageOutput } from './scalars.ts'
import { Session } from './session.ts'

export const listSessions = defineQuery({
  meta: {
    key: 'session.list',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['session', 'list'],
    description: 'Lists sessions, last updated first.',
    goal: 'Find a conversation to read or to go on with.',
    context: 'Used by chat and by the sessions page.',
  },
  io: {
    inputName: 'ListSessionsInput',
    outputName: 'ListSessionsOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      /** Sessions with a run of this agent. */
      agentId: Id.optional(),
      /** Sessions with a run of this user. */
      userId: Id.optional(),
      /** Case-insensitive substring of the first message. */
      search: z.string().max(200).optional(),
      ...pageInput(),
    }),
    output: z.strictObject(pageOutput(Session)),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'list-all',
        input: {},
        output: {
          items: [
            {
              id: 'session-1',
              organizationId: 'default',
              agentId: 'agent-123',
              title: 'Hello',
              runCount: 2,
              createdAt: '2026-01-05T09:00:00.000Z',
              updatedAt: '2026-01-05T09:05:00.000Z',
            },
          ],
          total: 1,
          hasMore: false,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/sessions' },
})
