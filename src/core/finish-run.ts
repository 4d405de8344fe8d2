// What a run that is done says at its end.
import type { RunEventData } from '../contracts/run-event.ts'
import { citeSources } from './cite-sources.ts'
import type { RunState } from './run-state.ts'

/** `text` is the answer. */
export function finishRun(
  { usage, costUsd, created, searched }: RunState,
  text: string,
): RunEventData<'run.completed'> {
  return {
    resultType: created.resultType,
    resultData: { result: text },
    sources: citeSources(text, searched?.results ?? []),
    usage,
    ...(costUsd !== null && { costUsd }),
  }
}
