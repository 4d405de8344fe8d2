// Errors that several operations share; each code is described once.
import type { ErrorSpec } from '../spec/contract.ts'

export const SLUG_EXISTS: ErrorSpec = {
  description: 'The slug is taken',
  http: 409,
  gqlCode: 'SLUG_EXISTS',
  when: 'Another of the tenant has this slug',
}
export const SCHEMA_UNSUPPORTED: ErrorSpec = {
  description: 'The schema cannot be used',
  http: 422,
  gqlCode: 'SCHEMA_UNSUPPORTED',
  when: 'A schema is not JSON Schema 2020-12 with local references only',
}

export function notFound(code: string, description: string, when: string): ErrorSpec {
  return { description, http: 404, gqlCode: code, when }
}

export const OPERATION_NOT_FOUND = notFound(
  'OPERATION_NOT_FOUND',
  'The specified operation does not exist',
  'No operation of this key is served here',
)
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
export const AGENT_NOT_ACTIVE: ErrorSpec = {
  description: 'The specified agent is not active',
  http: 400,
  gqlCode: 'AGENT_NOT_ACTIVE',
  when: 'Agent is draft, paused or archived',
}
export const REVISION_NOT_FOUND = notFound(
  'REVISION_NOT_FOUND',
  'The specified revision does not exist',
  'revisionId is not a revision of this agent',
)
export const TOOL_NOT_FOUND = notFound(
  'TOOL_NOT_FOUND',
  'The specified tool does not exist',
  'Tool id is unknown in the tenant',
)
export const CONTEXT_SPACE_NOT_FOUND = notFound(
  'CONTEXT_SPACE_NOT_FOUND',
  'The specified context space does not exist',
  'Context space id is unknown in the tenant',
)
export const CONTEXT_SPACE_EXISTS: ErrorSpec = {
  description: 'The name of the context space is taken',
  http: 409,
  gqlCode: 'CONTEXT_SPACE_EXISTS',
  when: 'Another of the tenant has this name, in whatever letter case',
}
export const SOURCE_KIND_UNSUPPORTED: ErrorSpec = {
  description: 'Sources of this kind cannot be read',
  http: 422,
  gqlCode: 'SOURCE_KIND_UNSUPPORTED',
  when: 'The installation has no reader for the kind of a source',
}
export const PATH_DENIED: ErrorSpec = {
  description: 'The path is not allowed',
  http: 400,
  gqlCode: 'PATH_DENIED',
  when: 'A path leaves the folder that the operator named, or the source',
}
export const DOCUMENT_NOT_FOUND = notFound(
  'DOCUMENT_NOT_FOUND',
  'The specified document does not exist',
  'The context space holds no such document or skill',
)
export const SOURCE_NOT_FOUND = notFound(
  'SOURCE_NOT_FOUND',
  'The context space has no such source for documents',
  'The space has no source of kind uploaded_documents, or several and none is named',
)
export const DOCUMENT_UNREADABLE: ErrorSpec = {
  description: 'The document cannot be read',
  http: 415,
  gqlCode: 'DOCUMENT_UNREADABLE',
  when: 'Its name says a type that is not read, or its content is not of that type',
}
export const PREVIEW_UNSUPPORTED: ErrorSpec = {
  description: 'The document cannot be shown',
  http: 415,
  gqlCode: 'PREVIEW_UNSUPPORTED',
  when: 'The type of the file is not read, or the file is never shown',
}
