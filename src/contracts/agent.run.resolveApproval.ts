// agent.run.resolveApproval: a person allows or refuses a tool call, or answers a question of the agent.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { RunStatus } from './enums.ts'
import { RUN_NOT_FOUND } from './errors.ts'
import { Id, JsonObject, NonEmptyText } from './scalars.ts'

export const resolveApproval = defineCommand({
  meta: {
    key: 'agent.run.resolveApproval',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'approval'],
    description: 'Answers what a run waits for.',
    goal: 'Let a person decide about a tool call, or answer a question of the agent.',
    context: 'Used by the inbox of approvals and on the command line.',
  },
  io: {
    inputName: 'ResolveApprovalInput',
    outputName: 'ResolveApprovalOutput',
    input: z.strictObject({
      runId: Id,
      approvalId: Id,
      /** `approve` and `reject` fit a tool call, `answer` fits a question. */
      decision: z.enum(['approve', 'reject', 'answer']),
      /** The model is told why a call was rejected. */
      reason: z.string().max(2000).optional(),
      /** With `approve`: arguments that replace those of the model; they must match the tool's input schema. */
      input: JsonObject.optional(),
      /** With `answer`: what the model is told. */
      answer: NonEmptyText.optional(),
    }),
    output: z.strictObject({ success: z.boolean(), status: RunStatus }),
    errors: {
      RUN_NOT_FOUND,
      APPROVAL_NOT_FOUND: {
        description: 'The specified approval does not exist',
        http: 404,
        gqlCode: 'APPROVAL_NOT_FOUND',
        when: 'approvalId is not an approval of this run',
      },
      APPROVAL_ALREADY_RESOLVED: {
        description: 'The approval has been resolved',
        http: 409,
        gqlCode: 'APPROVAL_ALREADY_RESOLVED',
        when: 'Somebody answered before, or the run has ended',
      },
    },
  },
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: { emits: [], audit: ['run.approval.resolved'] },
  acceptance: {
    scenarios: [
      {
        key: 'resolve-approval-twice',
        given: ['A run waits for approval of a tool call', 'The approval was resolved'],
        when: ['A user resolves it again'],
        then: ['APPROVAL_ALREADY_RESOLVED is returned'],
        expects: { error: 'APPROVAL_ALREADY_RESOLVED' },
        play: {
          situation: 'a run whose approval is resolved',
          input: { runId: '{runId}', approvalId: '{approvalId}', decision: 'reject' },
        },
      },
    ],
    examples: [
      {
        key: 'approve-basic',
        input: { runId: 'run-456', approvalId: 'appr-789', decision: 'approve' },
        output: { success: true, status: 'running' },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/runs/{runId}/approvals/{approvalId}' },
  cli: { positionals: ['runId', 'approvalId'] },
})
