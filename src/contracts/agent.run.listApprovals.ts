// agent.run.listApprovals: what people are asked and have not answered, across runs.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { ApprovalKind } from './enums.ts'
import { DateTime, Id, NonEmptyText, pageInput, pageOutput } from './scalars.ts'

export const ApprovalItem = z.strictObject({
  approvalId: Id,
  runId: Id,
  agentId: Id,
  agentName: NonEmptyText,
  kind: ApprovalKind,
  callId: Id,
  toolName: z.string(),
  /** The arguments of the call; of a question `{question, choices?}`. */
  input: z.unknown(),
  reason: z.string().optional(),
  requestedAt: DateTime,
})
export type ApprovalItem = z.infer<typeof ApprovalItem>

export const listApprovals = defineQuery({
  meta: {
    key: 'agent.run.listApprovals',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['run', 'approval', 'list'],
    description: 'Lists what runs wait for a person to answer, oldest first.',
    goal: 'See what has to be decided.',
    context: 'Used by the inbox of approvals.',
  },
  io: {
    inputName: 'ListApprovalsInput',
    outputName: 'ListApprovalsOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      runId: Id.optional(),
      kind: ApprovalKind.optional(),
      ...pageInput(),
    }),
    output: z.strictObject(pageOutput(ApprovalItem)),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'list-one',
        input: { kind: 'approval', limit: 1 },
        output: {
          items: [
            {
              approvalId: 'appr-789',
              runId: 'run-456',
              agentId: 'agent-123',
              agentName: 'Shopkeeper',
              kind: 'approval',
              callId: 'call-1',
              toolName: 'refund',
              input: { order: 17 },
              requestedAt: '2026-01-05T09:00:00.000Z',
            },
          ],
          total: 1,
          hasMore: false,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/approvals' },
})

nameSchemas({ ApprovalItem })
