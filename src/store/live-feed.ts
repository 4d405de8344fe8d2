// Live events by run, over one subscription to the store. Nothing arrives here before it is durable.
import type { RunEvent } from '../contracts/run-event.ts'
import type { Store } from './store.ts'

/** Gets the events and the size of their data as JSON, in characters. */
type Listener = (events: readonly RunEvent[], size: number) => void

export interface LiveFeed {
  /** Calls `listener` with each batch that is appended to this run; returns the way to stop. */
  listen(runId: string, listener: Listener): () => void
}

export function createLiveFeed(store: Store): LiveFeed {
  const listenersByRunId = new Map<string, Set<Listener>>()
  store.subscribe((committed) => {
    for (const { runId, events, size } of committed) {
      for (const listener of listenersByRunId.get(runId) ?? []) listener(events, size)
    }
  })
  return {
    listen(runId, listener) {
      const listeners = listenersByRunId.get(runId) ?? new Set()
      listenersByRunId.set(runId, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) listenersByRunId.delete(runId)
      }
    },
  }
}
