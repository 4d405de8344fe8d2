// What follows from an answer without calls: it is the result, or it does not fit the result schema and is asked for again.
import type { AgentDefinition } from '../contracts/agent-definition.ts'
import type { RunEventData } from '../contracts/run-event.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { parseResult } from './parse-result.ts'
import type { RunState } from './run-state.ts'
import type { Turn } from './turn.ts'

export type Conclusion =
  /** `value` is what the text says, of a json result. */
  | { readonly kind: 'finish'; readonly text: string; readonly value: JsonObject | null }
  /** Tell the model that its answer does not fit the result schema. */
  | { readonly kind: 'refuse'; readonly turnSpanId: string; readonly refusal: RunEventData<'result.refused'> }
  | { readonly kind: 'fail'; readonly failure: RunEventData<'run.failed'> }

/** Answers that a run with a result schema has to fit it. */
const MAX_ANSWERS = 3

/** Null: the model is asked again. */
export function conclude(
  { refusals }: Pick<RunState, 'refusals'>,
  { resultType, resultSchema = {} }: Pick<AgentDefinition, 'resultType' | 'resultSchema'>,
  turn: Turn,
): Conclusion | null {
  const text = turn.parts.flatMap((part) => (part.kind === 'text' && part.text !== '' ? [part.text] : [])).join('\n\n')
  if (resultType !== 'json') return { kind: 'finish', text, value: null }
  const refused = refusals.get(turn.spanId)
  if (refused && refusals.size < MAX_ANSWERS) return null
  if (refused) {
    const message = `none of ${MAX_ANSWERS} answers fits the result schema; the last one: ${describeRefusal(refused)}`
    return { kind: 'fail', failure: { code: 'RESULT_INVALID', message, stage: 'model' } }
  }
  const parsed = parseResult(text, resultSchema)
  if (parsed.ok) return { kind: 'finish', text, value: parsed.value }
  const issues = parsed.issues.map(({ pointer, message }) => ({ pointer, message }))
  return { kind: 'refuse', turnSpanId: turn.spanId, refusal: { answer: refusals.size + 1, issues } }
}

/** What is wrong with an answer, on one line. */
export function describeRefusal({ issues }: RunEventData<'result.refused'>): string {
  return issues.map(({ pointer, message }) => (pointer === '' ? message : `${pointer}: ${message}`)).join('; ')
}
