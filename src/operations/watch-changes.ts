// Waits for changes of firings, none of which is missed between two looks.
import type { Store } from '../store/store.ts'

export interface Changes extends Disposable {
  /** Ids of the firings that changed since the last time; waits for one. Null: the signal fired. */
  next(): Promise<readonly string[] | null>
}

export function watchChanges({ watchTasks }: Pick<Store, 'watchTasks'>, signal: AbortSignal): Changes {
  const changed = new Set<string>()
  let wake: () => void = () => undefined
  const stop = watchTasks(({ runIds }) => {
    for (const runId of runIds) changed.add(runId)
    wake()
  })
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort)
  return {
    async next() {
      while (changed.size === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (signal.aborted) return null
      const runIds = [...changed]
      changed.clear()
      return runIds
    },
    [Symbol.dispose]() {
      stop()
      signal.removeEventListener('abort', onAbort)
    },
  }
}
