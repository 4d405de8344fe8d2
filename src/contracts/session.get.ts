// session.get: one conversation with its messages, oldest first.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { RunSummary } from './run.ts'
import { Count, Id, pageInput } from './scalars.ts'
import { Session, SessionMessage } from './session.ts'

export const getSession = defineQuery({
  meta: {
    key: 'session.get',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['session', 'get'],
    description: 'Reads one session with its messages, oldest first.',
    goal: 'Read a conversation back.',
    context: 'Used by chat and by the session page.',
  },
  io: {
    inputName: 'GetSessionInput',
    outputName: 'GetSessionOutput',
    input: z.strictObject({ sessionId: Id, includeRuns: z.boolean().optional(), ...pageInput() }),
    output: Session.extend({
      /** What users said, and what runs that are done answered. */
      messages: z.array(SessionMessage),
      /** Number of all messages. */
      total: Count,
      hasMore: z.boolean(),
      /** The newest 500, newest first. */
      runs: z.array(RunSummary).optional(),
    }),
    errors: {
      SESSION_NOT_FOUND: {
        description: 'The specified session does not exist',
        http: 404,
        gqlCode: 'SESSION_NOT_FOUND',
        when: 'No run of the tenant names this session',
      },
    },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'get-session-unknown',
        given: ['No run names this session'],
        when: ['A user reads it'],
        then: ['SESSION_NOT_FOUND is returned'],
        expects: { error: 'SESSION_NOT_FOUND' },
        play: { input: { sessionId: 'nowhere' } },
      },
    ],
    examples: [
      {
        key: 'get-session-basic',
        input: { sessionId: 'session-1' },
        output: {
          id: 'session-1',
          organizationId: 'default',
          runCount: 1,
          createdAt: '2026-01-05T09:00:00.000Z',
          updatedAt: '2026-01-05T09:00:01.000Z',
          messages: [{ runId: 'run-456', role: 'user', content: 'Hello', at: '2026-01-05T09:00:00.000Z' }],
          total: 1,
          hasMore: false,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/sessions/{sessionId}' },
  cli: { positionals: ['sessionId'] },
})
