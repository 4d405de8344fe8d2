// What a run that is done says at its end.
import type { RunEventData } from '../contracts/run-event.ts'
import type { RunState } from './run-state.ts'

/** `text` is the answer. */
export function finishRun({ usage, costUsd, created }: RunState, text: string): RunEventData<'run.completed'> {
  return {
    resultType: created.resultType,
    resultData: { result: text },
    sources: [],
    usage,
    ...(costUsd !== null && { costUsd }),
  }
}
