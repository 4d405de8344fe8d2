// agent.run.getEvents: the log itself, as a page or as a live stream that resumes at any event.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { RUN_NOT_FOUND } from './errors.ts'
import { RunEventEnvelope } from './run-event.ts'
import { Count, Id, Limit } from './scalars.ts'

export const getRunEvents = defineQuery({
  meta: {
    key: 'agent.run.getEvents',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'events'],
    description: "Reads a run's log after a given event; as `text/event-stream` it follows the run to its end.",
    goal: 'Read back, or watch, everything a run did.',
    context: 'Used by every reader of a run; resumes after Last-Event-ID.',
  },
  io: {
    inputName: 'GetRunEventsInput',
    outputName: 'GetRunEventsOutput',
    input: z.strictObject({
      runId: Id,
      /** Only events with a greater seq. A `Last-Event-ID` header says the same. */
      after: Count.default(0),
      types: z.array(z.string().min(1)).optional(),
      /** At most so many; a page of large events holds fewer. */
      limit: Limit.default(100),
    }),
    output: z.strictObject({
      items: z.array(RunEventEnvelope),
      /** seq of the newest event in the log. */
      lastSeq: Count,
      hasMore: z.boolean(),
    }),
    errors: {
      RUN_NOT_FOUND,
      CURSOR_INVALID: {
        description: 'The cursor is not an event number of this log',
        http: 400,
        gqlCode: 'CURSOR_INVALID',
        when: '`after` or Last-Event-ID is not an integer ≥ 0 or lies beyond the log',
      },
    },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'events-beyond-the-log',
        given: ['Run exists with three events'],
        when: ['A reader asks for events after the tenth'],
        then: ['CURSOR_INVALID is returned'],
        expects: { error: 'CURSOR_INVALID' },
        play: { situation: 'a run that has ended', input: { runId: '{runId}', after: 999 } },
      },
    ],
    examples: [
      {
        key: 'first-event',
        input: { runId: 'run-456', limit: 1 },
        output: {
          items: [
            {
              v: 1,
              runId: 'run-456',
              seq: 1,
              type: 'run.created',
              at: '2026-01-05T09:00:00.000Z',
              data: { agentId: 'agent-123', input: { message: 'Hello' } },
            },
          ],
          lastSeq: 9,
          hasMore: true,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/runs/{runId}/events' },
  stream: { item: RunEventEnvelope, on: { accept: true } },
  cli: { positionals: ['runId'] },
  mcp: { resource: { uri: 'errand://runs/{runId}/events', name: 'Events of a run' } },
})
