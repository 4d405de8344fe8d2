// Validation against JSON Schemas that users supply (draft 2020-12, local references only), without code generation.
import { Validator } from '@cfworker/json-schema'
import { isObject, type JsonObject } from '../contracts/scalars.ts'

export interface JsonIssue {
  /** RFC 6901 pointer into the value. */
  readonly pointer: string
  readonly code: string
  readonly message: string
}

/** Lists what is wrong with a value; empty when it is valid. A missing property is reported at its own pointer. */
export function validateJson(schema: JsonObject, value: unknown): JsonIssue[] {
  const { errors } = new Validator(schema, '2020-12', false).validate(value)
  const issues = errors.map((error): JsonIssue => {
    const pointer = decodeURI(error.instanceLocation.slice(1))
    const property = /"([^"]+)"/.exec(error.error)?.[1]
    const isProperty = error.keyword === 'required' || error.keyword === 'additionalProperties'
    const suffix = isProperty && property ? `/${property.replaceAll('~', '~0').replaceAll('/', '~1')}` : ''
    return { pointer: pointer + suffix, code: error.keyword, message: error.error }
  })
  const deepest = issues.filter(
    (issue) => !issues.some((other) => other !== issue && other.pointer.startsWith(`${issue.pointer}/`)),
  )
  return deepest.slice(0, 20)
}

/** Says why a schema cannot be used, or null: it must be an object schema whose references are local and resolve. */
export function findSchemaFault(schema: unknown): string | null {
  if (!isObject(schema)) return 'a JSON Schema is an object'
  const remote = findRemoteReference(schema)
  if (remote !== null) return `"$ref": "${remote}" is not local; only references that start with # can be used`
  try {
    new Validator(schema, '2020-12', false).validate({})
    return null
  } catch (error) {
    return error instanceof Error ? error.message : 'the schema cannot be read'
  }
}

function findRemoteReference(node: unknown): string | null {
  if (Array.isArray(node)) return firstFound(node)
  if (!isObject(node)) return null
  const reference = node['$ref']
  if (typeof reference === 'string' && !reference.startsWith('#')) return reference
  return firstFound(Object.values(node))
}

function firstFound(nodes: unknown[]): string | null {
  for (const node of nodes) {
    const found = findRemoteReference(node)
    if (found !== null) return found
  }
  return null
}
