// Validation against JSON Schemas that users supply (draft 2020-12, local references only), without code generation.
import { dereference, Validator } from '@cfworker/json-schema'
import { isObject, type JsonObject } from '../contracts/scalars.ts'

export interface JsonIssue {
  /** RFC 6901 pointer into the value. */
  readonly pointer: string
  readonly code: string
  readonly message: string
}

/** Faults beyond this are not looked at: a value with so many is wrong all over. */
const MAX_FAULTS = 200
const MAX_ISSUES = 20

/** Lists what is wrong with a value; empty when it is valid. A missing property is reported at its own pointer. */
export function validateJson(schema: JsonObject, value: unknown): JsonIssue[] {
  const faults = listFaults(structuredClone(schema), value).slice(0, MAX_FAULTS) // the validator marks what it is given
  const issues = faults.map((error): JsonIssue => {
    const pointer = decodeURI(error.instanceLocation.slice(1))
    const property = /"(.*)"/s.exec(error.error)?.[1]
    const isProperty = error.keyword === 'required' || error.keyword === 'additionalProperties'
    const suffix = isProperty && property ? `/${property.replaceAll('~', '~0').replaceAll('/', '~1')}` : ''
    return { pointer: pointer + suffix, code: error.keyword, message: error.error }
  })
  return issues.filter((issue) => !issues.some((other) => saysMore(other, issue))).slice(0, MAX_ISSUES)
}

/** Every fault, or the first one when there are more than the validator can hold. */
function listFaults(schema: JsonObject, value: unknown) {
  try {
    return new Validator(schema, '2020-12', false).validate(value).errors
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return new Validator(schema, '2020-12', true).validate(value).errors
  }
}

/** Keywords that only repeat what another issue of the same value says better, the least telling first. */
const echoes = ['false', '$ref', 'additionalProperties']

/** Whether `other` tells of the same fault, closer to its cause. */
function saysMore(other: JsonIssue, issue: JsonIssue): boolean {
  if (other.pointer !== issue.pointer) return other.pointer.startsWith(`${issue.pointer}/`)
  const rank = ({ code }: JsonIssue) => (echoes.includes(code) ? echoes.indexOf(code) : echoes.length)
  return rank(other) > rank(issue)
}

/** Says why a schema cannot be used, or null: it must be an object schema whose references are local and resolve. */
export function findSchemaFault(schema: unknown): string | null {
  if (!isObject(schema)) return 'a JSON Schema is an object'
  const remote = findRemoteReference(schema)
  if (remote !== null) return `"$ref": "${remote}" is not local; only references that start with # can be used`
  try {
    return findPartFault(structuredClone(schema))
  } catch (error) {
    return String(error)
  }
}

/** Looks at every subschema: its reference must lead somewhere and its patterns must be regular expressions. */
function findPartFault(schema: JsonObject): string | null {
  const parts: Readonly<Record<string, unknown>> = dereference(schema)
  for (const part of Object.values(parts)) {
    if (!isObject(part)) continue
    const target = part['__absolute_ref__']
    if (typeof target === 'string' && !(target in parts)) return `"$ref": "${String(part['$ref'])}" leads nowhere`
    const patterns = [part['pattern'], ...Object.keys(part['patternProperties'] ?? {})]
    patterns.filter((pattern) => typeof pattern === 'string').map((pattern) => new RegExp(pattern, 'u'))
  }
  new Validator(schema, '2020-12', false).validate({})
  return null
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
