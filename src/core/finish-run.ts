// What a run that is done says at its end.
import type { RunEventData } from '../contracts/run-event.ts'
import type { Source } from '../contracts/run.ts'
import type { JsonObject } from '../contracts/scalars.ts'
import { citeSources } from './cite-sources.ts'
import type { RunState } from './run-state.ts'

/** `text` is the answer; of a json result, `value` is what it says. */
export function finishRun(
  { usage, costUsd, created, searched, sources }: RunState,
  { text, value }: { readonly text: string; readonly value: JsonObject | null },
): RunEventData<'run.completed'> {
  const cited = citeSources(value ? listTexts(value).join('\n') : text, searched?.results ?? [])
  return {
    resultType: created.resultType,
    resultData: value ?? { result: text },
    sources: [...cited, ...listOnce(sources)],
    usage,
    ...(costUsd !== null && { costUsd }),
  }
}

/** The texts in a JSON value: an array of numbers in it cites nothing. */
function listTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(listTexts) : []
}

/** Each address once, where it was first used. */
function listOnce(sources: readonly Source[]): Source[] {
  const byAddress = new Map<string | undefined, Source>()
  for (const source of sources) {
    const address = source.url ?? source.ref ?? source.title
    if (!byAddress.has(address)) byAddress.set(address, source)
  }
  return [...byAddress.values()]
}
