// agent.run.fork: a new run that takes over another one's log up to an event and goes on differently. Added by Errand.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners, runStarted } from './emissions.ts'
import { RunStatus } from './enums.ts'
import { AGENT_NOT_ACTIVE, REVISION_NOT_FOUND, RUN_NOT_FOUND } from './errors.ts'
import { RunEventEnvelope } from './run-event.ts'
import { RunInput } from './run.ts'
import { Count, Id, MaxIterations, TimeoutMs } from './scalars.ts'

export const forkRun = defineCommand({
  meta: {
    key: 'agent.run.fork',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'fork'],
    description: 'Starts a new run from any event of another one, with what is changed.',
    goal: 'Try again from where a run went wrong, without doing again what went right.',
    context: 'Used to debug agents: other instructions, another model, another answer of a tool.',
  },
  io: {
    inputName: 'ForkRunInput',
    outputName: 'ForkRunOutput',
    input: z.strictObject({
      runId: Id,
      /** seq of an event. Turns that were complete there, with their calls, are taken over; the model is asked anew from there on. */
      at: z.int().min(1),
      /** Replaces the input. */
      input: RunInput.optional(),
      /** Replaces the agent's instructions. */
      instructions: z.string().max(100_000).optional(),
      /** `provider/model`; replaces the agent's model. */
      model: z
        .string()
        .regex(/^[^/\s]+\/\S+$/, 'write provider/model')
        .max(200)
        .optional(),
      /** Outputs by callId; each replaces what became of that call. */
      toolOutputs: z.record(z.string(), z.unknown()).optional(),
      /** Another revision of the agent, with its model and limits. Default: that of the run. */
      revisionId: Id.optional(),
      /** Joins or opens a session. Default: none; the model is told of the same earlier runs as the original's was. */
      sessionId: Id.optional(),
      /** Answer with the run's events instead of at once. */
      stream: z.boolean().optional(),
      /** Replaces the run's limit. Turns that are taken over count. */
      maxIterations: MaxIterations.optional(),
      /** Replaces the run's limit, in ms; the time begins anew. */
      timeoutMs: TimeoutMs.optional(),
    }),
    output: z.strictObject({ runId: Id, status: RunStatus, estimatedWaitMs: Count.optional() }),
    errors: {
      RUN_NOT_FOUND,
      AGENT_NOT_ACTIVE,
      REVISION_NOT_FOUND,
      EVENT_NOT_FOUND: {
        description: 'The run has no such event',
        http: 404,
        gqlCode: 'EVENT_NOT_FOUND',
        when: '`at` lies beyond the log',
      },
      CALL_NOT_FOUND: {
        description: 'No such call is taken over',
        http: 404,
        gqlCode: 'CALL_NOT_FOUND',
        when: 'toolOutputs names a call that no turn before `at` asked for',
      },
    },
  },
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: { emits: [runStarted], audit: ['run.forked'] },
  acceptance: {
    scenarios: [
      {
        key: 'fork-happy-path',
        given: ['Run has ended'],
        when: ['A user forks it at an event'],
        then: ['A new run exists', 'RunStarted was emitted'],
        expects: { emission: 'run.started' },
        play: { situation: 'a run that has ended', input: { runId: '{runId}', at: 3 }, output: { status: 'pending' } },
      },
      {
        key: 'fork-beyond-the-log',
        given: ['Run has ended'],
        when: ['A user forks it at an event that it does not have'],
        then: ['EVENT_NOT_FOUND is returned'],
        expects: { error: 'EVENT_NOT_FOUND' },
        play: { situation: 'a run that has ended', input: { runId: '{runId}', at: 999 } },
      },
    ],
    examples: [
      {
        key: 'fork-other-model',
        input: { runId: 'run-456', at: 7, model: 'openai/gpt-5' },
        output: { runId: 'run-457', status: 'pending', estimatedWaitMs: 0 },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/runs/{runId}/fork' },
  stream: { item: RunEventEnvelope, on: { input: 'stream' }, headers: { 'X-Run-Id': 'runId' } },
  cli: { positionals: ['runId'] },
})
