// Reads the schema of an operation that is served here, also of one that a user wrote.
import { getSchema } from '../contracts/operation.getSchema.ts'
import { renderRequestSchema, renderResponseSchema } from '../spec/render-schemas.ts'
import { implement } from './operation.ts'

export const readSchema = implement(getSchema, {
  async run({ operation, side }, deps, fail) {
    const contract = deps.contractsByKey.get(operation)
    if (!contract) {
      const detail = `There is no operation "${operation}"; /openapi.json and errand --help list them.`
      return fail('OPERATION_NOT_FOUND', { detail })
    }
    return side === 'request' ? renderRequestSchema(contract) : renderResponseSchema(contract)
  },
})
