// agent.run.settleTool: a person says what became of a call whose outcome a crash left unknown.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { RunStatus } from './enums.ts'
import { RUN_NOT_FOUND } from './errors.ts'
import { Id } from './scalars.ts'

export const settleTool = defineCommand({
  meta: {
    key: 'agent.run.settleTool',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'tool'],
    description: 'Says what became of a tool call whose outcome is unknown.',
    goal: 'Let a run go on that a crash left in doubt.',
    context: 'Used by the inbox of unknown outcomes, for agents with onUnknown ask.',
  },
  io: {
    inputName: 'SettleToolInput',
    outputName: 'SettleToolOutput',
    input: z.strictObject({
      runId: Id,
      callId: Id,
      outcome: z.enum(['completed', 'failed']),
      /** With `completed`: what the tool returned, any JSON; default null. */
      output: z.unknown().optional(),
      /** With `failed`: what the model is told. */
      message: z.string().max(2000).optional(),
    }),
    output: z.strictObject({ success: z.boolean(), status: RunStatus }),
    errors: {
      RUN_NOT_FOUND,
      CALL_NOT_UNKNOWN: {
        description: 'Nobody is asked about the outcome of this call',
        http: 409,
        gqlCode: 'CALL_NOT_UNKNOWN',
        when: 'The run does not wait for the outcome of a call with this id',
      },
    },
  },
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: { emits: [], audit: ['run.tool.settled'] },
  acceptance: {
    scenarios: [
      {
        key: 'settle-tool-not-unknown',
        given: ['A run whose calls all have an outcome'],
        when: ['A user settles one of them'],
        then: ['CALL_NOT_UNKNOWN is returned'],
        expects: { error: 'CALL_NOT_UNKNOWN' },
        play: {
          situation: 'a run whose calls have outcomes',
          input: { runId: '{runId}', callId: '{callId}', outcome: 'completed' },
        },
      },
    ],
    examples: [
      {
        key: 'settle-completed',
        input: { runId: 'run-456', callId: 'call-1', outcome: 'completed', output: { receipt: 'R-17' } },
        output: { success: true, status: 'running' },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/runs/{runId}/calls/{callId}/settle' },
  cli: { positionals: ['runId', 'callId'] },
})
