// operation.list: what an installation can do, Errand's own operations and those of its users.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Scope } from './enums.ts'
import { pageInput, pageOutput } from './scalars.ts'

const OperationSummary = z.strictObject({
  key: z.string(),
  version: z.string(),
  stability: z.enum(['experimental', 'beta', 'stable', 'deprecated']),
  /** Whether it may change what is stored. */
  kind: z.enum(['command', 'query']),
  description: z.string(),
  goal: z.string(),
  context: z.string(),
  scopes: z.array(Scope),
  method: z.string(),
  /** Parameters in braces are fields of the input. */
  path: z.string(),
  /** Keys of the emissions that a call may make. */
  emits: z.array(z.string()),
  errors: z.array(z.strictObject({ code: z.string(), http: z.int(), when: z.string() })),
  examples: z.array(z.strictObject({ key: z.string(), input: z.unknown(), output: z.unknown() })),
})
nameSchemas({ OperationSummary })

export const listOperations = defineQuery({
  meta: {
    key: 'operation.list',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['operation', 'list'],
    description: 'Lists the operations that are served, by key.',
    goal: 'See what this installation can do, with the operations that its users wrote.',
    context: 'operation.getSchema has the schemas of each.',
  },
  io: {
    inputName: 'ListOperationsInput',
    outputName: 'ListOperationsOutput',
    input: z.strictObject({
      /** Case-insensitive substring of the key or the description. */
      search: z.string().max(200).optional(),
      ...pageInput(),
    }),
    output: z.strictObject(pageOutput(OperationSummary)),
    errors: {},
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'find-cancel',
        input: { search: 'agent.run.cancel' },
        output: {
          items: [
            {
              key: 'agent.run.cancel',
              version: '1.0.0',
              stability: 'stable',
              kind: 'command',
              description: 'Cancels a run.',
              goal: 'End work that is no longer wanted.',
              context: 'Used when someone aborts a long task.',
              scopes: ['run'],
              method: 'POST',
              path: '/v1/runs/{runId}/cancel',
              emits: ['run.cancelled'],
              errors: [{ code: 'RUN_NOT_FOUND', http: 404, when: 'The run ID is invalid' }],
              examples: [{ key: 'cancel', input: { runId: 'run_1' }, output: { success: true, status: 'cancelled' } }],
            },
          ],
          total: 1,
          hasMore: false,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/operations' },
})
