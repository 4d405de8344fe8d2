// What a run that is done says at its end.
import type { RunEventData } from '../contracts/run-event.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { citeSources } from './cite-sources.ts'
import type { RunState } from './run-state.ts'

/** `text` is the answer; of a json result, `value` is what it says. */
export function finishRun(
  { usage, costUsd, created, searched }: RunState,
  { text, value }: { readonly text: string; readonly value: JsonObject | null },
): RunEventData<'run.completed'> {
  return {
    resultType: created.resultType,
    resultData: value ?? { result: text },
    sources: citeSources(value ? listTexts(value).join('\n') : text, searched?.results ?? []),
    usage,
    ...(costUsd !== null && { costUsd }),
  }
}

/** The texts in a JSON value: an array of numbers in it cites nothing. */
function listTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(listTexts) : []
}
