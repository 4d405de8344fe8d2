// agent.run.export: a run as one self-contained file, to be replayed, tested against or shown elsewhere. Added by Errand.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { RUN_NOT_FOUND } from './errors.ts'
import { RunEventEnvelope } from './run-event.ts'
import { Run, RunInput } from './run.ts'
import { Id, JsonObject } from './scalars.ts'

/** Everything a replay needs. It holds what the log holds: inputs and outputs in full, and no key. */
export const RunFixture = z.strictObject({
  format: z.literal('errand.run'),
  version: z.literal(1),
  run: Run,
  /** What the run's revision says of its agent. */
  definition: JsonObject,
  /** What the model was told of earlier runs of the session, oldest first. */
  history: z.array(z.strictObject({ agentId: Id, input: RunInput, result: z.string() })),
  events: z.array(RunEventEnvelope),
})
export type RunFixture = z.infer<typeof RunFixture>

export const exportRun = defineQuery({
  meta: {
    key: 'agent.run.export',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'export'],
    description: 'Reads a run with all that is needed to replay it elsewhere.',
    goal: 'Keep a run as a test case, or look into it on another machine.',
    context: 'Used by `errand export`, and by tests through errand/testing.',
  },
  io: {
    inputName: 'ExportRunInput',
    outputName: 'RunFixture',
    input: z.strictObject({ runId: Id }),
    output: RunFixture,
    errors: { RUN_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'export-unknown',
        given: ['No run has this id'],
        when: ['A user exports it'],
        then: ['RUN_NOT_FOUND is returned'],
        expects: { error: 'RUN_NOT_FOUND' },
        play: { input: { runId: 'run_nowhere' } },
      },
    ],
    examples: [
      {
        key: 'export-pending',
        input: { runId: 'run-456' },
        output: {
          format: 'errand.run',
          version: 1,
          run: {
            id: 'run-456',
            organizationId: 'default',
            agentId: 'agent-123',
            input: { message: 'Hello' },
            status: 'pending',
            totalTokens: 0,
            promptTokens: 0,
            completionTokens: 0,
            totalIterations: 0,
            queuedAt: '2026-01-05T09:00:00.000Z',
            lastSeq: 1,
            updatedAt: '2026-01-05T09:00:00.000Z',
          },
          definition: { model: 'openai/gpt-5', instructions: 'Answer briefly.' },
          history: [],
          events: [
            {
              v: 1,
              runId: 'run-456',
              seq: 1,
              type: 'run.created',
              at: '2026-01-05T09:00:00.000Z',
              data: { agentId: 'agent-123', input: { message: 'Hello' } },
            },
          ],
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/runs/{runId}/export' },
  cli: { positionals: ['runId'] },
})
