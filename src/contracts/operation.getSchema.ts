// operation.getSchema: the JSON Schema of what an operation takes, or of what it answers.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { OPERATION_NOT_FOUND } from './errors.ts'
import { Id, JsonObject } from './scalars.ts'

export const getSchema = defineQuery({
  meta: {
    key: 'operation.getSchema',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['operation', 'getSchema'],
    description: 'Reads the JSON Schema of what an operation takes (`request`) or answers (`response`).',
    goal: 'Check a call before it is made or stored, or generate code for it.',
    context: 'The response of an operation that answers with lines describes one line.',
  },
  io: {
    inputName: 'GetSchemaInput',
    outputName: 'GetSchemaOutput',
    input: z.strictObject({
      /** Its key, e.g. `tasks.run`. */
      operation: Id,
      side: z.enum(['request', 'response']),
    }),
    /** JSON Schema 2020-12. `omitempty` says of a field that it is left out when there is nothing to say. */
    output: JsonObject,
    errors: { OPERATION_NOT_FOUND },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [
      {
        key: 'schema-of-no-operation',
        given: ['No operation has the key'],
        when: ['A caller reads the schema of its request'],
        then: ['OPERATION_NOT_FOUND is returned'],
        expects: { error: 'OPERATION_NOT_FOUND' },
        play: { input: { operation: 'tasks.walk', side: 'request' } },
      },
    ],
    examples: [
      {
        key: 'request-of-cancel',
        input: { operation: 'agent.run.cancel', side: 'request' },
        output: {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          title: 'CancelRunInput',
          type: 'object',
          properties: { runId: { type: 'string', minLength: 1, maxLength: 200 }, reason: { type: 'string' } },
          required: ['runId'],
          additionalProperties: false,
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/operations/{operation}/schemas/{side}' },
  cli: { positionals: ['operation', 'side'] },
  mcp: { resource: { uri: 'errand://operations/{operation}/schemas/{side}', name: 'Schema of an operation' } },
})
