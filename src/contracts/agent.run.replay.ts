// agent.run.replay: whether every decision of a run follows from its log. Added by Errand; no model and no tool is called.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { RUN_NOT_FOUND } from './errors.ts'
import { Count, Id } from './scalars.ts'

export const Divergence = z.strictObject({
  seq: z.int().min(1),
  /** What the log up to there calls for. */
  decided: z.string(),
  /** What the log says instead. */
  recorded: z.string(),
})

export const replayRun = defineQuery({
  meta: {
    key: 'agent.run.replay',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'replay'],
    description: 'Folds a run again and checks that every decision follows from the events before it.',
    goal: 'Be sure that a log tells what happened, and find where it stops doing so.',
    context: 'Used after an upgrade, when a run looks wrong, and on exported runs.',
  },
  io: {
    inputName: 'ReplayRunInput',
    outputName: 'ReplayRunOutput',
    input: z.strictObject({ runId: Id }),
    output: z.strictObject({
      isSame: z.boolean(),
      /** Events that were checked. */
      checked: Count,
      /** In order, at most twenty. The first is the cause; those after it may be its consequences. */
      divergences: z.array(Divergence),
      /** Faults of the log as such: gaps, spans left open, a row that is not its fold. */
      faults: z.array(z.string()),
    }),
    errors: { RUN_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'replay-unknown',
        given: ['No run has this id'],
        when: ['A user replays it'],
        then: ['RUN_NOT_FOUND is returned'],
        expects: { error: 'RUN_NOT_FOUND' },
        play: { input: { runId: 'run_nowhere' } },
      },
    ],
    examples: [
      {
        key: 'replay-same',
        input: { runId: 'run-456' },
        output: { isSame: true, checked: 8, divergences: [], faults: [] },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/runs/{runId}/replay' },
  cli: { positionals: ['runId'] },
})
