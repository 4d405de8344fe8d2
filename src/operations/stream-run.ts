// A run's log as frames of a stream: `id` is seq, `event` the type, `data` the envelope.
import { followRun } from '../store/follow-run.ts'
import type { CallDeps, Stream } from './operation.ts'

export interface StreamRunParams {
  readonly runId: string
  readonly after: number
  readonly deps: CallDeps
  readonly signal: AbortSignal
}

export async function* streamRun({ runId, after, deps, signal }: StreamRunParams): Stream {
  const { store, feed } = deps
  for await (const events of followRun({ store, feed, runId, after, signal })) {
    yield events.map((event) => ({ id: String(event.seq), event: event.type, data: event }))
  }
}
