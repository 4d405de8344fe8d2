// Which runs of a tenant changed since the last look, over the store's signal of commits. Memory is bounded for any reader.
import type { RunEvent } from '../contracts/run-event.ts'
import type { Store } from './store.ts'

/** Most ids that are kept for a reader; beyond it the reader starts over from its cursor. */
const MAX_KEPT = 2000

export interface RunChanges extends Disposable {
  /** Resolves once something changed; false: the signal fired. */
  wait(): Promise<boolean>
  /** Ids of the runs that changed since the last time; null: they are too many. */
  take(): string[] | null
}

export function createRunChanges(
  { subscribe }: Pick<Store, 'subscribe'>,
  organizationId: string,
  signal: AbortSignal,
): RunChanges {
  const changed = new Set<string>()
  let wake: () => void = () => undefined
  const stop = subscribe((committed) => {
    for (const commit of committed) {
      if (commit.organizationId !== organizationId || !commit.events.some(isShown)) continue
      if (changed.size <= MAX_KEPT) changed.add(commit.runId)
    }
    if (changed.size > 0) wake()
  })
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort)
  return {
    async wait() {
      while (changed.size === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return !signal.aborted
    },
    take() {
      const runIds = changed.size > MAX_KEPT ? null : [...changed]
      changed.clear()
      return runIds
    },
    [Symbol.dispose]() {
      stop()
      signal.removeEventListener('abort', onAbort)
    },
  }
}

/** Whether a list of runs shows anything of it: status, times, tokens and cost. */
function isShown({ type }: RunEvent): boolean {
  return type.startsWith('run.') || type === 'turn.completed'
}
