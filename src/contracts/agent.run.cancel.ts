// agent.run.cancel: end a run for good. Success means that the run is terminal as cancelled.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners, runCancelled } from './emissions.ts'
import { RunStatus } from './enums.ts'
import { RUN_NOT_FOUND } from './errors.ts'
import { Id } from './scalars.ts'

export const cancelRun = defineCommand({
  meta: {
    key: 'agent.run.cancel',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'cancel'],
    description: 'Stops a run in progress.',
    goal: 'End work that is no longer wanted.',
    context: 'Used when someone aborts a long task.',
  },
  io: {
    inputName: 'CancelRunInput',
    outputName: 'CancelRunOutput',
    input: z.strictObject({ runId: Id, reason: z.string().max(2000).optional() }),
    output: z.strictObject({ success: z.boolean(), status: RunStatus }),
    errors: {
      RUN_NOT_FOUND,
      RUN_NOT_CANCELLABLE: {
        description: 'The run cannot be cancelled',
        http: 400,
        gqlCode: 'RUN_NOT_CANCELLABLE',
        when: 'The run had already ended: done, error or cancelled',
      },
    },
  },
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: { emits: [runCancelled], audit: ['run.cancelled'] },
  acceptance: {
    scenarios: [
      {
        key: 'cancel-run-happy-path',
        given: ['Run exists', 'Run is in progress'],
        when: ['A user cancels it'],
        then: ['Run is cancelled', 'RunCancelled was emitted'],
        expects: { emission: 'run.cancelled' },
        play: {
          situation: 'a run in progress',
          input: { runId: '{runId}', reason: 'User requested' },
          output: { success: true, status: 'cancelled' },
        },
      },
      {
        key: 'cancel-run-already-completed',
        given: ['Run exists but has already ended'],
        when: ['A user tries to cancel'],
        then: ['RUN_NOT_CANCELLABLE is returned'],
        expects: { error: 'RUN_NOT_CANCELLABLE' },
        play: { situation: 'a run that has ended', input: { runId: '{runId}' } },
      },
    ],
    examples: [
      {
        key: 'cancel-basic',
        input: { runId: 'run-456', reason: 'User requested' },
        output: { success: true, status: 'cancelled' },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/runs/{runId}/cancel' },
  cli: { positionals: ['runId'] },
})
