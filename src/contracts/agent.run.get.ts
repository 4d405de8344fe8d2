// agent.run.get: one run, with its steps and logs only when asked.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { RUN_NOT_FOUND } from './errors.ts'
import { Run } from './run.ts'
import { Id } from './scalars.ts'

export const getRun = defineQuery({
  meta: {
    key: 'agent.run.get',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'get'],
    description: 'Reads one run.',
    goal: 'See what became of a run.',
    context: 'Used by the run page and by callers that poll.',
  },
  io: {
    inputName: 'GetRunInput',
    outputName: 'Run',
    input: z.strictObject({
      runId: Id,
      includeSteps: z.boolean().optional(),
      /** The first 500 log lines. */
      includeLogs: z.boolean().optional(),
    }),
    output: Run,
    errors: { RUN_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'get-run-unknown',
        given: ['No run has this id'],
        when: ['A user reads it'],
        then: ['RUN_NOT_FOUND is returned'],
        expects: { error: 'RUN_NOT_FOUND' },
        play: { input: { runId: 'run_nowhere' } },
      },
    ],
    examples: [
      {
        key: 'get-run-done',
        input: { runId: 'run-456' },
        output: {
          id: 'run-456',
          organizationId: 'default',
          agentId: 'agent-123',
          input: { message: 'Hello' },
          output: { result: 'Hello! How can I help?' },
          status: 'done',
          totalTokens: 21,
          promptTokens: 14,
          completionTokens: 7,
          totalIterations: 1,
          durationMs: 840,
          queuedAt: '2026-01-05T09:00:00.000Z',
          startedAt: '2026-01-05T09:00:00.010Z',
          completedAt: '2026-01-05T09:00:00.850Z',
          lastSeq: 9,
          updatedAt: '2026-01-05T09:00:00.850Z',
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/runs/{runId}' },
  cli: { positionals: ['runId'] },
  mcp: { resource: { uri: 'errand://runs/{runId}', name: 'Run' } },
})
