// agent.run.getLogs: the log lines of a run, oldest first. A fold of its log.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { LogLevel } from './enums.ts'
import { RUN_NOT_FOUND } from './errors.ts'
import { RunLog } from './run.ts'
import { Id, pageInput, pageOutput } from './scalars.ts'

export const getRunLogs = defineQuery({
  meta: {
    key: 'agent.run.getLogs',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'logs'],
    description: 'Reads the log lines of a run, oldest first.',
    goal: 'Find out what went wrong in a run.',
    context: 'Used by the run page and when debugging.',
  },
  io: {
    inputName: 'GetRunLogsInput',
    outputName: 'GetRunLogsOutput',
    input: z.strictObject({
      runId: Id,
      /** Exactly this level. */
      level: LogLevel.optional(),
      stepId: Id.optional(),
      ...pageInput(100),
    }),
    output: z.strictObject(pageOutput(RunLog)),
    errors: { RUN_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'error-lines',
        input: { runId: 'run-456', level: 'error' },
        output: {
          items: [
            {
              id: 'run-456-7',
              stepId: 'span-2',
              level: 'error',
              message: 'Tool lookup failed: connection refused',
              spanId: 'span-2',
              timestamp: '2026-01-05T09:00:00.500Z',
            },
          ],
          total: 1,
          hasMore: false,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/runs/{runId}/logs' },
  cli: { positionals: ['runId'] },
})
