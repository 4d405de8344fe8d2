// audit.list: who did what in the tenant, and who tried what they may not.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { AuditOutcome, OriginKind } from './enums.ts'
import { Count, DateTime, Id, JsonObject, NonEmptyText, pageInput, pageOutput } from './scalars.ts'

export const AuditItem = z.strictObject({
  /** Rises with time. */
  id: Count,
  at: DateTime,
  /** userId of who did it. */
  actor: NonEmptyText,
  /** What they showed: `root`, the id of a key, `jwt:` and a subject. Absent: Errand did it by itself. */
  credentialId: z.string().optional(),
  origin: OriginKind.optional(),
  /** E.g. `run.started`. */
  action: NonEmptyText,
  /** Id of what it was done to; of a denied attempt the key of the operation. */
  resource: NonEmptyText,
  outcome: AuditOutcome,
  data: JsonObject.optional(),
})
export type AuditItem = z.infer<typeof AuditItem>

export const listAudit = defineQuery({
  meta: {
    key: 'audit.list',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['audit', 'list'],
    description: 'Lists what was done in the tenant and by whom, newest first; with `after` oldest first.',
    goal: 'Find out who did what, and who tried what they may not.',
    context: 'Rows are written with the deed, in one transaction, and stay for ever. `errand audit export` reads all.',
  },
  io: {
    inputName: 'ListAuditInput',
    outputName: 'ListAuditOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      actor: NonEmptyText.max(200).optional(),
      action: NonEmptyText.max(200).optional(),
      resource: NonEmptyText.max(4000).optional(),
      outcome: AuditOutcome.optional(),
      /** Done at this moment or later. */
      startDate: DateTime.optional(),
      /** Done before this moment. */
      endDate: DateTime.optional(),
      /** Only rows with a greater id, oldest first. */
      after: Count.optional(),
      ...pageInput(),
    }),
    output: z.strictObject(pageOutput(AuditItem)),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['admin'], mayNameTenant: true },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'list-denied',
        input: { outcome: 'denied', limit: 1 },
        output: {
          items: [
            {
              id: 42,
              at: '2026-01-05T09:00:00.000Z',
              actor: 'ada',
              credentialId: 'key-123',
              origin: 'api',
              action: 'key.create',
              resource: 'key.create',
              outcome: 'denied',
            },
          ],
          total: 1,
          hasMore: false,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/audit' },
})
