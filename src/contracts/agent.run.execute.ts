// agent.run.execute: start a run of an agent on an input. The run is durable once this has answered.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners, runStarted } from './emissions.ts'
import { OnBusy, RunStatus } from './enums.ts'
import { AGENT_NOT_ACTIVE, AGENT_NOT_FOUND, REVISION_NOT_FOUND } from './errors.ts'
import { RunEventEnvelope } from './run-event.ts'
import { RunInput } from './run.ts'
import { Count, Id, JsonObject, MaxIterations, TimeoutMs } from './scalars.ts'

export const executeAgent = defineCommand({
  meta: {
    key: 'agent.run.execute',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'execute'],
    description: 'Starts a run of an agent on an input.',
    goal: "Let a user's input be worked on by an agent.",
    context: 'Used by chat and by API callers.',
  },
  io: {
    inputName: 'ExecuteAgentInput',
    outputName: 'ExecuteAgentOutput',
    input: z.strictObject({
      agentId: Id,
      input: RunInput,
      /** Joins or opens a session: its runs execute one at a time, in order. */
      sessionId: Id.optional(),
      /** Stored with the run and returned unchanged. */
      metadata: JsonObject.optional(),
      /** Answer with the run's events instead of at once. */
      stream: z.boolean().optional(),
      /** Replaces the agent's limit for this run. */
      maxIterations: MaxIterations.optional(),
      /** Replaces the agent's limit for this run, in ms. */
      timeoutMs: TimeoutMs.optional(),
      /** Default: the published revision, else the latest. */
      revisionId: Id.optional(),
      /** What happens while the session has an unfinished run. */
      onBusy: OnBusy.default('queue'),
      /** Id or name of one context space of the agent: the search before the answer is limited to it. */
      contextSpace: Id.optional(),
    }),
    output: z.strictObject({ runId: Id, status: RunStatus, estimatedWaitMs: Count.optional() }),
    errors: {
      AGENT_NOT_FOUND,
      AGENT_NOT_ACTIVE,
      REVISION_NOT_FOUND,
      SESSION_BUSY: {
        description: 'The session has an unfinished run',
        http: 409,
        gqlCode: 'SESSION_BUSY',
        when: 'onBusy is `reject` and a run of the session has not ended',
      },
    },
  },
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: { emits: [runStarted], audit: ['run.started'] },
  acceptance: {
    scenarios: [
      {
        key: 'execute-agent-happy-path',
        given: ['Agent exists', 'Agent is active'],
        when: ['A user submits an execution'],
        then: ['A run exists', 'RunStarted was emitted'],
        expects: { emission: 'run.started' },
        play: { input: { agentId: 'echo', input: { message: 'Hello' } }, output: { status: 'pending' } },
      },
      {
        key: 'execute-agent-not-active',
        given: ['Agent exists but is not active'],
        when: ['A user tries to execute'],
        then: ['AGENT_NOT_ACTIVE is returned'],
        expects: { error: 'AGENT_NOT_ACTIVE' },
        play: { input: { agentId: 'paused', input: { message: 'Hello' } } },
      },
    ],
    examples: [
      {
        key: 'basic-execute',
        input: { agentId: 'agent-123', input: { message: 'Hello' } },
        output: { runId: 'run-456', status: 'pending', estimatedWaitMs: 5000 },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/runs' },
  stream: { item: RunEventEnvelope, on: { input: 'stream' }, headers: { 'X-Run-Id': 'runId' } },
  cli: { positionals: ['agentId'] },
  mcp: { isDestructive: false },
})
