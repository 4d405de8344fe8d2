// Turns schema faults into issues with RFC 6901 pointers, one per fault.
import type { z } from 'zod'

export interface Issue {
  /** RFC 6901 pointer into the input, e.g. `/input/message`; `""` is the input itself. */
  readonly pointer: string
  /** Machine-readable kind of fault, e.g. `invalid_type`, `unrecognized_key`. */
  readonly code: string
  readonly message: string
}

export function renderPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** An input may hold more faults than anybody wants to read. */
const MAX_ISSUES = 100

/** Lists the first issues of a failed parse. An unknown key points at the key itself. */
export function listIssues(error: z.ZodError): Issue[] {
  return error.issues.slice(0, MAX_ISSUES).flatMap(renderIssue).slice(0, MAX_ISSUES)
}

function renderIssue(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: renderPointer([...issue.path, key]),
      code: 'unrecognized_key',
      message: `"${key}" is not a known field`,
    }))
  }
  return [{ pointer: renderPointer(issue.path), code: issue.code, message: issue.message }]
}
