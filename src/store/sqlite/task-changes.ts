// Tells who listens what a commit changed about tasks.
import type { TaskChange } from '../task-verbs.ts'

export interface TaskChanges {
  /** Something of a firing changed. */
  noteFiring(runId: string): void
  /** What is due next may have changed. */
  noteDue(): void
  /** The runner of a firing is asked to stop it. */
  noteCancel(runId: string): void
  /** Called after each commit. */
  tell(): void
  watch(listener: (change: TaskChange) => void): () => void
}

export function createTaskChanges(): TaskChanges {
  const listeners = new Set<(change: TaskChange) => void>()
  const runIds = new Set<string>()
  const cancelledIds = new Set<string>()
  let isDueChanged = false
  return {
    noteFiring: (runId) => void runIds.add(runId),
    noteDue: () => void (isDueChanged = true),
    noteCancel(runId) {
      runIds.add(runId)
      cancelledIds.add(runId)
    },
    tell() {
      if (runIds.size === 0 && !isDueChanged) return
      const change = { runIds: [...runIds], cancelledIds: [...cancelledIds], isDueChanged }
      runIds.clear()
      cancelledIds.clear()
      isDueChanged = false
      for (const listener of listeners) listener(change)
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
