// Errors that several operations share; each code is described once.
import type { ErrorSpec } from '../spec/contract.ts'

export function notFound(code: string, description: string, when: string): ErrorSpec {
  return { description, http: 404, gqlCode: code, when }
}

export const RUN_NOT_FOUND = notFound(
  'RUN_NOT_FOUND',
  'The specified run does not exist',
  'Run id is unknown in the tenant',
)
export const AGENT_NOT_FOUND = notFound(
  'AGENT_NOT_FOUND',
  'The specified agent does not exist',
  'Agent id is unknown in the tenant',
)
export const REVISION_NOT_FOUND = notFound(
  'REVISION_NOT_FOUND',
  'The specified revision does not exist',
  'revisionId is not a revision of this agent',
)
