// agent.run.getSteps: what a run did, step by step. A fold of its log.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { RUN_NOT_FOUND } from './errors.ts'
import { RunStep } from './run.ts'
import { Id } from './scalars.ts'

export const getRunSteps = defineQuery({
  meta: {
    key: 'agent.run.getSteps',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'steps'],
    description: 'Reads the steps of a run, by stepNumber.',
    goal: 'See which messages a run wrote and which tools it called.',
    context: 'Used by the run page.',
  },
  io: {
    inputName: 'GetRunStepsInput',
    outputName: 'GetRunStepsOutput',
    input: z.strictObject({ runId: Id }),
    output: z.strictObject({ steps: z.array(RunStep) }),
    errors: { RUN_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'steps-of-one-message',
        input: { runId: 'run-456' },
        output: {
          steps: [
            {
              id: 'span-1',
              stepNumber: 1,
              type: 'message_creation',
              output: { content: 'Hello! How can I help?' },
              status: 'done',
              tokensUsed: 21,
              durationMs: 830,
              startedAt: '2026-01-05T09:00:00.020Z',
              completedAt: '2026-01-05T09:00:00.850Z',
            },
          ],
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/runs/{runId}/steps' },
  cli: { positionals: ['runId'] },
})
