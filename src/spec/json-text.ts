// Bounds on any JSON value that comes from outside, before a schema sees it.
import { type Issue, renderPointer } from './issues.ts'

const MAX_DEPTH = 64
const MAX_ISSUES = 20
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/** Lists what no input may hold: nesting over 64, NUL, lone surrogates, keys that reach a prototype. At most 20 issues. */
export function listTextIssues(value: unknown): Issue[] {
  const issues: Issue[] = []
  const path: PropertyKey[] = []
  const add = (code: string, message: string) => {
    if (issues.length < MAX_ISSUES) issues.push({ pointer: renderPointer(path), code, message })
  }
  const checkText = (text: string) => {
    if (text.includes('\0')) add('nul', 'text must not contain NUL')
    if (!text.isWellFormed()) add('lone_surrogate', 'text must be well-formed Unicode')
  }
  const visit = (inner: unknown) => {
    if (issues.length >= MAX_ISSUES) return // a value that holds itself would be walked for ever
    if (typeof inner === 'string') return checkText(inner)
    if (typeof inner !== 'object' || inner === null) return
    if (path.length >= MAX_DEPTH) return add('too_deep', `nesting is limited to ${MAX_DEPTH} levels`)
    for (const [key, member] of Object.entries(inner)) {
      path.push(Array.isArray(inner) ? Number(key) : key)
      if (FORBIDDEN_KEYS.has(key)) add('forbidden_key', `"${key}" cannot be used as a key`)
      else if (!Array.isArray(inner)) checkText(key)
      visit(member)
      path.pop()
    }
  }
  visit(value)
  return issues
}
