// A result as one text: for chat, the command line and later runs of the session.
import type { RunEventData } from '../contracts/run-event.ts'

/** The text itself; of a json result, the object as JSON. */
export function renderResult({
  resultType,
  resultData,
}: Pick<RunEventData<'run.completed'>, 'resultType' | 'resultData'>): string {
  const { result } = resultData
  return resultType !== 'json' && typeof result === 'string' ? result : JSON.stringify(resultData)
}
