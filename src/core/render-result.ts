// A result as callers get it: whole, or as one text.
import type { JsonObject } from '../contracts/scalars.ts'
import type { RunEventData } from '../contracts/run-event.ts'

/** `{result, sources?}`; of a json result, the object. */
export function renderOutput({
  resultType,
  resultData,
  sources,
}: Pick<RunEventData<'run.completed'>, 'resultType' | 'resultData' | 'sources'>): JsonObject {
  return resultType === 'json' || sources.length === 0 ? resultData : { ...resultData, sources }
}

/** For chat, the command line and later runs of the session: the text itself; of a json result, the object as JSON. */
export function renderResult({
  resultType,
  resultData,
}: Pick<RunEventData<'run.completed'>, 'resultType' | 'resultData'>): string {
  const { result } = resultData
  return resultType !== 'json' && typeof result === 'string' ? result : JSON.stringify(resultData)
}
