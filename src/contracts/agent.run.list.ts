// agent.run.list: the runs of the tenant, newest first.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { RunStatusFilter } from './enums.ts'
import { ListedRun } from './run.ts'
import { DateTime, Id, pageInput, pageOutput } from './scalars.ts'

/** Which runs; what is left out selects all. */
export const runFilterInput = {
  organizationId: Id.optional(),
  agentId: Id.optional(),
  userId: Id.optional(),
  sessionId: Id.optional(),
  status: RunStatusFilter.optional(),
  /** Case-insensitive substring of the message. */
  search: z.string().max(200).optional(),
  /** Runs that this run started. */
  parentRunId: Id.optional(),
  /** Runs queued at this moment or later. */
  startDate: DateTime.optional(),
  /** Runs queued before this moment. */
  endDate: DateTime.optional(),
}

export const listRuns = defineQuery({
  meta: {
    key: 'agent.run.list',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'list'],
    description: 'Lists runs, newest queuedAt first.',
    goal: 'Find runs by agent, user, session, status, parent or time.',
    context: 'Used by the runs page and by scripts.',
  },
  io: {
    inputName: 'ListRunsInput',
    outputName: 'ListRunsOutput',
    input: z.strictObject({
      ...runFilterInput,
      ...pageInput(),
    }),
    output: z.strictObject(pageOutput(ListedRun)),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'list-failed',
        input: { status: 'error', limit: 1 },
        output: {
          items: [
            {
              id: 'run-456',
              agentId: 'agent-123',
              agentName: 'Researcher',
              message: 'Who was the first to land on Mars?',
              status: 'error',
              totalTokens: 0,
              queuedAt: '2026-01-05T09:00:00.000Z',
              completedAt: '2026-01-05T09:00:01.000Z',
            },
          ],
          total: 3,
          hasMore: true,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/runs' },
  mcp: {
    listResources: ({ items }) =>
      items.map(({ id, agentName, status, queuedAt }) => ({
        uri: `errand://runs/${encodeURIComponent(id)}`,
        name: `${agentName}, ${status}, ${queuedAt}`,
      })),
  },
})
