// Puts an answer into the JSON a caller asked for: values of the tools under their own names, the answer under names that
// ask for a text, and the rest as arguments are filled.
import { fillArguments } from './sim-arguments.ts'
import { pairKey, type SimHints } from './sim-hints.ts'
import type { ToolOutcome } from './sim-request.ts'

const answerNames = [
  'answer',
  'text',
  'summary',
  'result',
  'response',
  'output',
  'message',
  'content',
  'reply',
  'explanation',
  'report',
  'body',
]
const sourceNames = ['sources', 'citations', 'references', 'links']

/** JSON text that validates against the schema; without one, an object with the answer. */
export function answerJson(schema: unknown, answer: string, outcomes: readonly ToolOutcome[], hints: SimHints): string {
  if (schema === undefined) return JSON.stringify({ answer })
  const cited = Array.from(answer.matchAll(/^\[\d+\] (.+)$/gm), ([, origin]) => origin)
  const pairs: Record<string, unknown> = {}
  for (const name of answerNames) pairs[name] = answer
  for (const name of sourceNames) pairs[name] = cited
  for (const { outcome } of outcomes) if (outcome.type === 'output') addPairs(pairs, outcome.value)
  return JSON.stringify(fillArguments(schema, { ...hints, pairs: { ...hints.pairs, ...pairs } }))
}

/** The fields of a tool's output by name; a lone value is the result. */
function addPairs(pairs: Record<string, unknown>, value: unknown): void {
  if (typeof value === 'number' || typeof value === 'boolean') {
    for (const name of ['result', 'value', 'answer', 'total', 'sum']) {
      if (typeof pairs[name] !== 'number') pairs[name] = value
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  for (const [name, field] of Object.entries(value)) pairs[pairKey(name)] = field
}
