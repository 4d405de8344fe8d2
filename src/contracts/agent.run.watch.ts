// agent.run.watch: the runs of the tenant as they change, as a page or as a live stream that goes on at any cursor.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { defineQuery } from '../spec/define.ts'
import { runFilterInput } from './agent.run.list.ts'
import { owners } from './emissions.ts'
import { ListedRun } from './run.ts'
import { Count, Limit } from './scalars.ts'

/** A run as it is now. */
export const WatchedRun = z.strictObject({
  run: ListedRun,
  /** False: its status is none that was asked for, so a list of these runs has it no more. */
  isListed: z.boolean(),
})
export type WatchedRun = z.infer<typeof WatchedRun>
nameSchemas({ WatchedRun })

export const watchRuns = defineQuery({
  meta: {
    key: 'agent.run.watch',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'watch'],
    description:
      'Tells which runs began or ended behind a cursor; as `text/event-stream` it tells of each run as it changes.',
    goal: 'Keep a list of runs without asking for it again and again.',
    context:
      'A stream begins with what began or ended behind `after`, then the runs in progress, then each run that changes, and never ends by itself. Ask without a stream for a cursor, read the list, then watch behind the cursor: nothing is missed, also over a restart of the server. A run may be told more than once.',
  },
  io: {
    inputName: 'WatchRunsInput',
    outputName: 'WatchRunsOutput',
    input: z.strictObject({
      ...runFilterInput,
      /** A cursor of an answer; a `Last-Event-ID` header says the same. Default: now. */
      after: Count.optional(),
      /** At most so many runs in an answer that is no stream. */
      limit: Limit.default(100),
    }),
    output: z.strictObject({
      items: z.array(WatchedRun),
      /** Behind these runs; without `after` that of now. */
      cursor: Count,
      hasMore: z.boolean(),
    }),
    errors: {
      CURSOR_INVALID: {
        description: 'The cursor is none of this store',
        http: 400,
        gqlCode: 'CURSOR_INVALID',
        when: '`after` or Last-Event-ID is not an integer ≥ 0 or lies beyond everything that happened',
      },
    },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'watch-beyond-everything',
        given: ['Some runs exist'],
        when: ['A reader watches behind a cursor that was never given'],
        then: ['CURSOR_INVALID is returned'],
        expects: { error: 'CURSOR_INVALID' },
        play: { situation: 'a run that has ended', input: { after: 999_999_999 } },
      },
    ],
    examples: [
      {
        key: 'one-ended',
        input: { after: 41, status: 'IN_PROGRESS' },
        output: {
          items: [
            {
              run: {
                id: 'run-456',
                agentId: 'agent-123',
                agentName: 'Researcher',
                message: 'Who was the first to land on Mars?',
                status: 'done',
                totalTokens: 120,
                durationMs: 1000,
                queuedAt: '2026-01-05T09:00:00.000Z',
                completedAt: '2026-01-05T09:00:01.000Z',
              },
              isListed: false,
            },
          ],
          cursor: 42,
          hasMore: false,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/watch/runs' },
  stream: { item: WatchedRun, on: { accept: true }, isEndless: true },
})
