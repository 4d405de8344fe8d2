// Reads the object that a run with a result schema must answer with. Nothing passes that the schema does not allow.
import { isObject, type JsonObject } from '../contracts/scalars.ts'
import { type JsonIssue, validateJson } from './validate-json.ts'

export type ParsedResult =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly issues: JsonIssue[] }

const MAX_DEPTH = 64

/** `text` is JSON, perhaps in a Markdown fence, as models like to write it. */
export function parseResult(text: string, schema: JsonObject): ParsedResult {
  const [, fenced = text] = /^\s*```(?:json)?\s*\n(.*)\n\s*```\s*$/s.exec(text) ?? []
  const value = parseJson(fenced)
  if (value === undefined) return refuse('json', 'the answer is not JSON')
  if (!isObject(value)) return refuse('type', 'the answer is not a JSON object')
  if (isDeeper(value, MAX_DEPTH)) return refuse('depth', `the answer is nested more than ${MAX_DEPTH} levels deep`)
  const issues = validateJson(schema, value)
  return issues.length === 0 ? { ok: true, value } : { ok: false, issues }
}

function refuse(code: string, message: string): ParsedResult {
  return { ok: false, issues: [{ pointer: '', code, message }] }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1))
}
